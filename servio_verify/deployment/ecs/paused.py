"""Paused deployment of Amazon ECS: found before a run, and held against what the pipeline says that it deployed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from servio_verify.deployment.ecs.gate_file import Seen
from servio_verify.deployment.ecs.state import Hook, Image, State, asking, image_of, under_way
from servio_verify.deployment.gate import short
from servio_verify.deployment.refusals import (
    HookGoneError,
    NothingPausedError,
    OtherImageError,
    TooLateError,
)
from servio_verify.infra.aws.account import Aws
from servio_verify.results.build_id import is_same

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Named:
    """What a pipeline says that it deployed. Without a digest the tag of the image is the proof, if that is allowed."""

    environment: str
    web_url: str
    build: str
    digest: str | None = None
    tag_is_proof: bool = False
    hook: str | None = None

    def hold(self, image: Image) -> None:
        """Raise OtherImageError where the image is another one, or is not known."""
        definition = image.task_definition.rpartition("/")[2]
        if self.digest:
            if image.digest is None:
                raise OtherImageError(f"ECS tells no image digest of {definition}, {short(self.digest)} was deployed")
            if image.digest != self.digest:
                raise OtherImageError(
                    f"{definition} under the hook is of image {short(image.digest)}, {short(self.digest)} was deployed"
                )
        elif not self.tag_is_proof:
            raise OtherImageError("which image was deployed is not known: set SERVIO_EXPECT_DIGEST, or --proof tag")
        elif not (image.tag and is_same(image.tag, self.build)):
            raise OtherImageError(f"{definition} is of an image with the tag {image.tag}, not of build {self.build}")


def find(aws: Aws, named: Named, begun: datetime | None = None) -> Seen:
    """Return the deployment that waits. Raises NothingPausedError, HookGoneError, OtherImageError, PlatformError."""
    with asking():
        state = _one([state for state in under_way(aws) if state.waiting], aws)
        hook = _hook(state.waiting, named.hook)
        image = image_of(aws, state.revision)
    named.hold(image)
    if hook.ends is None:
        raise TooLateError(f"ECS does not tell when the hook at {state.stage} ends: nothing was told")
    return Seen(
        environment=named.environment,
        web_url=named.web_url,
        build=named.build,
        digest=named.digest,
        begun=begun or datetime.now(UTC),
        deployment=state.deployment,
        hook=hook.id,
        stage=state.stage,
        revision=state.revision,
        task_definition=image.task_definition,
        image=image.name,
        image_digest=image.digest,
        ends=hook.ends,
        then=hook.then,
    )


def _one(waiting: Sequence[State], aws: Aws) -> State:
    where = f"{aws.names.service} in {aws.names.cluster}"
    if not waiting:
        raise NothingPausedError(f"no deployment of {where} waits at a pause hook: nothing to answer")
    if waiting[1:]:
        raise HookGoneError(f"{len(waiting)} deployments of {where} wait at a pause hook: answer them by hand")
    return waiting[0]


def _hook(waiting: Sequence[Hook], wanted: str | None) -> Hook:
    if wanted:
        waiting = [hook for hook in waiting if hook.id == wanted]
    if not waiting:
        raise NothingPausedError(f"no pause hook {wanted} waits for an answer")
    if waiting[1:]:
        raise HookGoneError(f"{len(waiting)} pause hooks wait at once: name one with --hook {waiting[0].id}")
    return waiting[0]


def digest_of(text: str) -> str | None:
    """Return the digest that a pipeline named (`sha256:…` or `repository@sha256:…`); None where it is none."""
    digest = text.strip().rpartition("@")[2]
    return digest if _DIGEST.fullmatch(digest) else None
