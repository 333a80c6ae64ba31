"""A round of sources: none of them keeps a run from its end, and each that said nothing is named."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from servio_verify.environments.model import Environment
from servio_verify.environments.monitoring import MonitoringSettings
from servio_verify.infra.source import Place
from servio_verify.monitoring import round as rounds
from servio_verify.monitoring.reading import GapError, Reading, Readings, Window
from servio_verify.monitoring.round import Round
from servio_verify.monitoring.source import MODULES, Source, source

NOW = datetime.now(UTC)
WINDOW = Window(NOW - timedelta(seconds=30), NOW, "3f9c2d1", "run-1")
HANGING = Event()
"""Never set: who waits for it hangs."""


def nothing() -> None:
    """Look, and see nothing."""


def well() -> Reading:
    return Reading(notes=("all is well",))


def red() -> Reading:
    return Reading(signals=("the monitor went red",), gaps=("a part was not read",))


def hang() -> Reading:
    HANGING.wait()
    return Reading()


def hang_before() -> None:
    HANGING.wait()


def be_slow() -> None:
    Event().wait(0.3)


def die() -> Reading:
    raise ZeroDivisionError("of its own\nin two lines")


def die_before() -> None:
    die()


def leave() -> Reading:
    raise SystemExit(3)


def give_up() -> Reading:
    raise GapError("quota exhausted")


@dataclass
class Probe:
    """A source that does what a test tells it to."""

    say: Callable[[], Reading]
    look: Callable[[], None] = nothing
    asked: list[Window] = field(default_factory=list)

    def begin(self) -> None:
        self.look()

    def end(self, window: Window) -> Reading:
        self.asked.append(window)
        return self.say()


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Readings]:
    """Ask these probes, by names of sources, with the tables that these have besides."""

    def asked(probes: dict[str, Probe], **tables: dict[str, object]) -> Readings:
        monkeypatch.setattr(rounds, "source", lambda name: Source(name, name.upper(), lambda _: probes[name]))
        monitoring = {name: {"seconds": 0.5} | tables.get(name, {}) for name in probes}
        web, api = "https://web.example.com", "https://api.example.com"
        settings = {"name": "staging", "web_url": web, "api_url": api, "monitoring": monitoring}
        return Round(Place(Environment.model_validate(settings), {})).end(WINDOW)

    return asked


def test_a_source_that_decides_speaks_against_the_build(ask: Callable[..., Readings]) -> None:
    said = ask({"tasks": Probe(red)}, tasks={"decides": True})
    assert said == Readings({"the monitor went red": "tasks"}, (), ("a part was not read",))


def test_one_that_does_not_decide_is_a_note(ask: Callable[..., Readings]) -> None:
    assert ask({"tasks": Probe(red)}) == Readings({}, ("the monitor went red",), ("a part was not read",))


def test_a_source_is_told_the_window(ask: Callable[..., Readings]) -> None:
    probe = Probe(well)
    assert ask({"tasks": probe}).notes == ("all is well",)
    assert probe.asked == [WINDOW]


@pytest.mark.parametrize(
    ("probe", "said"),
    [
        (Probe(hang), "TASKS: could not be read, no answer within 0.9 s"),
        (Probe(well, hang_before), "TASKS: could not be read, no answer within 0.9 s"),
        (Probe(die), "TASKS: could not be read, ZeroDivisionError: of its own"),
        (Probe(well, die_before), "TASKS: could not be read, ZeroDivisionError: of its own"),
        (Probe(leave), "TASKS: could not be read, RuntimeError: SystemExit(3)"),
        (Probe(give_up), "TASKS: quota exhausted"),
    ],
    ids=["hangs", "hangs before", "dies", "dies before", "leaves", "gives up"],
)
def test_a_source_that_says_nothing_is_not_covered_and_the_others_are_heard(
    probe: Probe, said: str, ask: Callable[..., Readings]
) -> None:
    assert ask({"tasks": probe, "logs": Probe(well)}) == Readings({}, ("all is well",), (said,))


def test_sources_that_hang_are_waited_for_together(ask: Callable[..., Readings]) -> None:
    began = time.monotonic()
    said = ask({name: Probe(hang) for name in ("datadog", "balancer", "tasks", "logs")})
    took = time.monotonic() - began
    assert 0.9 <= took < 2.7
    gap = "could not be read, no answer within 0.9 s"
    assert said.not_covered == (f"DATADOG, BALANCER, TASKS, LOGS: {gap}",)


def test_a_source_that_is_slow_before_the_checks_is_heard_after_them(ask: Callable[..., Readings]) -> None:
    assert ask({"tasks": Probe(well, be_slow)}).notes == ("all is well",)


def test_a_source_that_may_wait_is_waited_for(ask: Callable[..., Readings]) -> None:
    def late() -> Reading:
        Event().wait(1.1)
        return well()

    assert ask({"logs": Probe(late)}, logs={"wait": 2}).notes == ("all is well",)


def test_the_same_reason_is_told_once_and_a_long_one_is_cut(ask: Callable[..., Readings]) -> None:
    said = ask({"tasks": Probe(give_up), "logs": Probe(lambda: Reading(gaps=("word " * 60,)))})
    assert said.not_covered[0] == "TASKS: quota exhausted"
    assert len(said.not_covered[1]) <= 160
    assert said.not_covered[1].endswith("word…")


@pytest.mark.parametrize("name", MODULES)
def test_every_source_has_its_name(name: str) -> None:
    assert source(name).name == name


def test_every_table_has_a_source() -> None:
    assert set(MODULES) == set(MonitoringSettings.model_fields)
