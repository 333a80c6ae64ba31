"""A second process cleans half of many files; where it does not, the first one does."""

import io
import json
import os
import sys
from pathlib import Path

import pytest

from selftest.unit.secrets.scrub_samples import KEY
from servio_verify.secrets.scrub import folder, worker
from servio_verify.secrets.scrub.worker import CleaningWorker, split_files


@pytest.fixture
def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MANY", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize("python", ["itself", "broken"])
def test_many_files_are_cleaned_by_two_processes(python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if python != "itself":
        monkeypatch.setattr(worker, "NAME", "servio_verify.scrub.nothing_of_the_kind")
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text(KEY * (number + 1))
    (tmp_path / "core").write_bytes(b"\0" + KEY.encode() + b"x" * 500)
    done = folder.scrub(tmp_path, [KEY])
    assert done.count == 210
    assert done.dropped == ["dropped core: a secret in it could not be taken out"]
    assert {path.read_text().replace("[scrubbed]", "") for path in tmp_path.iterdir()} == {""}


def test_the_worker_says_what_it_did_with_the_names_to_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, content in {"a": KEY.encode(), "b": b"\0" + KEY.encode(), "c": KEY.encode()}.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(worker.__file__).parents[3]))
    made = CleaningWorker([(Path(name), f"shown/{name}") for name in "abc"], iter([KEY]))
    assert made.result() == (2, ["dropped shown/b: a secret in it could not be taken out"])
    assert (tmp_path / "a").read_text() == (tmp_path / "c").read_text() == "[scrubbed]"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "program", ["raise SystemExit", "print('[1, []]'); raise SystemExit(3)", "print('nonsense')", "raise ValueError"]
)
def test_a_worker_that_fails_leaves_the_files_to_the_first_process(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken_worker.py").write_text(program)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(worker, "NAME", "broken_worker")
    assert CleaningWorker([(tmp_path / "a", "a" * 300_000)], [KEY]).result() is None
    assert capfd.readouterr() == ("", "")


def test_the_worker_reads_its_order_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(KEY)
    (tmp_path / "b.txt").write_bytes(b"\0" + KEY.encode())
    order = {"files": [(str(tmp_path / name), name) for name in ("a.txt", "b.txt", "c.txt")], "secrets": [KEY]}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(order).encode())))
    worker.main()
    assert json.loads(capsys.readouterr().out) == [1, ["dropped b.txt: a secret in it could not be taken out"]]
    assert (tmp_path / "a.txt").read_text() == "[scrubbed]"


def sized(folder: Path, *sizes: int) -> list[tuple[Path, str]]:
    files = [(folder / f"{number}", f"{number}") for number in range(len(sizes))]
    for (path, _), size in zip(files, sizes, strict=True):
        path.write_bytes(b"x" * size)
    return files


@pytest.mark.parametrize(
    ("cores", "many", "is_split"),
    [(2, 100, True), (4, 100, True), (2, 101, False), (1, 100, False), (None, 100, False)],
)
def test_a_second_process_is_for_many_bytes_and_a_core_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cores: int | None, many: int, *, is_split: bool
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(worker, "MANY", many)
    files = sized(tmp_path, 40, 60)
    ours, others = split_files(files)
    assert (sorted(ours + others), bool(others)) == (files, is_split)
    assert ours == files or is_split


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize(
    ("sizes", "ours"),
    [
        ([10, 20, 30_000], ["2"]),
        ([30_000, 20, 10], ["0"]),
        ([5000, 5000, 5001], ["2"]),
        ([9, 9, 9], ["0", "1", "2"]),
        ([20_000, 9_000, 8_000, 7_000], ["0", "3"]),
        ([8_193, 4_000, 3_999, 1], ["0", "3"]),
        ([8_193, 4_100, 5], ["0"]),
    ],
    ids=str,
)
def test_the_larger_half_is_ours_and_files_that_are_alike_stay_together(
    tmp_path: Path, sizes: list[int], ours: list[str]
) -> None:
    mine, others = split_files(sized(tmp_path, *sizes))
    assert sorted(shown for _, shown in mine) == ours
    assert len(mine) + len(others) == len(sizes)


@pytest.mark.usefixtures("_many")
def test_what_is_packed_weighs_more_and_what_is_alike_is_cleaned_once(tmp_path: Path) -> None:
    packed = tmp_path / "trace.zip"
    packed.write_bytes(b"x" * 100_000)
    mine, others = split_files([(packed, "zip"), *sized(tmp_path, *range(99_001, 99_008))])
    assert [len(mine), len(others)] == [2, 6]
    mine, others = split_files(sized(tmp_path, *[50_000] * 10, 49_000, 48_000, 47_000))
    assert [len(mine), len(others)] == [11, 2]


@pytest.mark.parametrize(("size", "is_split"), [(10_000_000, True), (9_999_999, False)])
def test_ten_megabytes_are_worth_a_second_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, *, is_split: bool
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    files = sized(tmp_path, 9, 5)
    os.truncate(files[0][0], size - 5)
    assert bool(split_files(files)[1]) is is_split
