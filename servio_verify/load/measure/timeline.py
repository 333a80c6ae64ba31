"""The timeline of a load run, second by second, and what follows from it while the run lasts."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Second:
    """One second of a run; times in milliseconds, shares from 0 to 1."""

    at: float
    stage: str
    on_plateau: bool
    wanted: int
    users: int
    requests: int
    failed: int
    throttled: int
    p50: float
    p95: float
    p99: float
    own_cpu: float = 0.0
    machine_cpu: float = 0.0
    foreign_cpu: float = 0.0
    lag: float = 0.0
    width: float = 1.0
    intercepted: int = 0
    failures: dict[str, int] = field(default_factory=dict)
    due_rate: float | None = None
    """Requests a second that the profile made due; `users` are then those who waited for an answer. None: users."""
    due: int = 0
    not_in_time: int = 0
    sent_p95: float = 0.0
    all_cpu: float = 0.0
    """Cores that all processes of the generator took together; `own_cpu` is the busiest one's."""
    first_end: float | None = None
    last_end: float | None = None
    """When the first and the last of its requests ended; None where none did, or where that was not told."""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / max(self.width, 0.001)


def too_many_failures(seconds: Sequence[Second], window: float = 10.0, least: int = 20) -> str | None:
    """Return why the run should stop now: more than half failing, throttled or not Servio's over the last seconds.

    `window` is how many seconds. None where all is well, where fewer than `least` requests were made, or where the
    run is younger than the window.
    """
    if not seconds or seconds[-1].at < window:
        return None
    recent = [second for second in seconds if second.at > seconds[-1].at - window]
    requests = sum(second.requests for second in recent)
    for count, what in (
        (sum(second.failed for second in recent), "failed"),
        (sum(second.throttled for second in recent), "were throttled (429)"),
        (sum(second.intercepted for second in recent), "were not answered by Servio"),
    ):
        if requests >= least and count * 2 > requests:
            return f"{count} of {requests} requests of the last {window:.0f} s {what}"
    return None


def only_fails(seconds: Sequence[Second]) -> bool:
    """Return whether every request failed in the last second in which there were some."""
    last = next((second for second in reversed(seconds) if second.requests), None)
    return last is not None and last.failed == last.requests


def stalls(seconds: Sequence[Second], pause: float, least: float = 3.0) -> list[tuple[float, float]]:
    """Return from when to when nothing was answered for at least `least` seconds.

    Only where an answer was due at least three times a second, by an arrival rate or by so many users; `pause` is
    what each of them waits between two requests, in seconds.
    """
    gaps: list[tuple[float, float]] = []
    since: float | None = None
    last: float | None = None
    for second in seconds:
        begin = second.at - second.width
        busy = second.users > 3 * pause if second.due_rate is None else second.due_rate > 3
        if busy and not second.requests:
            since = since if since is not None else begin if last is None else last
            continue
        if since is not None:
            gaps.append((since, begin if not busy or second.first_end is None else second.first_end))
        since, last = None, second.last_end if busy else None
    if since is not None:
        gaps.append((since, seconds[-1].at))
    return [(since, until) for since, until in gaps if until - since >= least]
