"""Round of the sources in one run: all are asked at once, before the checks and after them."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, field
from functools import partial
from threading import Thread
from time import monotonic
from typing import TypeVar

from servio_verify.environments.monitoring import SourceSettings
from servio_verify.infra.source import Place
from servio_verify.monitoring.reading import GapError, Reading, Readings, Window
from servio_verify.monitoring.source import Probe, Source, source

T = TypeVar("T")


@dataclass
class _Asked:
    """A source that is asked in this run, and what became of its look before the checks."""

    source: Source
    settings: SourceSettings
    begun: "Future[Probe]"
    readings: list["Future[Reading]"] = field(default_factory=list)


class Round:
    """One for each run. Threads of a source that hangs do not keep the process from ending."""

    def __init__(self, place: Place) -> None:
        wanted = place.environment.monitoring.wanted
        self._asked = [self._begun(source(name), settings, place) for name, settings in wanted.items()]

    def end(self, window: Window) -> Readings:
        """Return what all sources say of this window; none is waited for longer than its `patience`."""
        for each in self._asked:
            each.readings.append(_beside(partial(_read, each, window)))
        since = monotonic()
        return _told([(each, self._reading(each, since)) for each in self._asked])

    def _begun(self, asked: Source, settings: SourceSettings, place: Place) -> _Asked:
        return _Asked(asked, settings, _beside(partial(_open, asked, place)))

    def _reading(self, each: _Asked, since: float) -> Reading:
        called, patience = each.source.called, each.settings.patience
        try:
            return each.readings[0].result(max(0.0, since + patience - monotonic()))
        except LateError:
            return Reading(gaps=(f"{called} could not be read: no answer within {patience:g} s",))
        except GapError as gap:
            return Reading(gaps=(f"{called}: {gap}",))
        except Exception as error:
            words = str(error).partition("\n")[0]
            return Reading(gaps=(f"{called} could not be read: {type(error).__name__}: {words}"[:160],))


def _open(asked: Source, place: Place) -> Probe:
    probe = asked.open(place)
    probe.begin()
    return probe


def _read(each: _Asked, window: Window) -> Reading:
    return each.begun.result().end(window)


def _told(said: Sequence[tuple[_Asked, Reading]]) -> Readings:
    against: dict[str, str] = {}
    notes: list[str] = []
    for each, reading in said:
        if each.settings.decides:
            against |= dict.fromkeys(reading.signals, each.source.name)
        else:
            notes += reading.signals
        notes += reading.notes
    return Readings(against, tuple(notes), tuple(gap for _, reading in said for gap in reading.gaps))


def _beside(work: Callable[[], T]) -> "Future[T]":
    """Return what is being done in a thread that the process does not wait for when it ends."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True, name="monitoring").start()
    return future
