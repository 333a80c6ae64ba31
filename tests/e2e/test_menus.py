from playwright.sync_api import Page, expect

from servio_verify.testing import CRITICAL, Api, MenusPage, Run, Venue, area, menus_made, wait_for_answers

pytestmark = area("Web app", "Menus", CRITICAL)


def test_a_new_menu_is_stored_in_its_venue_and_listed(signed_in_page: Page, api: Api, venue: Venue, run: Run) -> None:
    name = run.name()
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


def test_pressing_submit_twice_creates_one_menu(signed_in_page: Page, api: Api, venue: Venue, run: Run) -> None:
    name = run.name()
    menus = MenusPage(signed_in_page)
    menus.section.open().open_form()
    chosen = menus.asks_for_venue
    menus.fill(name, venue.name).form.submit.dblclick()
    menus.toast.shows("Menu created")
    wait_for_answers(signed_in_page)
    stored = menus_made(api, name, venue, chosen=chosen)
    assert len(stored) == 1, f"pressing submit twice created {len(stored)} menus"
    listed = menus.section.enter().entry(name)
    expect(listed, f"a new menu is not in the list of menus\n{name!r}").to_be_visible()
