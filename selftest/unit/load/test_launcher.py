"""A load run that could not begin says nothing against Servio."""

from pathlib import Path

import pytest

from servio_verify.failures.check_errors import DistrustError, DoubtError
from servio_verify.load.launcher import LoadResult


@pytest.mark.parametrize(("code", "error"), [(10, DoubtError), (4, DistrustError), (-11, DistrustError)])
def test_a_run_that_could_not_begin_is_no_no_go(code: int, error: type[AssertionError]) -> None:
    why = LoadResult(Path("load"), code, {}, "said so").not_begun()
    assert type(why) is error
    assert str(why) == f"the load run ended with {code} before the first request: said so"


@pytest.mark.parametrize(
    ("verdict", "stop", "whole"),
    [
        ("GO", None, True),
        ("NO-GO", None, True),
        ("NO-GO", {"kind": "broken gate", "text": "p95 < 500 ms broke at 80 users"}, False),
        ("INCONCLUSIVE", None, False),
        ("INVALID", None, False),
    ],
)
def test_what_cut_a_run_short_is_told_by_no_gate(verdict: str, stop: dict[str, str] | None, whole: bool) -> None:
    """A gate that broke for ten seconds may hold over the whole run: no check of a gate is red then."""
    assert LoadResult(Path("load"), 1, {"verdict": verdict, "incidents": {"stop": stop}}, "").came_to_its_end is whole
