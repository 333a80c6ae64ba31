"""The scrubber of a run: it knows what the environment and the processes know, and leaves what people may see."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from selftest.unit.secrets.scrub_samples import KEY
from servio_verify.environments.model import Environment
from servio_verify.run.identity import Run, new_run_id
from servio_verify.secrets import obtained
from servio_verify.secrets.run_scrubber import RunScrubber
from servio_verify.secrets.scrub.cleaner import LeftError
from servio_verify.secrets.values import secret_values

TOKEN = "a-token-of-some-length"  # noqa: S105 - of nobody


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = Run(new_run_id(), tmp_path / "run", "gw3")
    run.make_folder()
    return run


def scrubber(run: Run, process: str = "", **told: Any) -> RunScrubber:
    urls = {"web_url": "https://web.example", "api_url": "https://api.example"}
    secrets = secret_values(Environment.model_validate({"name": "demo", **urls, "api_key": KEY} | told))
    return RunScrubber(secrets, run, process) if process else RunScrubber(secrets, run)


@pytest.mark.parametrize(("process", "file"), [("", "known-gw3.jsonl"), ("load", "known-load.jsonl")])
def test_what_its_process_obtains_is_kept_and_known(run: Run, process: str, file: str) -> None:
    made = scrubber(run, process)
    obtained.remember(TOKEN)
    assert [path.name for path in run.folder.iterdir()] == [file]
    assert made.values() == [KEY, TOKEN]
    assert made.clean(f"{KEY} {TOKEN} x".encode()).content == b"[scrubbed] [scrubbed] x"


def test_it_says_which_secret_it_cannot_look_for(run: Run) -> None:
    assert scrubber(run, api_key="a1b2c").not_looked_for() == [
        "SERVIO_API_KEY has fewer than 6 characters: it is not looked for in artifacts"
    ]


def test_what_cannot_be_cleaned_is_not_given(run: Run) -> None:
    with pytest.raises(LeftError):
        scrubber(run).clean(b"\0" + KEY.encode())


def test_it_prints_no_secret_from_then_on(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "write", stream.write)  # so that it is put back
        monkeypatch.setattr(stream, "flush", stream.flush)
    made = scrubber(run)
    made.guard_streams()
    obtained.remember(TOKEN)
    print(KEY, TOKEN)  # noqa: T201 - as others do
    assert capsys.readouterr().out == "[scrubbed] [scrubbed]\n"


def test_the_folder_is_left_clean_without_what_only_the_run_needed(run: Run) -> None:
    made = scrubber(run)
    obtained.remember(TOKEN)
    shared = f'{{"cookies": [{{"name": "sid", "value": "s-{TOKEN}"}}]}}'
    texts = {
        **{f"{name}-1.json": "x" for name in ("promised", "observed", "builds")},
        "pace-1.lock": "x",
        "signed-in.txt": "x",
        "shared-1.json": shared,
        "crash-gw0.txt": "",
        "crash-gw1.txt": "a stack",
        "journal-main.jsonl": "{}",
        "verdict.json": f'{{"a": "{KEY}", "b": "{TOKEN}", "c": "s-{TOKEN}"}}',
    }
    for name, text in texts.items():
        (run.folder / name).write_text(text)
    done = made.scrub()
    assert (done.count, done.dropped) == (3, [])
    assert {path.name: path.read_text() for path in run.folder.iterdir()} == {
        "crash-gw1.txt": "a stack",
        "journal-main.jsonl": "{}",
        "verdict.json": '{"a": "[scrubbed]", "b": "[scrubbed]", "c": "[scrubbed]"}',
    }
    assert made.values() == [KEY, TOKEN, f"s-{TOKEN}"]


def test_elsewhere_only_what_this_run_wrote_is_touched(run: Run, tmp_path: Path) -> None:
    folder, file, journal = tmp_path / "reports", tmp_path / "junit.xml", tmp_path / "reports/journal-main.jsonl"
    folder.mkdir()
    for path in (folder / "new.txt", folder / "old.txt", file, run.folder / "old.txt", journal):
        path.write_text(KEY)
    for path in (folder / "old.txt", run.folder / "old.txt"):
        os.utime(path, (1, 1))
    done = scrubber(run).scrub([folder, file])
    assert (done.count, done.dropped) == (4, [])
    assert (folder / "old.txt").read_text() == KEY
    assert {path.read_text() for path in (folder / "new.txt", file, run.folder / "old.txt")} == {"[scrubbed]"}


def test_where_the_scrubbing_breaks_the_journals_stay(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from servio_verify.secrets.scrub import folder

    def broken(*_: object) -> None:
        raise KeyError(KEY)

    monkeypatch.setattr(folder, "scrub", broken)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for place in (run.folder, elsewhere):
        (place / "journal-main.jsonl").write_text("{}")
        (place / "a.txt").write_text(KEY)
    (elsewhere / "old.txt").write_text("of another")
    os.utime(elsewhere / "old.txt", (1, 1))
    done = scrubber(run).scrub([elsewhere])
    assert [line.partition(":")[0] for line in done.dropped] == ["dropped all of run", "dropped all of elsewhere"]
    assert [path.name for path in run.folder.iterdir()] == ["journal-main.jsonl"]
    assert sorted(path.name for path in elsewhere.iterdir()) == ["journal-main.jsonl", "old.txt"]
