import pytest
from playwright.sync_api import Page, expect

from servio_verify.browser.pages.failing_api import FAILED
from servio_verify.testing import (
    CRITICAL,
    Api,
    MenusPage,
    Run,
    Venue,
    area,
    menus_made,
    send_after_failures,
    wait_for_answers,
    wait_in,
)

pytestmark = area("Web app", "Menus", CRITICAL)

STORED_SECONDS = 5.0
"""Where a message of the form before may stand there still, the API tells that the next one is stored."""


def test_a_new_menu_is_stored_in_its_venue_and_listed(signed_in_page: Page, api: Api, venue: Venue, run: Run) -> None:
    name = run.name()
    api.make_venue()  # where a form offers the newest first, it is not the one that is chosen
    menus = MenusPage(signed_in_page)
    menus.section.open().open_form()
    chosen = menus.asks_for_venue
    menus.fill(name, venue.name).form.submit.click()
    menus.toast.shows("Menu created")
    stored = [menu.name for menu in menus_made(api, name, venue, chosen=chosen)]
    wrong = f"the page said Menu created, and the chosen venue has {len(stored)} menus, not that one alone"
    assert stored == [name], f"{wrong}\nwanted {name!r}, stored {stored}"
    listed = menus.section.reload().entry(name)
    expect(listed, f"after a reload, a new menu is not in the list of menus\n{name!r}").to_be_visible()


@pytest.mark.expects_browser_errors(FAILED)
@pytest.mark.parametrize("length", [0, 121], ids=["without-a-name", "121-characters"])
def test_a_menu_form_says_what_became_of_it(
    signed_in_page: Page, api: Api, venue: Venue, run: Run, length: int
) -> None:
    """Whether it takes such a name is not promised; that it is refused with a reason, or stored, is."""
    menus, name = MenusPage(signed_in_page), run.name().ljust(length, "x")[:length]
    menus.section.open().open_form()
    if not menus.asks_for_venue:
        pytest.skip("that a menu form says why it refuses: which venue gets the menu cannot be chosen")
    menus.fill(name, venue.name).form.send()
    created = menus.toast.text("Menu created")
    silent = "a menu form is refused, and nothing says why (role=alert)"
    expect(menus.form.refusal.or_(created).first, silent).to_be_visible()
    wait_for_answers(signed_in_page)
    stored = menus_made(api, name, venue, chosen=True)
    if stored:
        menus.toast.shows("Menu created", after="a menu is stored")
    else:
        expect(created, "the page said Menu created, and the chosen venue has 0 menus").to_be_hidden()
        menus.section.tells_refusal(silent)
        mended = run.name()
        send_after_failures(menus, lambda: menus.fill(mended, venue.name), "Menu created", 500)
        menus.toast.shows("Menu created", after="a refused form was corrected and sent")
        stored = menus_made(api, mended, venue, chosen=True)
    assert len(stored) == 1, f"a menu form that was sent is stored {len(stored)} times"


def test_pressing_submit_twice_creates_one_menu(signed_in_page: Page, api: Api, venue: Venue, run: Run) -> None:
    one, second = run.name(), run.name()
    menus = MenusPage(signed_in_page)
    menus.section.open().open_form()
    chosen = menus.asks_for_venue
    menus.fill(one, venue.name).form.submit.dblclick()
    menus.toast.shows("Menu created")
    wait_for_answers(signed_in_page)
    stored = menus_made(api, one, venue, chosen=chosen)
    assert len(stored) == 1, f"pressing submit twice created {len(stored)} menus"
    listed = menus.section.enter().entry(one)
    expect(listed, f"a new menu is not in the list of menus\n{one!r}").to_be_visible()
    menus.section.open_form(another=True)
    menus.fill(second, venue.name, another=True).form.press_again_while_it_is_saved()
    wait_for_answers(signed_in_page)

    def made() -> list[str]:
        return [menu.name for menu in menus_made(api, second, venue, chosen=chosen) if menu.key != stored[0].key]

    also = wait_in(signed_in_page, made, STORED_SECONDS)
    wrong = f"a second menu made without a reload, submit pressed again while it is saved, is stored {len(also)} times"
    assert also == [second], f"{wrong}\n{second!r}"
    listed = menus.section.enter().entry(second)
    expect(listed, f"a second menu is not in the list of menus\n{second!r}").to_be_visible()
