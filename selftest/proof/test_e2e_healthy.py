"""The e2e tier keeps quiet where Servio is healthy: slow and uneven, or another Servio altogether."""

from selftest.support import scenarios
from selftest.support.front import front
from selftest.support.leftovers import left_by
from selftest.support.processes import Verify, servio, settings_of
from servio_verify.pytest_plugin.second_account import NOT_COVERED

OUTLIVES = "that a session outlives its access token"
OF_THE_SANDBOX = "(the age of the cookie servio_session), and nothing tells that it is renewed"


def test_every_journey_passes_on_two_workers_with_jitter(verify: Verify) -> None:
    """Nobody asks for more than twenty at a time, either."""
    with servio("servio_sandbox", "--json", "--jitter", "300") as told:
        behind = settings_of(told)
        with front(behind, scenarios.small_pages()) as settings:
            outcome = verify("-m", "e2e", "-n", "2", "--tracing", "off", **settings)
        assert outcome.code == 0, outcome.output
        assert left_by(outcome, behind) == []
    (skipped,) = outcome.verdict["skipped"].values()
    assert skipped.startswith(f"{OUTLIVES}: one lives 43")
    assert skipped.endswith(OF_THE_SANDBOX)


def test_every_journey_passes_on_another_servio(verify: Verify) -> None:
    """Its pages are seen before they answer to anything, and that is waited for."""
    with servio("selftest.other_servio", "--hydration-delay", "700") as told:
        outcome = verify("tests/e2e", "tests/smoke/test_sign_in.py", "-n", "2", **settings_of(told))
    assert outcome.code == 0, outcome.output
    skipped = outcome.verdict["skipped"]
    assert set(skipped.values()) == {NOT_COVERED, f"{OUTLIVES}: nothing tells when one ends"}  # it has one account only
    assert f"{NOT_COVERED} ({len(skipped) - 1} checks)" in outcome.verdict["not_covered"]


def test_a_menu_whose_venue_servio_chooses_is_found_and_deleted(verify: Verify) -> None:
    with servio("selftest.other_servio", "--unasked") as told:
        outcome = verify("tests/e2e/test_menus.py", "tests/e2e/test_keyboard.py", "-k", "menu", **settings_of(told))
    assert outcome.code == 0, outcome.output
    assert outcome.verdict["left_on_target"] == 0


def test_workers_do_not_each_try_whether_the_api_signs_browsers_in(verify: Verify) -> None:
    with servio("selftest.other_servio", "--sign-ins", "3") as told:  # one try, and a form for each worker
        outcome = verify("tests/e2e/test_secrets.py", "-n", "2", **settings_of(told))
    assert outcome.code == 0, outcome.output


def test_a_form_that_is_asked_too_often_is_no_broken_one(verify: Verify) -> None:
    with servio("selftest.other_servio", "--sign-ins", "1") as told:
        outcome = verify("tests/e2e/test_secrets.py", "-k", "orders", **settings_of(told))
    assert outcome.verdict["verdict"] == "INCONCLUSIVE", outcome.output
    assert "/login answered 429" in outcome.verdict["reasons"][0]
