"""What a user asks of a proof: which faults, which target, and where an interrupted one goes on."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from selftest.support.processes import ROOT
from selftest.unit.proof.rows import HEADERS, fault, row
from servio_verify.cli.main import main
from servio_verify.environments.permissions import Action, RefusedError, refuse
from servio_verify.environments.settings import read_environment
from servio_verify.environments.tier import Tier
from servio_verify.errors import UsageError
from servio_verify.proof.campaign.applicable import lacking, unchecked, unnamed
from servio_verify.proof.command import lines, runs, suite, target
from servio_verify.proof.command.kept import Kept
from servio_verify.proof.command.selection import Selection
from servio_verify.proof.fault import Fault, Need
from servio_verify.proof.matrix.model import Ended
from servio_verify.results.model import Entry, Outcome
from servio_verify.run.identity import Run, new_run_id
from servio_verify.run.journal import Journal

FAULTS = {
    each.name: each
    for each in (
        fault("without-csp", HEADERS),
        fault("cookie-open", HEADERS, kind="cookies"),
        replace(fault("lost-order", HEADERS), tier=Tier.E2E),
        replace(fault("slow", HEADERS), tier=Tier.LOAD),
    )
}


def chosen(selection: Selection) -> list[str]:
    return [each.name for each in selection.of(FAULTS)]


def test_faults_are_chosen_by_name_kind_and_tier() -> None:
    assert chosen(Selection()) == ["without-csp", "cookie-open", "lost-order"], "load takes long: only when asked for"
    assert chosen(Selection(names=("slow",))) == ["slow"]
    assert chosen(Selection(kinds=("Cookies",))) == ["cookie-open"]
    assert chosen(Selection(tiers=(Tier.LOAD, Tier.E2E))) == ["lost-order", "slow"]


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        (Selection(names=("withoutcsp",)), "there is no fault withoutcsp; did you mean without-csp?"),
        (Selection(kinds=("cookie",)), "there is no kind cookie; did you mean cookies?"),
        (Selection(kinds=("cookies",), tiers=(Tier.LOAD,)), "no fault is left of what was asked for"),
    ],
)
def test_a_mistyped_name_is_told_with_the_nearest(selection: Selection, told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("?", r"\?")):
        selection.of(FAULTS)


@pytest.mark.parametrize("name", ["production", "live-eu"])
def test_production_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    settings = {"SERVIO_WEB_URL": "https://www.example.com", "SERVIO_API_URL": "https://api.example.com"}
    named = read_environment("staging", ROOT, settings, reads_only=True).model_copy(update={"name": name})
    with pytest.raises(RefusedError, match="is production: no faults are put before it"):
        refuse(named, Action.PROVE)
    refuse(named.model_copy(update={"name": "preprod"}), Action.PROVE)
    assert main(["prove", "--env", "production"]) == 4
    assert capsys.readouterr().err.count("\n") == 1


def test_what_a_target_lacks_is_named() -> None:
    plain = read_environment(
        "local", ROOT, {"SERVIO_WEB_URL": "http://127.0.0.1:1", "SERVIO_API_URL": "http://127.0.0.1:1"}
    )
    needs: list[tuple[Fault, str]] = [
        (replace(fault(), needs=frozenset({Need.HTTPS, Need.TWO_ORIGINS})), "it needs https and two origins"),
        (replace(fault(), needs=frozenset({Need.SECOND_ACCOUNT})), "it needs a second account"),
        (replace(fault(), make=None), "only a target of our own can have it"),
        (fault(), ""),
    ]
    assert [lacking(each, plain, "proxy") for each, _ in needs] == [told for _, told in needs]
    assert lacking(replace(fault(), make=None), plain, "sandbox") == ""
    reading = plain.model_copy(update={"writes": False})
    assert "read-only" in lacking(replace(fault(), tier=Tier.E2E), reading, "proxy")


def test_a_check_that_was_skipped_promises_nothing() -> None:
    def outcomes(outcome: Outcome, why: str = "") -> dict[str, list[Entry]]:
        return {HEADERS: [Entry(check=f"tests/{HEADERS}", tier="smoke", outcome=outcome, why=why)]}

    promised = fault("without-csp", HEADERS)
    assert unchecked(promised, outcomes(Outcome.PASSED)) == ""
    assert unchecked(promised, outcomes(Outcome.SKIPPED, "no second account")) == f"{HEADERS}: no second account"


def test_an_interrupted_proof_goes_on_for_the_same_suite_only(tmp_path: Path) -> None:
    Kept("of-a", "then").add(row("first", HEADERS), tmp_path)
    assert [each.fault for each in Kept.read(tmp_path, "of-a", "now").rows] == ["first"]
    assert Kept.read(tmp_path, "of-a", "now").made == "then"
    assert Kept.read(tmp_path, "of-b", "now") == Kept("of-b", "now", dropped=1)
    assert lines.anew(1).startswith("an unfinished proof with 1 done is of another suite,")
    assert len(lines.anew(1000)) <= lines.LONGEST
    Kept.read(tmp_path, "of-a", "now").add(row("second", HEADERS), tmp_path, spent=61.5)
    assert Kept.read(tmp_path, "of-a", "now").spent == 61.5
    Kept.read(tmp_path, "of-a", "now").add(row("third", HEADERS, ended=Ended.STAYED_RED), tmp_path)
    assert [each.fault for each in Kept.read(tmp_path, "of-a", "now").rows] == ["first", "second"], "it was the target"
    (tmp_path / "unfinished.json").write_text("{")
    assert Kept.read(tmp_path, "of-a", "now").rows == []
    for folder in ("environments", "tests"):
        (tmp_path / folder).mkdir()
    before = suite.digest(tmp_path, "local", FAULTS.values(), True)
    assert before == suite.digest(tmp_path, "local", FAULTS.values(), True)
    (tmp_path / "tests/test_new.py").write_text("def test_new(): ...")
    after = suite.digest(tmp_path, "local", FAULTS.values(), True)
    other = replace(FAULTS["slow"], checks=())
    assert len({before, after, suite.digest(tmp_path, "local", [other], True)}) == 3


def test_lines_for_the_terminal_are_short_and_say_what_is_left() -> None:
    assert lines.left(3, 60, 1, None) == "3 of 60, 1 not as promised"
    assert lines.left(3, 60, 0, 300.0) == "3 of 60, 0 not as promised, about 5 min left"
    assert lines.left(59, 60, 0, 12.4) == "59 of 60, 0 not as promised, about 12 s left"
    wrong = replace(row("first"), why="x" * 300)
    assert len(lines.mismatch(wrong)) == 160
    assert all(len(line) <= 160 for line in lines.table([replace(fault(), title="t" * 300)]))


def test_what_runs_left_on_a_staging_is_told_and_kept(tmp_path: Path) -> None:
    staging = read_environment(
        "staging",
        ROOT,
        {"SERVIO_WEB_URL": "https://s.example.com", "SERVIO_API_URL": "https://a.example.com"},
        reads_only=True,
    )
    clean, dirty = (Run(new_run_id(), tmp_path / f"{day}t000000z-abcdef") for day in ("20261128", "20261129"))
    for run in (clean, dirty):
        run.folder.mkdir()
    Journal.of(dirty).intend("sv-one")
    runs.tidy(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [dirty.folder.name]
    assert runs.left_behind(tmp_path, staging).startswith("left on staging by runs of the proof: 1; `SERVIO_RUNS=")
    assert runs.left_behind(tmp_path / "none", staging) == ""


def test_runs_of_somebody_else_are_never_tidied_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVIO_STATE", str(tmp_path / "state"))
    mine = tmp_path / "runs" / new_run_id()
    mine.mkdir(parents=True)
    environment = read_environment("local", ROOT, {})
    with ExitStack() as undo, pytest.raises(UsageError, match="give --output a folder of its own"):
        target.alone(environment, tmp_path, undo)
    for _ in range(2):
        with ExitStack() as undo:
            target.alone(environment, tmp_path / "new", undo)
    assert mine.exists()


def test_another_build_cannot_show_where_the_target_names_none() -> None:
    rollout = replace(fault(), needs=frozenset({Need.BUILD}))
    assert unnamed(rollout, None) == "the target names no build"
    assert unnamed(rollout, "5f3c") == unnamed(fault(), None) == ""
