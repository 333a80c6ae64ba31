"""State of a service deployment of Amazon ECS, as DescribeServiceDeployments and DescribeServiceRevisions tell it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from servio_verify.deployment.refusals import PlatformError
from servio_verify.infra.aws.account import Answer, Aws
from servio_verify.infra.aws.errors import CallError

IN_PROGRESS, AWAITING, TIMED_OUT, PAUSE = "IN_PROGRESS", "AWAITING_ACTION", "TIMED_OUT", "PAUSE"
_STOPPED = {"STOPPED", "STOP_REQUESTED"}
_AT_ONCE = 20
"""Deployments that one call describes."""


@dataclass(frozen=True)
class Hook:
    """A pause hook: its status, when ECS decides by itself, and what it does then."""

    id: str
    status: str
    ends: datetime | None
    then: str


@dataclass(frozen=True)
class State:
    """A service deployment. `at` is ECS's own time when it told this: a clock here may be wrong."""

    deployment: str
    status: str
    stage: str
    revision: str
    hooks: tuple[Hook, ...]
    rolled_back: bool
    at: datetime

    @property
    def waiting(self) -> tuple[Hook, ...]:
        """Its hooks that wait for an answer."""
        return tuple(hook for hook in self.hooks if hook.status == AWAITING) if self.status == IN_PROGRESS else ()

    @property
    def stopped(self) -> bool:
        """Whether somebody stopped it, or another deployment took its place."""
        return self.status in _STOPPED

    def hook(self, wanted: str) -> Hook | None:
        """Return the hook of this id."""
        return next((hook for hook in self.hooks if hook.id == wanted), None)


@dataclass(frozen=True)
class Image:
    """What a service revision runs: its task definition, and the image of the container that is Servio."""

    task_definition: str
    name: str
    digest: str | None

    @property
    def tag(self) -> str | None:
        """The tag, where the image is named by one."""
        repository, _, tag = self.name.partition("@")[0].rpartition(":")
        return tag if repository and "/" not in tag else None


@contextmanager
def asking() -> Iterator[None]:
    """Ask ECS; raise PlatformError, in one line, where it brings no answer that can be read."""
    try:
        yield
    except CallError as error:
        raise PlatformError(f"ECS could not be asked, nothing was told: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}"
        raise PlatformError(f"ECS answered in another form than documented ({why}): nothing was told") from None


def under_way(aws: Aws) -> Iterator[State]:
    """Yield the deployments of the environment's service that are under way. Raises CallError."""
    names = aws.names
    told = aws.ask(
        "ecs", "list_service_deployments", cluster=names.cluster, service=names.service, status=[IN_PROGRESS]
    )
    arns = [each["serviceDeploymentArn"] for each in told.get("serviceDeployments", [])][:_AT_ONCE]
    yield from _described(aws, arns) if arns else ()


def state_of(aws: Aws, deployment: str) -> State | None:
    """Return the deployment as it is now; None where ECS knows none of that name. Raises CallError."""
    return next(_described(aws, [deployment]), None)


def image_of(aws: Aws, revision: str) -> Image:
    """Return what a service revision runs. Raises CallError."""
    told = aws.ask("ecs", "describe_service_revisions", serviceRevisionArns=[revision])
    for each in told.get("serviceRevisions", []):
        images = each.get("containerImages", [])
        for image in images:
            if image.get("containerName") == aws.names.container or len(images) == 1:
                definition = str(each.get("taskDefinition", ""))
                return Image(definition, str(image.get("image", "")), image.get("imageDigest"))
        raise CallError(f"service revision {revision.rpartition('/')[2]} has no container {aws.names.container}")
    raise CallError(f"ECS knows no service revision {revision.rpartition('/')[2]}")


def _described(aws: Aws, arns: list[str]) -> Iterator[State]:
    answer = aws.ask("ecs", "describe_service_deployments", serviceDeploymentArns=arns)
    for told in answer.get("serviceDeployments", []):
        yield State(
            deployment=told["serviceDeploymentArn"],
            status=told.get("status", ""),
            stage=told.get("lifecycleStage", ""),
            revision=told.get("targetServiceRevision", {}).get("arn", ""),
            hooks=tuple(map(_hook, filter(_is_pause, told.get("lifecycleHookDetails", [])))),
            rolled_back=bool(told.get("rollback")) or str(told.get("status", "")).startswith("ROLLBACK"),
            at=_at(answer),
        )


def _is_pause(told: Mapping[str, Any]) -> bool:
    return told.get("targetType") == PAUSE and bool(told.get("hookId"))


def _hook(told: Mapping[str, Any]) -> Hook:
    return Hook(told["hookId"], told.get("status", ""), told.get("expiresAt"), told.get("timeoutAction", ""))


def _at(answer: Answer) -> datetime:
    try:
        said = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    except (KeyError, TypeError, ValueError):
        return datetime.now(UTC)
    return said if said.tzinfo else said.replace(tzinfo=UTC)
