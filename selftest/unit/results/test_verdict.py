"""The four verdicts: which exit code each has, and which of several decides."""

from collections.abc import Sequence

import pytest

from servio_verify.results.verdict import Verdict, strictest

CODES = [("GO", 0), ("NO-GO", 1), ("INCONCLUSIVE", 10), ("INVALID", 11)]


@pytest.mark.parametrize(("word", "code"), CODES)
def test_a_verdict_has_the_exit_code_that_is_promised(word: str, code: int) -> None:
    assert Verdict(word).exit_code == code


def test_there_are_no_other_verdicts() -> None:
    assert {str(verdict) for verdict in Verdict} == {word for word, _ in CODES}


@pytest.mark.parametrize(
    ("verdicts", "decides"),
    [
        ([], "INCONCLUSIVE"),
        (["GO"], "GO"),
        (["GO", "INCONCLUSIVE", "GO"], "INCONCLUSIVE"),
        (["NO-GO", "INCONCLUSIVE", "GO"], "NO-GO"),
        (["GO", "NO-GO", "INVALID", "NO-GO"], "INVALID"),
    ],
    ids=["nothing was judged", "go", "a doubt", "a defect", "a run that cannot be trusted"],
)
def test_the_weightiest_decides(verdicts: Sequence[str], decides: str) -> None:
    assert strictest(map(Verdict, verdicts)) == decides
