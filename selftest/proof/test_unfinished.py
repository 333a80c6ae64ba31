"""An interrupted proof goes on where it was; one of missing rows, with what it took from docs/, by itself."""

from dataclasses import replace
from pathlib import Path

from selftest.proof.__main__ import options, state_of
from selftest.proof.parts import parts
from servio_verify.proof.matrix.model import Ended, Row


def test_each_kind_of_proof_goes_on_with_its_own_rows(tmp_path: Path) -> None:
    every = parts()
    fault = Row.of(every[0].faults[0], every[0].by, Ended.FALSE_ALARM, "found by the interrupted proof")

    def begun(*words: str) -> list[Row]:
        return state_of(options([*words, "--folder", str(tmp_path)]), every).rows

    missing = state_of(options(["--missing", "--folder", str(tmp_path)]), every)
    assert missing.rows, "docs/ has rows of before"
    missing.rows.append(fault)
    missing.write(tmp_path)
    assert begun("--missing") == missing.rows
    missing.rows.append(replace(fault, fault="another", ended=Ended.STAYED_RED))
    missing.write(tmp_path)
    assert begun("--missing") == missing.rows[:-1], "what the target was then is tried again"
    assert begun() == [], "what docs/ says is no row of a whole proof"
    assert fault not in begun("--missing", "--fresh")
