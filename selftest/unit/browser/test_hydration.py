"""What is waited for before a press: a page of Next.js wakes up, any other is not asked for long."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route

from selftest.support.browsers import chromium
from servio_verify.browser.parts.hydration import hydrated

WAKES = """<button>Press</button><script>
    {marks}
    const root = {{stateNode: {{current: {{memoizedState: {{isDehydrated: false}}}}}}}};
    setTimeout(() => {{ document.querySelector("button").__reactFiber$it = root; }}, 400);
</script>"""
PAGES = {
    "/plain": "<button>Press</button>",
    "/app-router": WAKES.format(marks="self.__next_f = [];"),
    "/pages-router": '<script id="__NEXT_DATA__" type="application/json">{}</script>'
    + WAKES.format(marks="setTimeout(() => { window.__NEXT_DATA__ = {}; });"),
}
HAS_MARK = "element => '__reactFiber$it' in element"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    def answer(route: Route) -> None:
        route.fulfill(body=PAGES["/" + route.request.url.rpartition("/")[2]], content_type="text/html")

    with chromium() as browser:
        page = browser.new_page(base_url="http://hydration.example")
        page.route("**/*", answer)
        yield page


@pytest.mark.parametrize("path", ["/app-router", "/pages-router"])
def test_what_react_has_not_taken_over_is_waited_for_also_after_a_page_without_it(page: Page, path: str) -> None:
    page.goto("/plain")
    hydrated(page.locator("button"))
    page.goto(path)
    assert hydrated(page.locator("button")).evaluate(HAS_MARK)


def test_what_is_replaced_while_it_is_waited_for_is_looked_for_again(page: Page) -> None:
    page.goto("/app-router")
    page.evaluate("setTimeout(() => { document.querySelector('button').outerHTML = '<button>Press</button>'; }, 100)")
    assert hydrated(page.locator("button")).evaluate(HAS_MARK)


def test_a_page_without_react_is_looked_at_once(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    page.goto("/plain")
    hydrated(page.locator("button"))
    monkeypatch.setattr(Page, "evaluate", lambda *_: pytest.fail("the page is asked again"))
    assert hydrated(page.locator("button"))
    assert hydrated(page.locator("nothing")), "what is not there is for the press to tell"
