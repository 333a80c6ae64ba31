"""Stopped task of ECS: why it ended, and whether that speaks against the build.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from servio_verify.monitoring.reading import at

SCHEDULER = "ServiceSchedulerInitiated"
OWN_FAULT = frozenset({"EssentialContainerExited", "TaskFailedToStart"})
ILL = "health check"
"""In the reason of a task that ECS stopped because it was ill, which has the code of one that was scaled in."""

ID_SHOWN = 8


@dataclass(frozen=True)
class StoppedTask:
    """A task that ended. `stopped` is when its containers did (UTC), None while they have not yet."""

    id: str
    definition: str
    stopped: datetime | None
    code: str
    reason: str
    exits: tuple[str, ...]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Return what DescribeTasks tells. Raises KeyError."""
        times = (told.get(key) for key in ("executionStoppedAt", "stoppingAt", "stoppedAt"))
        return cls(
            id=told["taskArn"].rpartition("/")[2],
            definition=told["taskDefinitionArn"].rpartition("/")[2],
            stopped=min((time for time in times if time), default=None),
            code=str(told.get("stopCode") or ""),
            reason=" ".join(str(told.get("stoppedReason") or "no reason told").split()),
            exits=tuple(filter(None, map(_exit, told.get("containers", [])))),
        )

    @property
    def speaks_against(self) -> bool:
        """Whether it ended by itself, did not start, or was stopped because it was ill."""
        return self.code in OWN_FAULT or (self.code in ("", SCHEDULER) and ILL in self.reason)

    @property
    def is_scaled(self) -> bool:
        """Whether ECS stopped it because it was one too many: a roll-out and a smaller number do that."""
        return self.code == SCHEDULER and ILL not in self.reason

    @property
    def why(self) -> str:
        """Why it ended, with the exit codes of its containers."""
        return ", ".join([self.reason.rstrip("."), *self.exits])

    @property
    def told(self) -> str:
        """What it is called, with the time of its end: `3f2a91bc of servio-staging-app:7 (02:31 UTC)`."""
        when = f" ({at(self.stopped)})" if self.stopped else ""
        return f"{self.id[:ID_SHOWN]} of {self.definition}{when}"


def _exit(container: Mapping[str, Any]) -> str:
    code, reason = container.get("exitCode"), str(container.get("reason") or "")
    words = f"exit code {code}" if code else ""
    return f"{words} ({reason.partition(':')[0]})" if words and reason else words or reason.partition(":")[0]
