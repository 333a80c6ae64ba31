"""The process that sets a load run up: what it hands over, and what becomes of a run when it is gone."""

import json
import os
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from selftest.support.load_samples import arriving, made
from servio_verify.errors import InvalidError
from servio_verify.load.judgement.baseline import Timing
from servio_verify.load.judgement.stored_orders import StoredOrders
from servio_verify.load.lifecycle import setup_process
from servio_verify.load.lifecycle.prepared import Prepared
from servio_verify.load.lifecycle.setup_process import OPTIONS, SetupProcess
from servio_verify.load.measure.intervals import Interval
from servio_verify.load.plan.profile import Profile
from servio_verify.load.plan.where import Where
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.run import marks

ASKED = Namespace(**dict.fromkeys(OPTIONS))


def prepared(folder: Path, profile: Profile, *, to_undo: bool = True) -> Prepared:
    return Prepared(
        WorkOrder(profile, "run-1", "http://web", "http://api", health=("http://web/health",), session=("a", "b")),
        Where("here", "http://web", "run-1", led_elsewhere="elsewhere"),
        folder,
        folder / "kept.json",
        {"GET /": Timing(12.5, Interval(11.0, float("inf")))},
        ("something",),
        {"SERVIO_API_KEY": "k3y-of-nobody"},
        folder / "stack",
        {"no_proxy": "localhost"},
        to_undo,
    )


Started = Callable[[str], SetupProcess]


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Started:
    """Start a set-up that does this, instead of our own."""

    def start(source: str) -> SetupProcess:
        (tmp_path / "another_setup.py").write_text(f"import sys\nasked = sys.stdin.readline()\n{source}\n")
        return SetupProcess(ASKED)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(setup_process, "MODULE", "another_setup")
    monkeypatch.setattr(setup_process, "LoadScrubbing", lambda *_: None)
    monkeypatch.setattr(marks, "_run", [])
    monkeypatch.setattr(os, "environ", dict(os.environ))
    return start


@pytest.mark.parametrize("profile", [made(gates=["p95 < 5 ms for GET /", "rate > 1 /s on run"]), arriving(extend=5)])
def test_what_was_prepared_is_handed_over_whole(tmp_path: Path, profile: Profile) -> None:
    it = prepared(tmp_path, profile)
    assert Prepared.from_wire(json.loads(json.dumps(it.to_wire()))) == it
    assert "k3y" not in repr(it)


def test_a_run_goes_on_with_what_was_prepared_and_is_cleaned_up_once_it_is_over(
    tmp_path: Path, started: Started
) -> None:
    wire = json.dumps(prepared(tmp_path, made()).to_wire())
    answers = f"print({wire!r}, flush=True)\nassert sys.stdin.readline() == 'clean up\\n'\nprint('[\"a venue\"]')"
    setup = started(answers)
    assert (setup.spec.run.id, setup.spec.stack_folder, marks.run_id()) == ("run-1", tmp_path / "stack", "run-1")
    assert os.environ["no_proxy"] == "localhost"
    assert setup.clean_up() == ["a venue"]
    setup.stop()


def test_the_set_up_tells_what_became_of_the_orders_that_were_accepted(tmp_path: Path, started: Started) -> None:
    wire = json.dumps(prepared(tmp_path, made()).to_wire())
    counted = 'print(\'{"accepted": 8, "total": 6, "why": ""}\', flush=True)'
    setup = started(f"print({wire!r}, flush=True)\nassert sys.stdin.readline() == 'count orders 7\\n'\n{counted}")
    assert setup.stored(7) == StoredOrders(8, 6)
    setup._process.wait(60)
    assert setup.stored(7) == StoredOrders(7, why="the set-up's process is gone")
    setup.stop()


def test_a_set_up_that_died_meanwhile_has_left_something_behind(tmp_path: Path, started: Started) -> None:
    setup = started(f"print({json.dumps(prepared(tmp_path, made()).to_wire())!r})")
    setup._process.wait(60)
    assert "is gone" in setup.clean_up()[0]
    setup.stop()


def test_nothing_is_asked_of_a_set_up_that_has_nothing_to_undo(tmp_path: Path, started: Started) -> None:
    setup = started(f"print({json.dumps(prepared(tmp_path, made(), to_undo=False).to_wire())!r})")
    assert setup.clean_up() == []
    setup.stop()


def test_what_the_set_up_refuses_ends_the_run_with_its_exit_code(started: Started) -> None:
    with pytest.raises(SystemExit) as ended:
        started("sys.exit(4)")
    assert ended.value.code == 4


@pytest.mark.parametrize("source", ["", "import os; os.kill(os.getpid(), 9)", "import nothing", "sys.exit(1)"])
def test_a_set_up_that_dies_without_a_word_makes_the_run_invalid(started: Started, source: str) -> None:
    with pytest.raises(InvalidError, match="the set-up of the run ended with"):
        started(source)
