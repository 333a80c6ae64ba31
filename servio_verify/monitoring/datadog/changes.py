"""Changes of monitors from before the checks to after them, and which of them count against the build."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from servio_verify.monitoring.datadog.monitor import RED, WARNS, WELL, WHOLE, Group, Monitor, elsewhere
from servio_verify.monitoring.reading import at, foreign, named

GROUP_SHOWN = 18


@dataclass(frozen=True)
class Change:
    """What became of a monitor, in a sentence; `why_not` says why it does not count, where it does not."""

    monitor: Monitor
    said: str
    why_not: str = ""

    @property
    def counts(self) -> bool:
        """Whether it speaks against the build."""
        return not self.why_not


def changes(
    before: Mapping[int, Monitor], after: Sequence[Monitor], tags: tuple[str, ...], begins: float
) -> Iterator[Change]:
    """Yield what became of each monitor since then, one change a monitor: the gravest of its groups.

    States are compared, and Datadog's own times with each other: this machine's clock decides only where a group is
    new (`begins`, in seconds since the epoch).
    """
    for monitor in after:
        was = before.get(monitor.id)
        found: list[Change] = []
        for name, group in monitor.groups.items():
            if not elsewhere(name, tags):
                found += _change(monitor, name, group, was.groups.get(name) if was else None, begins)
        yield from sorted(found, key=lambda change: not change.counts)[:1]


def unseen(before: Mapping[int, Monitor], after: Sequence[Monitor]) -> Iterator[str]:
    """Yield what became of monitors that cannot be told."""
    here = {monitor.id for monitor in after}
    if gone := [monitor.called for monitor in before.values() if monitor.id not in here]:
        yield f"not there any more after the checks, deleted or without its tags: {named(gone)}"
    if shaken := [monitor.called for monitor in after if _was_otherwise(before.get(monitor.id), monitor)]:
        yield f"not OK for a while, and whether it was red is not told: {named(shaken)}"


def _was_otherwise(before: Monitor | None, after: Monitor) -> bool:
    """Return whether a monitor without groups was in another state meanwhile: of these no last trigger is told."""
    was, now = before.groups.get(WHOLE) if before else None, after.groups.get(WHOLE)
    return bool(was and now and was.state == now.state == WELL and was.since != now.since)


def _change(monitor: Monitor, name: str, group: Group, was: Group | None, begins: float) -> Iterator[Change]:
    which = f"monitor {monitor.called}{_told(name)}"
    fired = group.triggered > (was.triggered if was else begins)
    if group.state == RED:
        red = f"{which} went red at {at(group.triggered)}" if group.triggered else f"{which} went red"
        if (was and was.state == RED) or (was is None and not fired):
            yield Change(monitor, f"{which} is red", "and was before this run: it does not count")
        elif monitor.is_muted(name):
            yield Change(monitor, red, "but it is muted")
        else:
            yield Change(monitor, red)
    elif group.state == WARNS and (was is None or was.state not in (WARNS, RED)):
        yield Change(monitor, f"{which} warns", "which is no alert")
    elif fired and group.state != WARNS and not (was and was.state in (RED, WARNS)):
        yield _passed(monitor, f"{which} went red at {at(group.triggered)} and recovered", name)


def _passed(monitor: Monitor, said: str, name: str) -> Change:
    if monitor.is_muted(name):
        return Change(monitor, said, "but it is muted")
    return Change(monitor, said, "or only warned: that is not told" if monitor.may_warn else "")


def _told(group: str) -> str:
    if group in (WHOLE, "*"):
        return ""
    group = foreign(group)
    return f" ({group if len(group) <= GROUP_SHOWN else f'{group[: GROUP_SHOWN - 1]}…'})"
