"""Sign out: in a menu, on a page that moves on under the press, and where it does nothing; in a real browser."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, Said, serving
from servio_verify.browser.pages.navigation import Navigation

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
