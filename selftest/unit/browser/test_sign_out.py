"""Sign out: in a menu, on a page that moves on under the press, and where it does nothing; in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, serving
from servio_verify.browser.pages.navigation import Navigation

OUT = "document.querySelector('#out').addEventListener('click', event => event.target.remove());"
MENU = f"<details><summary>Account</summary><button id=out>Sign out</button></details><script>{OUT}</script>"
MOVES_ON = f"""<button id=out>Sign out</button><script>
if (sessionStorage.moved) {{ {OUT} }}
else document.querySelector('#out').addEventListener('click', () => {{ sessionStorage.moved = 1; location.reload(); }});
</script>"""
DEAD = "<button>Sign out</button>"


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page()


@pytest.mark.parametrize(
    ("body", "left"), [(MENU, 0), (MOVES_ON, 0), (DEAD, 1)], ids=["in a menu", "the page moves on", "a dead button"]
)
def test_sign_out_is_found_and_pressed(browser_page: Page, body: str, left: int) -> None:
    with serving(lambda _path: (200, HTML, f"<title>Servio</title>{body}")) as url:
        browser_page.goto(url)
        navigation = Navigation(browser_page)
        navigation.leave()
        expect(navigation.sign_out).to_have_count(left)
