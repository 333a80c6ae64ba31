"""Time-outs and turns of checks: those that wait by design have longer ones, and what hangs in its teardown several.

By design it is waited for a declared limit, a token's end, another worker's sign-out.
"""

import signal
from collections.abc import Generator, Iterable
from typing import Any

import pytest

from servio_verify.environments.session import Session
from servio_verify.run import pacing
from servio_verify.secrets import second_factor

WAITING_SECONDS = 900
"""Seconds that such a check may take (pytest.ini has the usual ones)."""

AGAIN_SECONDS = 60.0
"""So long a check that has had its time may take to clean up, and each part of that."""

OUTLIVES = "outlives_a_token"
SIGNED_IN = {"user", "signed_in_page", "second_signed_in_page"}
"""Fixtures that keep other workers from signing out, or wait until nobody is signed in."""

BROWSER = {"page", "browser", "browser_name", "context", "new_context"}
JUDGED, TWO_WINDOWS = {"visit", "answers_so_far"}, "two_windows"
"""Fixtures of checks that look at a browser; at all that was told so far; that end the session of two pages."""


def take_turns(items: list[pytest.Item]) -> None:
    """Sort the checks: the API's are first.

    Of the browser's, what may wait for long begins: the other workers go on meanwhile. Then each folder has its turn.
    A page that is judged by what it says is listened to until late, and what ends its session comes last; but no
    other tier in between: a session may end by itself.
    """
    folders = list(dict.fromkeys(item.path.parent for item in items))

    def turn(item: pytest.Item) -> tuple[bool, bool, int, int]:
        asks, folder = {*getattr(item, "fixturenames", ())}, folders.index(item.path.parent)
        return bool(BROWSER & asks), not outlives(item), folder, bool(JUDGED & asks) + 2 * (TWO_WINDOWS in asks)

    items.sort(key=turn)


def apply(items: Iterable[pytest.Item], session: Session) -> None:
    """Give each check that may wait the time for it, unless it says how long it takes."""
    for item in items:
        waits_for_others = session.ends_every_session and SIGNED_IN & {*getattr(item, "fixturenames", ())}
        waits_long = waits_for_others or outlives(item)
        if (pacing.is_kept() or second_factor.is_kept() or waits_long) and not item.get_closest_marker("timeout"):
            longest = session.longest_wait if waits_long else 0
            item.add_marker(pytest.mark.timeout(WAITING_SECONDS + longest))


def outlives(item: pytest.Item) -> bool:
    """Return whether a check waits until an access token has ended."""
    return item.get_closest_marker(OUTLIVES) is not None


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer() -> Generator[None, Any, Any]:
    """Let a check's time be over again and again: what hangs may hang in its teardown once more."""
    result = yield
    if hasattr(signal, "setitimer") and (left := signal.getitimer(signal.ITIMER_REAL)[0]):  # else a thread ends all
        signal.setitimer(signal.ITIMER_REAL, left, AGAIN_SECONDS)
    return result
