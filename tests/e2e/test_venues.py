from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from servio_verify.browser.pages.failing_api import FAILED
from servio_verify.testing import (
    CRITICAL,
    Api,
    BrowserUser,
    Form,
    Run,
    Venue,
    VenuesPage,
    area,
    expect_success,
    go_back,
    reload_page,
    send_after_failures,
    venues_by_address,
    wait_for_answers,
    wait_in,
)

pytestmark = area("Web app", "Venues", CRITICAL)

STORED_SECONDS = 5.0


def test_a_new_venue_is_stored_and_listed(signed_in_page: Page, api: Api, new_name: str, run: Run) -> None:
    venues = VenuesPage(signed_in_page)
    venues.section.open()
    venues.create(new_name, "5 Harbour Row")
    stored = api.venues_named(new_name)
    wrong = f"the page said Venue created, and the API has {len(stored)} venues of that name"
    assert len(stored) == 1, f"{wrong}\n{new_name!r}"
    itself = expect_success(api.get(f"/venues/{stored[0].id}"), Venue)  # a list may tell otherwise
    assert itself.address == "5 Harbour Row", f"the address '5 Harbour Row' is stored as {itself.address!r}"
    api.announce_venue(second := run.name())
    venues.create_another(second, "6 Harbour Row")
    also = [venue.address for venue in wait_in(signed_in_page, lambda: api.venues_named(second), STORED_SECONDS)]
    wrong = "a second venue made without a reload is not stored as it was typed"
    assert also == ["6 Harbour Row"], f"{wrong}\n{second!r} at 6 Harbour Row, stored at {also}"
    venues.section.reload()
    for name in (new_name, second):
        listed = venues.section.entry(name)
        expect(listed, f"after a reload, a new venue is not in the list of venues\n{name!r}").to_be_visible()


@pytest.mark.expects_browser_errors(FAILED)
def test_an_empty_name_is_refused_and_creates_nothing(
    signed_in_page: Page, api: Api, new_address: str, new_name: str
) -> None:
    venues = VenuesPage(signed_in_page)
    venues.section.open().open_form()
    venues.fill("", new_address).form.send()
    answer = venues.form.refusal.or_(venues.toast.text("Venue created")).first
    silent = "a form without a name is refused, and nothing says why (role=alert)"
    expect(answer, silent).to_be_visible()
    wait_for_answers(signed_in_page)
    stored = venues_by_address(api, new_address)
    assert not stored, f"a form without a name stored a venue called {stored[0].name!r}"
    expect(venues.form.refusal, "a form without a name is not refused").to_be_visible()
    venues.section.tells_refusal(silent)
    venues.fill(new_name, new_address)
    expect(venues.form.submit, "a form that was refused, and corrected, cannot be sent").to_be_enabled()
    send_after_failures(venues, lambda: venues.fill(new_name, new_address), "Venue created", 500)
    venues.toast.shows("Venue created", after="a refused form was corrected and sent")
    assert len(api.venues_named(new_name)) == 1, f"a form that was corrected is not stored once\n{new_name!r}"


@pytest.mark.expects_browser_errors(r"answered 4\d\d$")
def test_a_name_of_121_characters_is_refused_and_creates_nothing(
    signed_in_page: Page, api: Api, new_address: str, run: Run
) -> None:
    venues = VenuesPage(signed_in_page)
    venues.section.open().open_form()
    venues.fill(run.name().ljust(121, "x"), new_address)
    if len(venues.name.input_value()) < 121:
        pytest.skip("that a name of 121 characters is refused: the field takes no more than 120")
    venues.form.send()
    created = venues.toast.text("Venue created")
    silent = "a name of 121 characters is refused, and nothing says why (role=alert)"
    expect(venues.form.refusal.or_(created).first, silent).to_be_visible()
    wait_for_answers(signed_in_page)
    stored = venues_by_address(api, new_address)
    assert not stored, f"a name of 121 characters is stored, as {len(stored[0].name)}"
    expect(created, "a name of 121 characters is refused, and the page says Venue created").to_be_hidden()
    venues.section.tells_refusal(silent)


# At once, a quick Servio has not answered yet; after 50 ms, a browser has sent the first form for certain.
PRESSES: dict[str, Callable[[Form], object]] = {
    "at-once": lambda form: form.submit.dblclick(),
    "quickly": lambda form: form.submit.dblclick(delay=25),
    "by-enter": Form.enter_twice,
    "while-it-is-saved": Form.press_again_while_it_is_saved,
}


@pytest.mark.parametrize("how", PRESSES)
def test_pressing_submit_twice_creates_one_venue(signed_in_page: Page, api: Api, new_name: str, how: str) -> None:
    venues = VenuesPage(signed_in_page)
    venues.section.open().open_form()
    PRESSES[how](venues.fill(new_name, "2 Echo Street").form)
    venues.toast.shows("Venue created")
    wait_for_answers(signed_in_page)
    stored = api.venues_named(new_name)
    assert len(stored) == 1, f"pressing submit twice created {len(stored)} venues\n{new_name!r}"
    listed = venues.section.enter().entry(new_name)
    expect(listed, f"a new venue is not in the list of venues\n{new_name!r}").to_be_visible()


def test_back_and_reload_in_a_form_lose_nothing_that_was_saved(signed_in_page: Page, api: Api, new_name: str) -> None:
    venues = VenuesPage(signed_in_page)
    venues.section.open()
    venues.create(new_name, "9 Anchor Lane")
    saved = [venue.key for venue in api.venues_named(new_name)]
    signed_in_page.on("dialog", lambda dialog: dialog.accept())  # "Leave this page?"
    go_back(signed_in_page)
    reload_page(signed_in_page)
    venues.section.open().open_form()
    venues.fill("never sent", "nowhere")
    reload_page(signed_in_page)
    go_back(signed_in_page)
    wait_for_answers(signed_in_page)
    left = [venue.key for venue in api.venues_named(new_name)]
    assert left == saved, f"Back and Reload in a form change a venue that was saved\n{saved} became {left}"
    listed = venues.section.open().entry(new_name)
    expect(listed, f"after Back and Reload, a saved venue is not listed\n{new_name!r}").to_be_visible()


def test_two_people_see_each_others_new_venue(
    signed_in_page: Page, user: BrowserUser, api: Api, two_names: tuple[str, str]
) -> None:
    user.sign_in()
    one, other = VenuesPage(signed_in_page), VenuesPage(user.page)
    one.section.open()
    other.section.open()
    one.create(two_names[0], "1 First Street")
    other.create(two_names[1], "2 Second Street")
    hidden = "one person does not see the venue that another made"
    expect(one.section.reload().entry(two_names[1]), hidden).to_be_visible()
    expect(other.section.reload().entry(two_names[0]), hidden).to_be_visible()
    stored = [len(api.venues_named(name)) for name in two_names]
    assert stored == [1, 1], f"two people made a venue each, and the API has {stored} of their names"
