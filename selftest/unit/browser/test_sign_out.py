"""Sign out: in a menu, on a page that moves on under the press, and where it does nothing; in a real browser."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, Said, serving
from servio_verify.browser.pages import navigation as navigation_page
from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.parts.keyboard import Keyboard

OUT = "document.querySelector('#out').addEventListener('click', event => event.target.remove());"
MENU = f"<details><summary>Account</summary><button id=out>Sign out</button></details><script>{OUT}</script>"
MOVES_ON = f"""<button id=out>Sign out</button><script>
if (sessionStorage.moved) {{ {OUT} }}
else document.querySelector('#out').addEventListener('click', () => {{ sessionStorage.moved = 1; location.reload(); }});
</script>"""
SAYS_SO = """<button id=out>Sign out</button><script>
document.querySelector('#out').addEventListener('click', async event => {
    event.target.textContent = 'Signing out';
    await fetch('/logout', {method: 'POST'});
    document.title = 'out';
});
</script>"""
"""A button that says what it does while its request is under way."""
DEAD = "<button>Sign out</button>"
MENUS = {
    "a disclosure": """<button aria-expanded=false aria-controls=panel id=menu>Account</button>
<div id=panel hidden><button id=out>Sign out</button></div><script>menu.addEventListener('click', () => {
    panel.hidden = !panel.hidden;
    menu.setAttribute('aria-expanded', String(!panel.hidden));
});</script>""",
    "a popover": """<button id=menu popovertarget=panel>Me</button>
<div popover id=panel><button id=out>Sign out</button></div>""",
    "an avatar": """<header><button id=menu aria-label='Account of a@b.test'>A</button></header>
<div id=panel hidden><button id=out>Sign out</button></div>
<script>menu.addEventListener('click', () => { panel.hidden = !panel.hidden; });</script>""",
    "a menu that keeps the focus": """<button id=menu aria-haspopup=menu aria-expanded=false>Account</button>
<div id=panel role=menu tabindex=-1 hidden><div role=menuitem tabindex=-1 id=out>Sign out</div></div><script>
function set(open) { panel.hidden = !open; menu.setAttribute('aria-expanded', open); (open ? panel : menu).focus(); }
menu.addEventListener('click', () => set(panel.hidden));
panel.addEventListener('keydown', event => {
    if (event.key === 'Tab') event.preventDefault();
    if (event.key === 'Escape') set(false);
});
</script>""",
}
ASKS = {
    "a dialog of the page": """<button onclick=box.showModal()>Sign out</button>
<dialog id=box>Sign out?<button>Cancel</button><button id=out>Sign out</button></dialog>""",
    "a dialog of the browser": """<button id=out>Sign out</button>
<script>out.addEventListener('click', event => confirm('Sure?') || event.stopImmediatePropagation());</script>""",
}
LEAVES = f"<script>{OUT.replace('event.target.remove', 'document.body.replaceChildren')}</script>"
SIDE_BAR = "<button aria-expanded=true onclick='document.body.replaceChildren()'>Hide the navigation</button>"


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page()


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation_page, "SHOWN_SECONDS", 0.2)
    monkeypatch.setattr(navigation_page, "OPENED_SECONDS", 0.2)


@pytest.mark.parametrize(
    ("body", "left"), [(MENU, 0), (MOVES_ON, 0), (DEAD, 1)], ids=["in a menu", "the page moves on", "a dead button"]
)
def test_sign_out_is_found_and_pressed(browser_page: Page, body: str, left: int) -> None:
    with serving(lambda _path: (200, HTML, f"<title>Servio</title>{body}")) as url:
        browser_page.goto(url)
        navigation = Navigation(browser_page)
        navigation.leave()
        expect(navigation.sign_out).to_have_count(left)


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("body", [*MENUS.values(), *ASKS.values()], ids=[*MENUS, *ASKS])
def test_sign_out_is_pressed_where_a_menu_holds_it_or_the_page_asks(browser_page: Page, body: str) -> None:
    browser_page.set_content(f"{SIDE_BAR}<button aria-haspopup=menu>More</button>{body}{LEAVES}")
    Navigation(browser_page).leave()
    assert not browser_page.locator("body *").count()


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("body", MENUS.values(), ids=MENUS)
def test_the_keyboard_reaches_the_menu_with_sign_out(browser_page: Page, body: str) -> None:
    browser_page.set_content(f"{SIDE_BAR}{body}<a href=/venues id=next>Venues</a>")
    keyboard = Keyboard(browser_page)
    keyboard.reach(Navigation(browser_page).way_out())
    assert browser_page.evaluate("document.activeElement.id") == "menu"
    keyboard.reach(browser_page.locator("#next"))


@pytest.mark.usefixtures("_quick")
def test_that_nothing_signs_out_is_said_in_plain_words(browser_page: Page) -> None:
    browser_page.set_content("<header><button>Help</button></header>")
    expect.set_options(timeout=300)
    try:
        with pytest.raises(AssertionError, match="no Sign out was found, nor a menu with it"):
            Navigation(browser_page).way_out()
    finally:
        expect.set_options(timeout=None)


def test_a_sign_out_is_done_when_it_is_answered(browser_page: Page) -> None:
    def slow(path: str) -> Said:
        if path == "/logout":
            time.sleep(0.5)  # noqa: TID251 - a server that takes its time
        return 200, HTML, f"<title>Servio</title>{SAYS_SO}"

    with serving(slow) as url:
        browser_page.goto(url)
        Navigation(browser_page).leave()
        (request,) = [each for each in browser_page.requests() if each.method == "POST"]
        assert request.existing_response, "the sign-out was still under way"
