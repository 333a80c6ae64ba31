"""A sign-out that is tried again has a session to end: that of the first try has ended."""

import time

from selftest.support.front import Answer, Asked, DropError, Scenario, front
from selftest.support.processes import Verify

SIGN_OUT = "signing_out_ends_the_session_on_the_server_too"
AWAY_SECONDS = 1.0


def away_after_sign_out() -> Scenario:
    """Return a scenario in which the network drops the dashboard for a moment, once somebody has signed out."""
    left: list[float] = []

    def before(asked: Asked) -> Answer | None:
        if asked.path.endswith("/logout") and not left:
            left.append(time.monotonic())
        if asked.path.startswith("/dashboard") and left and time.monotonic() - left[0] < AWAY_SECONDS:
            raise DropError
        return None

    return Scenario(before)


def test_a_sign_out_that_the_network_broke_is_tried_again_in_windows_of_its_own(
    verify: Verify, healthy: dict[str, str]
) -> None:
    with front(healthy, away_after_sign_out()) as settings:
        again = ("--reruns", "1", "--reruns-delay", "2")
        ended = verify("-m", "smoke", "-k", f"right_password or console or {SIGN_OUT}", *again, **settings)
    assert ended.code == 0, ended.output
    assert "flaky" in ended.output


def test_pages_that_are_looked_at_after_the_sign_out_are_not_its_own(verify: Verify, healthy: dict[str, str]) -> None:
    checks = (f"tests/smoke/test_sign_in.py::test_{SIGN_OUT}", "tests/smoke/test_pages.py")
    ended = verify(*checks, "-k", f"console or {SIGN_OUT}", **healthy)
    assert (ended.code, ended.verdict["passed"]) == (0, 5), ended.output


def test_what_its_pages_got_before_explains_why_there_is_no_way_out(verify: Verify) -> None:
    ended = verify("-m", "smoke", "-k", f"console or {SIGN_OUT}", "--fault", "throttled")
    assert ended.code == 10, ended.output


def forgetting(loads_before: int) -> Scenario:
    """Return a scenario in which nobody is signed in any more once browsers have loaded the dashboard so often."""
    loads: list[Asked] = []

    def before(asked: Asked) -> Answer | None:
        if asked.path != "/dashboard" or asked.headers.get("sec-fetch-dest") != "document":
            return None
        loads.append(asked)
        return Answer(302, (("Location", "/login"),)) if len(loads) > loads_before else None

    return Scenario(before)


def test_a_session_that_had_ended_before_the_sign_out_is_not_held_for_ended_by_it(
    verify: Verify, healthy: dict[str, str]
) -> None:
    with front(healthy, forgetting(loads_before=1)) as settings:
        ended = verify("-m", "smoke", "-k", f"console or {SIGN_OUT}", **settings)
    assert (ended.code, ended.verdict["failed"]) == (1, 1), ended.output
    assert "a second window of one session is not signed in" in ended.output
