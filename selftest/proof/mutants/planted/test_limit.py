"""What is tested of the planted module, and what is not."""

import pytest

from selftest.proof.mutants.planted.limit import is_over, told


@pytest.mark.parametrize(("count", "over"), [(5, False), (6, True)])
def test_a_count_is_over_its_limit_or_not(count: int, over: bool) -> None:
    assert is_over(count) is over


def test_a_line_that_is_made_and_not_read() -> None:
    told(3)
