"""Pages that checks have looked at are signed out of only where no other check will look at them."""

from types import SimpleNamespace
from typing import cast

import pytest

from servio_verify.browser.ahead import MARK
from servio_verify.browser.fixtures.windows import LOAD, are_left
from servio_verify.browser.patience import TWO_WINDOWS

API = ("api",)
PAGE = ("browser_name", "visit")
"""The browser itself is asked for on the way."""
ENDS = ("browser", TWO_WINDOWS)


def check(fixtures: tuple[str, ...], *ahead: str, worker: bool = False) -> pytest.Item:
    config = SimpleNamespace(workerinput={}) if worker else SimpleNamespace()
    marks = [SimpleNamespace(args=ahead)]
    item = SimpleNamespace(
        fixturenames=fixtures, config=config, iter_markers=lambda name: marks if name == MARK else []
    )
    return cast(pytest.Item, item)


@pytest.mark.parametrize(
    ("items", "left"),
    [
        ([check(API), check(PAGE, LOAD), check(ENDS, TWO_WINDOWS)], True),
        ([check(PAGE, LOAD), check(ENDS, TWO_WINDOWS), check(API)], False),
        ([check(ENDS, TWO_WINDOWS), check(PAGE, LOAD)], False),
        ([check(PAGE, LOAD), check(ENDS, TWO_WINDOWS), check(PAGE)], False),
        ([check(PAGE, LOAD), check(ENDS, TWO_WINDOWS), check(PAGE), check(ENDS, TWO_WINDOWS)], False),
        ([check(PAGE, "home_ahead"), check(ENDS, TWO_WINDOWS)], False),
        ([check(ENDS, TWO_WINDOWS)], False),
        ([check(PAGE, LOAD, worker=True), check(ENDS, TWO_WINDOWS, worker=True)], False),
    ],
    ids=["last", "the API later", "first", "between", "twice", "nobody loads it", "alone", "a worker"],
)
def test_windows_are_left_to_the_sign_out_that_comes_last(items: list[pytest.Item], left: bool) -> None:
    assert are_left(items) is left
