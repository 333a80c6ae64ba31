"""Monitor of Datadog: its state, group by group, as the API tells it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from servio_verify.monitoring.reading import GapError, foreign

RED, WARNS, WELL = "Alert", "Warn", "OK"
"""States of a monitor and of its groups that say something; in the others (No Data, Unknown, …) it watches nothing."""

NAME_SHOWN = 34
WHOLE = ""
"""Name of the group of a monitor that tells none."""


@dataclass(frozen=True)
class Group:
    """A group's state, and when it was red or warned for the last time, in seconds since the epoch (0: never).

    `since` is when it came into this state (0: not told).
    """

    state: str
    triggered: float = 0.0
    since: float = 0.0


@dataclass(frozen=True)
class Monitor:
    """A monitor. Of one that `may_warn`, a past trigger may have been a warning."""

    id: int
    name: str
    groups: Mapping[str, Group]
    may_warn: bool
    silenced: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, told: Mapping[str, Any], now: float) -> Self:
        """Return what the API tells. Raises GapError where that has another form than it is published in."""
        try:
            options = told.get("options") or {}
            return cls(
                id=told["id"],
                name=foreign(str(told["name"])),
                groups=_groups(told),
                may_warn=(options.get("thresholds") or {}).get("warning") is not None,
                silenced=tuple(_silenced(told, options, now)),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise GapError(f"told a monitor in another form than published ({type(error).__name__}: {error})") from None

    @property
    def called(self) -> str:
        """Its name, as it is told."""
        return f'"{self.name if len(self.name) <= NAME_SHOWN else f"{self.name[: NAME_SHOWN - 1]}…"}"'

    def states(self, tags: tuple[str, ...]) -> set[str]:
        """Return the states of its groups, without those of another environment or service than these tags say."""
        return {group.state for name, group in self.groups.items() if not elsewhere(name, tags)}

    def watches(self, tags: tuple[str, ...]) -> bool:
        """Return whether any group of it that is not elsewhere has a state that says something."""
        return bool(self.states(tags) & {RED, WARNS, WELL})

    def is_muted(self, group: str) -> bool:
        """Return whether somebody silenced this group of it, or all of it."""
        return any(not scope or scope <= _tags(group) for scope in self.silenced)


def elsewhere(group: str, tags: tuple[str, ...]) -> bool:
    """Return whether a group is of another environment or service than these tags say."""
    wanted = dict(each.split(":", 1) for each in tags if ":" in each)
    told = (each.split(":", 1) for each in _tags(group) if ":" in each)
    return any(wanted.get(key, value) != value for key, value in told)


def _tags(group: str) -> frozenset[str]:
    return frozenset(each.strip().lower() for each in group.split(",") if each.strip())


def _groups(told: Mapping[str, Any]) -> dict[str, Group]:
    groups = (told.get("state") or {}).get("groups") or {}
    if not groups:
        modified = told.get("overall_state_modified")
        since = datetime.fromisoformat(modified).timestamp() if modified else 0.0
        state = str(told["overall_state"])
        return {WHOLE: Group(state, since if state == RED else 0.0, since)}
    return {
        name: Group(str(each["status"]), float(each.get("last_triggered_ts") or 0)) for name, each in groups.items()
    }


def _silenced(told: Mapping[str, Any], options: Mapping[str, Any], now: float) -> Iterator[frozenset[str]]:
    """Yield the tags that a group must have to be silenced; none for all groups."""
    for scope, until in (options.get("silenced") or {}).items():
        if until is None or until > now:
            yield _scope([scope])
    for downtime in told.get("matching_downtimes") or []:
        until = downtime.get("end")
        if until is None or until > now:
            yield _scope(downtime.get("scope") or [])


def _scope(told: list[str] | str) -> frozenset[str]:
    return _tags(",".join([told] if isinstance(told, str) else told)) - {"*"}
