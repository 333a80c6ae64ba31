"""What a target or a service says, as a result keeps it: nothing that moves a terminal, nothing that no file holds."""

from pathlib import Path
from typing import Any

import pytest

from selftest.support.results import entry, result
from servio_verify.results.merge import read
from servio_verify.results.model import Cause, Outcome
from servio_verify.results.verdict import Verdict


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("\x1b[2J\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://example.com\x07link\x1b]8;;\x1b\\", "link"),
        ("a\x07b\rc\x9b2Jd", "a b cd"),
        ("NO-GO\u202eOG", "NO-GO OG"),
        ("half \ud83d of a sign", "half   of a sign"),
        ("whole 😀 é\tand\nlines\r\nof it", "whole 😀 é\tand\nlines\nof it"),
    ],
)
def test_what_must_not_be_shown_is_in_no_result(said: str, kept: str, tmp_path: Path) -> None:
    cause = Cause(verdict=Verdict.NO_GO, kind="wrong content", text=said)
    told: dict[str, Any] = {"verdict": Verdict.NO_GO, "causes": (cause,), "reasons": (said,), "notes": (said,)}
    result(entry("test_bad", Outcome.FAILED, said), **told).write(tmp_path / "verdict.json")
    again = read(tmp_path / "verdict.json")
    assert {again.causes[0].text, again.reasons[0], again.notes[0], again.ledger[0].why} == {kept}
