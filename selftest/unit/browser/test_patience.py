"""A check's time is over again and again: its teardown may hang, too."""

import signal
from pathlib import Path

import pytest

from servio_verify.browser import patience

BEGUN = 100.0


@pytest.fixture
def alarm() -> tuple[float, float]:
    """What is set for this test itself, in seconds: when it rings, and when again."""
    before = signal.getitimer(signal.ITIMER_REAL)
    assert before[0] > 0
    return before


def set_by_pytest_timeout(seconds: float) -> tuple[float, float]:
    setting = patience.pytest_timeout_set_timer()
    next(setting)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    with pytest.raises(StopIteration) as ended:
        setting.send(True)
    assert ended.value.value is True
    return signal.getitimer(signal.ITIMER_REAL)


@pytest.mark.parametrize(("seconds", "again"), [(BEGUN, patience.AGAIN_SECONDS), (0.0, 0.0)])
def test_an_alarm_that_is_set_rings_again(alarm: tuple[float, float], seconds: float, again: float) -> None:
    try:
        left, every = set_by_pytest_timeout(seconds)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *alarm)
    assert (left > seconds - 1, every) == (True, again)


def test_the_api_is_first_and_in_each_folder_what_ends_a_session_last(request: pytest.FixtureRequest) -> None:
    asks = {
        "smoke/sign-out": ["browser", "two_windows", "windows_to_leave"],
        "smoke/console": ["browser", "visit"],
        "smoke/sign-in": ["page"],
        "e2e/orders": ["page"],
        "e2e/lists": ["api"],
        "smoke/venues": ["api"],
    }

    def item(name: str) -> pytest.Item:
        made = pytest.Function.from_parent(request.node.parent, name=name, callobj=lambda: None)
        made.fixturenames, made.path = asks[name], Path("tests", name)
        return made

    items = [item(name) for name in asks]
    patience.take_turns(items)
    order = ["smoke/venues", "e2e/lists", "smoke/sign-in", "smoke/console", "smoke/sign-out", "e2e/orders"]
    assert [each.name for each in items] == order
