"""Requests that were sent again: told always, and with what to do where it is often."""

import pytest

from servio_verify.results.resent import Resent

URL = "https://staging.example.com"


def test_it_is_told_after_how_long_a_connection_is_closed() -> None:
    said = str(Resent(URL, 4, 5.02, 400))
    assert said == f"4 requests were sent again on a fresh connection: {URL} closes kept ones after about 5.0 s"


@pytest.mark.parametrize(
    ("count", "answers", "often"), [(1, 100, False), (6, 100, True), (9, 1000, False), (10, 1000, True)]
)
def test_where_it_is_often_it_is_told_what_to_do(count: int, answers: int, often: bool) -> None:
    resent = Resent(URL, count, 60, answers)
    assert resent.is_often is often
    assert ("longer than the load balancer" in str(resent)) is often
