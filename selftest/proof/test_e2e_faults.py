"""The detection matrix of the e2e tier: with a fault on, the journey that should fails, and says what is wrong."""

import json
import subprocess
import sys

import pytest

from selftest.other_servio.defects.journeys import DATABASE_URL
from selftest.support.processes import ROOT, Outcome, Verify, servio, settings_of
from selftest.support.reasons import understood

VENUES = "test_venues.py::test_"
NEW_VENUE = f"{VENUES}a_new_venue_is_stored_and_listed"
NEW_MENU = "test_menus.py::test_a_new_menu_is_stored_in_its_venue_and_listed"
NEW_ORDER = "test_orders.py::test_a_new_order_is_stored_and_listed_with_its_status"
EMPTY_NAME = f"{VENUES}an_empty_name_is_refused_and_creates_nothing"
REVOKED = "test_signing_in.py::test_a_session_revoked_under_way_leads_to_login_and_back"
NAMES = "test_names.py::test_a_name_is_shown_as_text_and_runs_nothing[chromium-"
MARKUP = f"{NAMES}markup]"
ACCOUNTS = "test_accounts.py::test_"
KEYBOARD = "test_keyboard.py::test_the_keyboard_alone_"
PEOPLE = "test_accessibility.py::test_nothing_keeps_people_out_of_"

HISTORY = "test_history.py::test_a_list_is_as_well_after_back_forward_and_reload_as_after_a_click[chromium-"
SESSIONS = "test_sessions.py::test_"

MATRIX = {
    "dashboard-cached-for-everybody": (
        f"{ACCOUNTS}the_dashboard_of_one_account_is_not_shown_to_another",
        "the second account's dashboard shows the first one's e-mail",
    ),
    "lists-of-everybody": (
        f"{ACCOUNTS}a_list_shows_nothing_of_another_account[chromium-orders]",
        "account is shown what is another's: sv-",
    ),
    "venue-toast-lies": (NEW_VENUE, "the page said Venue created, and the API has 0 venues"),
    "venue-toast-missing": (NEW_VENUE, "nothing says 'Venue created'"),
    "name-loses-emoji": (f"{NAMES}emoji-and-right-to-left]", "as it is"),
    "name-cut-in-list": (f"{NAMES}120-characters]", "as it is"),
    "menu-toast-lies": (NEW_MENU, "the page said Menu created, and the chosen venue has 0 menus"),
    "order-toast-lies": (NEW_ORDER, "the page said Order created, and the chosen venue has 0 orders"),
    "venue-address-dropped": (NEW_VENUE, "the address '5 Harbour Row' is stored as ''"),
    "menu-wrong-venue": (NEW_MENU, "the page said Menu created, and the chosen venue has 0 menus"),
    "order-wrong-menu": (NEW_ORDER, "an order has another menu than was chosen"),
    "double-submit": (
        f"{VENUES}pressing_submit_twice_creates_one_venue[chromium-at-once]",
        "pressing submit twice created 2 venues",
    ),
    "lost-after-reload": (NEW_VENUE, "after a reload, a new venue is not in"),
    "others-venues-hidden": (
        f"{VENUES}two_people_see_each_others_new_venue",
        "does not see the venue that another made",
    ),
    "session-cached": (REVOKED, "a form leads neither to login nor to an alert"),
    "revoked-hangs": (REVOKED, "a form leads neither to login nor to an alert"),
    "script-in-name-runs": (MARKUP, "a script in the name of a venue ran"),
    "markup-in-name": (MARKUP, "markup in the name of a venue became an element"),
    "venues-never-load": (NEW_VENUE, "the page of venues offers no Create Venue"),
    "orders-never-load": (NEW_ORDER, "the page of orders offers no Create Order"),
    "order-menus-never-load": (NEW_ORDER, "the form's select of the menu does not offer"),
    "venues-newest-missing": (NEW_VENUE, "is not in the list of venues"),
    "menus-script-error": (NEW_MENU, "analytics is not defined"),
    "venues-asset-404": (NEW_VENUE, "/assets/theme/venues.svg"),
    "menus-empty-when-loaded": (
        "test_addresses.py::test_a_list_loaded_directly_shows_what_it_shows_after_a_click[chromium-menus]",
        "a list loaded directly does not show",
    ),
    "order-status-missing": (NEW_ORDER, "the list of orders does not show that a new order is pending"),
    "label-missing": (f"{PEOPLE}the_venue_form", "label (critical)"),
    "frame-label-missing": (f"{PEOPLE}the_dashboard", "label (critical)"),
    "button-unnamed": (f"{PEOPLE}the_menu_form", "button-name (critical)"),
    "low-contrast": (f"{PEOPLE}the_dashboard", "color-contrast (serious)"),
    "keyboard-ignored": (
        f"{KEYBOARD}signs_in_and_creates_a_venue",
        "signing in by keyboard alone does not lead to the dashboard",
    ),
    "sign-out-by-mouse-only": (f"{KEYBOARD}signs_in_and_creates_a_venue", "the keyboard does not reach <span>Sign out"),
    "refusal-silent": (EMPTY_NAME, "nothing says why"),
    "refused-form-stores": (EMPTY_NAME, "a form without a name stored a venue called 'Untitled'"),
    "form-takes-empty-name": (EMPTY_NAME, "a form without a name stored a venue called 'Untitled'"),
    "refusal-told-by-banner": (EMPTY_NAME, "nothing says why"),
    "orders-not-in-navigation": ("test_signing_in.py::test_a_person_signs_in_and_out", "navigation shows no Orders"),
    "back-blank": (f"{HISTORY}venues]", "after Back, the page of venues offers no Create Venue"),
    "forward-blank": (f"{HISTORY}menus]", "after Forward, the page of menus offers no Create Menu"),
    "reload-midway-blank": (f"{HISTORY}orders]", "reloaded while it loads, the page of orders offers no Create Order"),
    "menus-hydration": (
        "test_addresses.py::test_a_list_loaded_directly_shows_what_it_shows_after_a_click[chromium-menus]",
        "a page complained: Hydration failed",
    ),
    "reload-sends-again": (
        "test_history.py::test_a_reload_just_after_submit_stores_one_venue_at_most",
        "a form that was sent, and its page reloaded, stored 2 venues",
    ),
    "other-tab-keeps-old-list": (
        f"{SESSIONS}what_one_tab_makes_is_in_the_other_after_a_reload",
        "after a reload, a tab does not list what another tab has made",
    ),
    "other-tab-stays-signed-in": (
        f"{SESSIONS}signing_out_in_one_tab_ends_the_other",
        "after Sign out in another tab, the dashboard opens",
    ),
}

OTHER = {
    "venue-created-unsaid": (NEW_VENUE, "nothing says 'Venue created'"),
    "venue-gone-after-reload": (NEW_VENUE, "is not in the list of venues"),
    "list-shows-oldest-venues": (NEW_VENUE, "is not in the list of venues"),
    "menu-ignores-chosen-venue": (NEW_MENU, "the page said Menu created, and the chosen venue has 0 menus"),
    "menu-default-is-the-last-venue": (NEW_MENU, "the default is not the first venue"),
    "options-labelled-by-id": (NEW_MENU, "the form's select of the venue does not offer"),
    "new-menu-is-not-offered": (NEW_ORDER, "the form's select of the menu does not offer"),
    "order-created-is-a-lie": (NEW_ORDER, "the page said Order created, and the chosen venue has 0 orders"),
    "order-listed-without-status": (NEW_ORDER, "the list of orders does not show that a new order is pending"),
    "refused-venue-without-alert": (EMPTY_NAME, "nothing says why"),
    "refused-venue-is-stored": (EMPTY_NAME, "a form without a name stored a venue called ''"),
    "submit-twice-stores-two": (
        f"{VENUES}pressing_submit_twice_creates_one_venue[chromium-quickly]",
        "submit twice created 2 venues",
    ),
    "create-menu-by-mouse-only": (f"{KEYBOARD}creates_a_menu", "the keyboard does not reach"),
    "secret-in-order-page-data": (
        "test_secrets.py::test_no_secret_is_sent_to_a_signed_in_browser_on[chromium-orders]",
        "the value of DATABASE_URL",
    ),
}
"""The same for the other Servio's defects."""


ROUNDS = """
venue-toast-lies menu-wrong-venue order-wrong-menu label-missing

venue-toast-missing menu-toast-lies order-toast-lies

venue-address-dropped menus-script-error order-status-missing refusal-silent name-loses-emoji

lost-after-reload order-menus-never-load button-unnamed

venues-newest-missing orders-never-load double-submit

venues-asset-404 menus-empty-when-loaded

name-cut-in-list session-cached low-contrast refused-form-stores orders-not-in-navigation

others-venues-hidden script-in-name-runs revoked-hangs form-takes-empty-name

markup-in-name keyboard-ignored dashboard-cached-for-everybody refusal-told-by-banner

lists-of-everybody sign-out-by-mouse-only frame-label-missing

venues-never-load

back-blank forward-blank reload-midway-blank menus-hydration reload-sends-again other-tab-keeps-old-list
other-tab-stays-signed-in
"""
"""Faults that leave each other's journeys alone: a run shows a paragraph of them."""

OTHER_ROUNDS = """
venue-created-unsaid menu-ignores-chosen-venue order-created-is-a-lie refused-venue-without-alert
secret-in-order-page-data

venue-gone-after-reload menu-default-is-the-last-venue order-listed-without-status refused-venue-is-stored
create-menu-by-mouse-only

list-shows-oldest-venues new-menu-is-not-offered submit-twice-stores-two

options-labelled-by-id
"""
"""The same for the other Servio's defects."""


def paragraphs(rounds: str) -> list[list[str]]:
    return [paragraph.split() for paragraph in rounds.split("\n\n")]


def assert_each_is_caught(outcome: Outcome, caught: dict[str, tuple[str, str]], names: list[str]) -> None:
    """Compare what a run says of the check of each fault with what it should."""
    assert outcome.code == 1, outcome.output
    causes = understood(outcome.verdict)
    for name in names:
        check, said = caught[name]
        told = [
            f"{cause}\n{cause.detail}" for cause in causes for each in cause.checks if check.removesuffix("]") in each
        ]
        assert told, f"{name}: nothing is said"
        assert said.lower() in told[0].lower(), f"{name}: {told[0]}"


@pytest.mark.parametrize("names", paragraphs(ROUNDS), ids=lambda names: names[0])
def test_the_journey_that_should_catches(verify: Verify, names: list[str]) -> None:
    checks = [f"tests/e2e/{MATRIX[name][0]}" for name in names]
    faults = [part for name in names for part in ("--fault", name)]
    outcome = verify("-p", "selftest.support.plugins.impatient", *checks, *faults)
    assert_each_is_caught(outcome, MATRIX, names)


@pytest.mark.parametrize("names", paragraphs(OTHER_ROUNDS), ids=lambda names: names[0])
def test_the_journey_that_should_catches_in_another_servio(names: list[str], verify: Verify) -> None:
    checks = [f"tests/e2e/{OTHER[name][0]}" for name in names]
    defects = [part for name in names for part in ("--defect", name)]
    with servio("selftest.other_servio", *defects) as told:
        settings = settings_of(told) | {"DATABASE_URL": DATABASE_URL}
        outcome = verify("-p", "selftest.support.plugins.impatient", *checks, **settings)
    assert_each_is_caught(outcome, OTHER, names)


def test_every_defect_of_another_servio_is_in_one_round() -> None:
    assert sorted(OTHER_ROUNDS.split()) == sorted(OTHER)


def test_every_fault_of_the_tier_is_in_the_matrix() -> None:
    told = subprocess.check_output([sys.executable, "-m", "servio_sandbox", "--list-faults", "--json"], cwd=ROOT)
    # Those of a style are in test_styles.py.
    listed = [fault for fault in json.loads(told) if fault["tier"] == "e2e" and not fault["style"]]
    assert {fault["name"] for fault in listed} == set(MATRIX) == set(ROUNDS.split())
