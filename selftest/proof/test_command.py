"""The command `make proof`: a mistake is one line, and a fault by itself is told by itself."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from selftest.proof import pages
from selftest.proof.__main__ import main, options, state_of
from selftest.proof.parts import parts
from servio_verify.proof.matrix import file
from servio_verify.proof.matrix.model import Ended, Matrix, Row
from servio_verify.results.verdict import Verdict


@pytest.fixture(autouse=True)
def environ_as_before() -> Iterator[None]:
    before = dict(os.environ)  # the command takes what is foreign out of it
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--fault", "no-csp-we"), "there is no fault no-csp-we; did you mean no-csp-web?"),
        (("--part", "sandbx"), "there is no part sandbx; did you mean sandbox?"),
        (("--fault", "no-csp-web", "--before", __file__), "holds no matrix"),
        (("--fault", "no-csp-web", "--folder", __file__), "cannot write the run's folder"),
    ],
)
def test_a_mistake_is_told_in_one_line(words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words]) == 4
    said = capsys.readouterr().out
    assert told in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("count", ["0", "-1", "x"])
def test_a_wrong_number_of_faults_at_a_time_is_refused(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        options(["-n", count])
    assert ended.value.code == 4
    assert capsys.readouterr().err.count("\n") == 1


def test_a_fault_by_itself_is_told_without_what_was_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = parts()
    first, second, *_ = every[0].faults
    state = state_of(options(["--folder", str(tmp_path)]), every)
    by = every[0].by
    found = Row(**vars(Row.of(first, by, Ended.AS_PROMISED)) | {"verdict": Verdict.NO_GO, "first_line": "It is bare"})
    state.rows += [found, Row.of(second, by, Ended.NOT_CAUGHT, "GO: no check was red")]
    state.write(tmp_path)
    assert main(["--folder", str(tmp_path), "--part", every[0].title, "--fault", first.name]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "which has done 2 of " in said[0]
    assert said[1:] == [
        f"  {first.name}: as promised; It is bare",
        "our own targets: 1 of 1 fault caught as promised",
    ]
    assert main(["--folder", str(tmp_path), "--fault", second.name]) == 1


def test_what_is_gone_on_with_names_the_proof_of_everything_and_no_check_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, gone = "tests/smoke/test_tls.py::test_today_s_tls_is_accepted[x]", "tests/smoke/test_tls.py::test_that_was"
    before = replace(file.read(pages.JSON), checks=(there, gone), commit="2222, most rows 1111")
    monkeypatch.setattr("selftest.proof.__main__.file.read", lambda _: before)
    written: list[Matrix] = []
    monkeypatch.setattr("selftest.proof.__main__.pages.write", written.append)
    assert main(["--folder", str(tmp_path), "--missing"]) == 0
    assert written[0].checks == (there,)
    assert written[0].commit.endswith(", most rows 1111")
