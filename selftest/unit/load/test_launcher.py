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
