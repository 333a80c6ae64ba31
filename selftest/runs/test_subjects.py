"""No check passes on an error of its own request, or on a subject that is not there."""

from collections.abc import Iterator

import pytest

from selftest.support import scenarios
from selftest.support.front import front
from selftest.support.processes import Outcome, Verify, servio, settings_of

ONLY_HOME = (
    "home_page_answers",
    "title_names_servio",
    "home]",
    "come_with[{web}/]",
    "a_file_that_was_left_behind",
    "[web_url]",
)
"""What has its subject where nothing but the home page is there."""

IMPATIENT = "selftest.support.plugins.impatient"
LEFT_BEHIND = ("-k", "left_behind", "--wait", "0")


@pytest.fixture
def leaking() -> Iterator[dict[str, str]]:
    """A sandbox that serves its `.env`."""
    with servio("servio_sandbox", "--json", "--fault", "dotenv-served") as told:
        yield settings_of(told)


def outcomes(ended: Outcome) -> dict[str, str]:
    return {entry["check"]: entry["outcome"] for entry in ended.verdict["ledger"]}


@pytest.mark.parametrize("status", [404, 200], ids=["404", "one page for all"])
def test_nothing_passes_of_what_is_not_there(verify: Verify, healthy: dict[str, str], status: int) -> None:
    chosen = "headers or health or (pages and not dashboard) or test_venues"
    with front(healthy, scenarios.only_home(status)) as settings:
        ended = verify("-m", "smoke", "-k", chosen, "-p", IMPATIENT, "--wait", "0", **settings)
    passed = [check for check, outcome in outcomes(ended).items() if outcome == "passed"]
    founded = ONLY_HOME if status == 404 else (*ONLY_HOME, "come_with[{web}/login]")  # that page is the sign-in's too
    unfounded = [check for check in passed if not any(part in check for part in founded)]
    assert not unfounded, unfounded
    assert passed, "nothing ran at all, so nothing is shown"
    assert ended.code != 0


def test_a_file_is_not_served_to_whom_the_server_hangs_up(verify: Verify, healthy: dict[str, str]) -> None:
    with front(healthy, scenarios.hangs_up_on_dotenv()) as settings:
        ended = verify("-m", "smoke", *LEFT_BEHIND, **settings)
    assert set(outcomes(ended).values()) <= {"passed", "not selected"}, ended.output


def test_a_file_is_asked_for_again_where_the_connection_was_lost(verify: Verify, leaking: dict[str, str]) -> None:
    with front(leaking, scenarios.hangs_up_on_dotenv(first=1)) as settings:
        ended = verify("-m", "smoke", *LEFT_BEHIND, **settings)
    assert ended.code == 1, ended.output
    assert "Stripe secret key: GET" in ended.verdict["reasons"][0]


def test_a_file_is_not_refused_by_a_server_that_hangs_up_on_all(verify: Verify, healthy: dict[str, str]) -> None:
    with front(healthy, scenarios.hangs_up_on_all_but_health()) as settings:
        ended = verify("-m", "smoke", "-k", "left_behind and web", "--wait", "0", **settings)
    assert "passed" not in outcomes(ended).values(), ended.output
