"""Round of the sources in one run: all are asked at once, before the checks and after them."""

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

from servio_verify.environments.monitoring import SourceSettings
from servio_verify.infra.source import Place
from servio_verify.monitoring.beside import beside
from servio_verify.monitoring.reading import GapError, Reading, Readings, Window, gaps_told, sentence
from servio_verify.monitoring.source import Probe, Source, source


@dataclass(frozen=True)
class _Asked:
    """A source that is asked in this run, and its look before the checks."""

    source: Source
    settings: SourceSettings
    begun: "Future[Probe]"


@dataclass(frozen=True)
class _Said:
    """What a source said, or why it said nothing at all."""

    asked: _Asked
    reading: Reading = field(default_factory=Reading)
    nothing: str = ""


class Round:
    """One for each run. Threads of a source that hangs do not keep the process from ending."""

    def __init__(self, place: Place) -> None:
        wanted = place.environment.monitoring.wanted
        self._asked = [self._begun(source(name), settings, place) for name, settings in wanted.items()]

    def end(self, window: Window) -> Readings:
        """Return what all sources say of this window; none is waited for longer than its `patience`."""
        asked = [(each, beside(partial(_read, each, window))) for each in self._asked]
        since = monotonic()
        return _told([_said(each, reading, since) for each, reading in asked])

    def _begun(self, asked: Source, settings: SourceSettings, place: Place) -> _Asked:
        return _Asked(asked, settings, beside(partial(_open, asked, place)))


def _open(asked: Source, place: Place) -> Probe:
    probe = asked.open(place)
    probe.begin()
    gc.freeze()  # what it loaded stays, as all that is imported: each search for garbage would go through it
    return probe


def _read(each: _Asked, window: Window) -> Reading:
    return each.begun.result().end(window)


def _said(asked: _Asked, reading: "Future[Reading]", since: float) -> _Said:
    """Return what a source says within its patience, which began at `since`."""
    patience = asked.settings.patience
    try:
        return _Said(asked, reading.result(max(0.0, since + patience - monotonic())))
    except LateError:
        return _Said(asked, nothing=f"could not be read, no answer within {patience:g} s")
    except GapError as gap:
        return _Said(asked, nothing=str(gap))
    except Exception as error:
        return _Said(asked, nothing=f"could not be read, {type(error).__name__}: {str(error).partition(chr(10))[0]}")


def _told(said: Sequence[_Said]) -> Readings:
    decide = [each for each in said if each.asked.settings.decides]
    against = {line: each.asked.source.name for each in decide for line in map(sentence, each.reading.signals)}
    doubts = tuple(line for each in decide for line in map(sentence, each.reading.doubts))
    every = (sentence(line) for each in said for line in _seen(each.reading))
    nothing = ((each.asked.source.called, each.nothing) for each in said if each.nothing)
    gaps = [*gaps_told(nothing), *(sentence(gap) for each in said for gap in each.reading.gaps)]
    return Readings(against, tuple(line for line in every if line not in {*against, *doubts}), tuple(gaps), doubts)


def _seen(reading: Reading) -> Iterator[str]:
    yield from (*reading.signals, *reading.doubts, *reading.notes)
