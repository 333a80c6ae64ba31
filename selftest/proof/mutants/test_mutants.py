"""The mutation testing of ourselves: what it must find, what it must not overlook, and the mutants of a change."""

import select
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from selftest.proof.mutants import __main__ as command
from selftest.proof.mutants import changes, parts, score, state
from selftest.proof.mutants.forks import BROKEN, COMPUTED_OUT, WAITED_OUT, Task, run_forked
from selftest.proof.mutants.job import Job, Outcome, outcome_of
from selftest.proof.mutants.places import ROOT, file_of
from selftest.proof.mutants.score import Explained, Score
from selftest.proof.mutants.sites import mutants_of

PLANTED = "selftest.proof.mutants.planted.limit"
SECONDS = 8
"""After which no further mutant of a change is begun here; `make mutants` tests the others."""


def run(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "selftest.proof.mutants", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=550)


def test_every_mutant_of_a_change_is_killed_or_explained(clean_environ: dict[str, str]) -> None:
    ended = run(clean_environ, "--changed", "--jobs", "1", "--seconds", str(SECONDS))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "the planted ones too" in ended.stdout
    sys.stdout.write(ended.stdout)


@pytest.mark.parametrize("words", [("nonsense",), ("--jobs", "0"), ("--seconds", "nan"), ("--seconds", "-1")])
def test_a_wrong_word_is_told_in_one_line(clean_environ: dict[str, str], words: Sequence[str]) -> None:
    ended = run(clean_environ, *words)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (4, 1)


def test_ctrl_c_says_that_it_goes_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(command, "_jobs", lambda _asked: [])
    monkeypatch.setattr(command, "_tested", interrupted)
    assert command.main([PLANTED]) == 130
    assert capsys.readouterr().err == "ended by Ctrl-C; the same command goes on from there\n"


def test_the_mutants_of_a_module_are_its_small_changes() -> None:
    _, found = mutants_of(PLANTED)
    assert [(each.lines.start, each.is_live, each.becomes) for each in found] == [
        (3, False, "MOST = 6"),
        (4, False, "UNREAD = 8"),
        (9, True, "return None"),
        (9, True, "return count >= MOST"),
        (9, True, "return count <= MOST"),
        (14, True, "return None"),
        (14, True, "return f'{count}XX of at most XX{MOST}'"),
    ]


def test_each_judging_part_has_modules_and_tests_that_are_there() -> None:
    for part in parts.all_parts():
        assert part.modules
        assert all((ROOT / file_of(module)).is_file() for module in part.modules)
        assert all((ROOT / path).exists() for path in part.tests)


MUTANT = mutants_of(PLANTED)[1][0]
ENTRY = Explained(PLANTED, MUTANT.was, MUTANT.becomes, "known")


@pytest.mark.parametrize(
    ("killed", "alive", "untested", "entries", "wrong"),
    [
        (24, 0, 0, [], []),
        (24, 1, 0, [ENTRY], []),
        (24, 1, 0, [], ["survives: selftest/proof/mutants/planted/limit.py:3"]),
        (11, 1, 0, [ENTRY], ["selftest/proof/mutants/planted/limit.py: 11 of 12 killed, 92% are promised"]),
        (24, 0, 0, [ENTRY], ["explained, and yet no survivor: selftest/proof/mutants/planted/limit.py: MOST = 5"]),
        (1, 0, 23, [], []),
    ],
    ids=["killed", "explained", "a survivor", "too many", "an entry that fits none", "half of them"],
)
def test_what_is_wrong_with_a_score(
    killed: int, alive: int, untested: int, entries: Sequence[Explained], wrong: Sequence[str]
) -> None:
    found = Score(PLANTED, killed, [(MUTANT, Outcome.SURVIVED)] * alive, untested, entries)
    lines = list(found.wrong(of_all=True))
    assert [line.startswith(begins) for line, begins in zip(lines, wrong, strict=True)] == [True] * len(wrong)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (ENTRY, "explained, and yet of no judging part: selftest/x.py: MOST = 5 -> MOST = 6"),
        (replace(ENTRY, module=PLANTED, reason=""), "explained without a reason"),
    ],
)
def test_an_explanation_has_a_reason_and_a_part(entry: Explained, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score, "explained", lambda: [replace(entry, module="selftest.x") if entry.reason else entry])
    (line,) = score.unfounded()
    assert line.startswith(said)


def test_a_planted_mutant_must_become_what_its_line_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selftest.proof.mutants.job.BOOKS", tmp_path)
    (planted,) = parts.chosen([parts.PLANTED])
    job = Job(planted, 1)
    job.open()
    assert len(list(score.wrongly_planted(job))) == len(mutants_of(PLANTED)[1])
    for number, mutant in job.mutants(PLANTED).items():
        survives = mutant.lines.start in (4, 14)
        job.note(PLANTED, number, Outcome.SURVIVED if survives else Outcome.KILLED)
    assert list(score.wrongly_planted(job)) == []
    job.note(PLANTED, 1, Outcome.KILLED)
    job.note(PLANTED, 2, Outcome.SURVIVED)
    assert [line.partition(":")[0] for line in score.wrongly_planted(job)] == [
        "a planted mutant is killed, not survives",
        "a planted mutant is survived, not killed",
    ]


def test_the_exit_code_of_a_fork_says_what_became_of_it() -> None:
    tasks = [Task("well", lambda: 0, 60), Task("red", lambda: 1, 60), Task("broken", lambda: 1 // 0, 60)]
    assert dict(run_forked(tasks, 2)) == {"well": 0, "red": 1, "broken": BROKEN}


def test_a_fork_that_computes_without_end_is_ended_however_busy_the_machine_is() -> None:
    def spin() -> int:
        while True:
            pass

    ((_, code),) = run_forked([Task("spins", spin, 1)], 1)
    assert code in (COMPUTED_OUT, WAITED_OUT)
    assert outcome_of(code) is Outcome.TIMED_OUT


def test_a_fork_that_waits_for_nothing_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selftest.proof.mutants.forks.PATIENCE", 0.1)
    task = Task("waits", lambda: len(select.select([], [], [])), 1)
    assert list(run_forked([task], 1)) == [("waits", WAITED_OUT)]


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=ada", "-c", "user.email=ada@example.com")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607 # as found


def test_changed_lines_are_those_since_the_branch_began(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "ROOT", tmp_path)
    assert changes.base() is None
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a.py").write_text("1\n2\n3\n4\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    assert changes.base() is None
    git(tmp_path, "checkout", "-q", "-b", "branch")
    (tmp_path / "a.py").write_text("1\n2b\n3\n4\n")
    git(tmp_path, "commit", "-q", "-a", "-m", "second")
    (tmp_path / "a.py").write_text("1\n2b\n3\n4b\n5\n")
    (tmp_path / "b.py").write_text("1\n2\n")
    assert (since := changes.base()) is not None
    assert changes.changed_lines(["a", "b"], since) == {"a": {2, 4, 5}, "b": {1, 2}}


def test_what_is_known_hangs_on_the_tests_and_on_whatever_they_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "ROOT", tmp_path)
    texts = {
        "selftest/conftest.py": 'pytest_plugins = ["selftest.plugin"]',
        "selftest/plugin.py": "",
        "selftest/unit/test_a.py": "def test() -> None:\n    from servio_verify.load import gates",
        "selftest/unit/test_b.py": "",
        "servio_verify/__init__.py": "",
        "servio_verify/load/gates.py": 'PROCESS = ["-m", "servio_verify.worker"]',
        "servio_verify/worker.py": "import servio_verify.deep",
        "servio_verify/deep.py": "",
        "servio_verify/other.py": "",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    def told() -> str:
        state._imported.cache_clear()
        return state.state_of.__wrapped__("servio_verify.load.gates", ("selftest/unit/test_a.py",))

    before, changed = told(), set()
    for name, text in texts.items():
        (tmp_path / name).write_text(f"{text}\n")
        if told() != before:
            changed.add(name)
        (tmp_path / name).write_text(text)
    assert texts.keys() - changed == {"selftest/unit/test_b.py", "servio_verify/other.py"}
