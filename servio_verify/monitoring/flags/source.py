"""Source of flags: read before the checks and after them, and held against another environment's."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from servio_verify.environments.monitoring import FlagSettings
from servio_verify.infra.source import Place
from servio_verify.monitoring.beside import beside
from servio_verify.monitoring.flags import record
from servio_verify.monitoring.flags.other import Other, look
from servio_verify.monitoring.flags.pins import told_of_pins
from servio_verify.monitoring.flags.snapshot import CALLED, NOBODY, Snapshot, services_of, take
from servio_verify.monitoring.reading import Reading, Window, sentence
from servio_verify.monitoring.source import Source
from servio_verify.results.comparison import few, flag_changes

SHOWN = 3
"""Flags that changed under the run and have a line of their own."""


class FlagProbe:
    """The flags in one run. What could not be read before the checks is read after them all the same."""

    def __init__(self, place: Place, settings: FlagSettings) -> None:
        self._place = replace(place, seconds=settings.seconds)
        self._pinned = settings.pinned
        self._before = Snapshot()
        self._other: Other | None = None

    def begin(self) -> None:
        """Read them, and at the same time those of the environment that they are held against."""
        if services_of(self._place):
            other = beside(partial(look, self._place))
            self._before = take(self._place)
            self._other = other.result()

    def end(self, window: Window) -> Reading:
        """Read them again, and say what is not as it was, or not as it is there."""
        before, after = self._before, take(self._place)
        record.write(window.folder, before.states, after.states)
        other, pins = self._other, told_of_pins(self._pinned, window, after)
        return Reading(
            signals=other.differences(self._place, after) if other else (),
            doubts=tuple(_changes(before, after)),
            gaps=(*self._gaps(before, after), *(other.gaps(after) if other else ()), *pins.gaps),
            notes=(*_notes(before, after), *pins.notes),
        )

    def _gaps(self, before: Snapshot, after: Snapshot) -> Iterator[str]:
        if not services_of(self._place):
            yield f"flags: {NOBODY.format(self._place.environment.name)}"
        for service, why in after.unread.items():
            yield sentence(f"flags of {CALLED[service]}: {why}")
        for service, why in before.unread.items():
            if service not in after.unread:
                head = f"flags of {CALLED[service]} could not be read before the checks: any may have changed"
                yield sentence(f"{head} ({why})")


def _changes(before: Snapshot, after: Snapshot) -> Iterator[str]:
    changed = flag_changes(before.states, after.states)
    for each in changed[:SHOWN]:
        name = few([each.name], 60)
        yield f"flag {name!r} changed under the run ({each}): the checks saw both; run again"
    if more := changed[SHOWN:]:
        yield f"more flags changed under the run: {few([f'{each.name} ({each})' for each in more])}"


def _notes(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for service, flags in after.states.items():
        stayed = service in before.states and not flag_changes(
            {service: before.states[service]}, {service: after.states[service]}
        )
        if stayed:
            on = len(after.on(service))
            yield f"flags: {on} of {len(flags)} are on in {CALLED[service]}, the same before and after the checks"


def _open(place: Place) -> FlagProbe:
    return FlagProbe(place, place.environment.monitoring.flags or FlagSettings())


SOURCE = Source("flags", "Flags", _open)
