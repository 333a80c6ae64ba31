"""What a form says where the API refuses or fails what it sends; in a real browser."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, JSON, only, serving
from servio_verify.browser.pages.failing_api import send_after_failures
from servio_verify.browser.pages.venues import VenuesPage

API, ACTION = "http://api.test/api/v1/venues", "http://api.test/actions"
PAGE = """<form novalidate><input name=name><input name=address><button type=submit>Save</button></form>
<p id=said></p><p role=alert id=why></p><script>
const done = () => { why.textContent = ''; said.textContent = 'Venue created'; };
const refuse = async answer => { said.textContent = ''; why.textContent = (await answer.json()).error.message; };
document.forms[0].addEventListener('submit', async event => {
    event.preventDefault();
    const send = async () => await fetch('%s', {method: 'POST'});
    %s
});
</script>"""
HONEST = "const answer = await send(); answer.ok ? done() : await refuse(answer);"
FIRST = "done(); const answer = await send(); if (!answer.ok) await refuse(answer);"
LIES = "await send(); done();"
LIES_OF_ERRORS = "const answer = await send(); answer.status === 400 ? await refuse(answer) : done();"
SILENT = "const answer = await send(); if (answer.ok) done();"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    expect.set_options(timeout=2_000)
    with chromium() as browser:
        yield browser.new_page()
    expect.set_options(timeout=5_000)


@pytest.fixture
def arrived(page: Page) -> Iterator[list[str]]:
    """The addresses of what reaches a server, which takes everything."""
    found: list[str] = []

    def take(route: Route) -> None:
        found.append(route.request.url)
        route.fulfill(status=201, json={}, headers={"access-control-allow-origin": "*"})

    page.context.route("http://api.test/**", take)
    yield found
    page.context.unroute("http://api.test/**", take)


def send(page: Page, script: str, address: str = API) -> None:
    page.goto("about:blank")
    page.set_content(PAGE % (address, script))
    venues = VenuesPage(page)
    send_after_failures(venues, lambda: venues.fill("Quay", "1 Quay Street"), "Venue created", 400, 500)
    venues.toast.shows("Venue created")


@pytest.mark.parametrize("script", [HONEST, FIRST], ids=["after the answer", "at once, and taken back"])
def test_an_entry_is_sent_once_for_good_when_its_refusal_was_told(page: Page, arrived: list[str], script: str) -> None:
    send(page, script)
    assert arrived == [API]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (LIES, r"answered 400, by this run in the API.s place, and the page says Venue created"),
        (LIES_OF_ERRORS, r"answered 500, by this run in the API.s place, and the page says Venue created"),
        (SILENT, r"refused \(400\), by this run in the API.s place, and nothing says why"),
    ],
    ids=["created all the same", "created on an error", "silence"],
)
def test_what_else_a_form_says_of_a_refusal_is_wrong(
    page: Page, arrived: list[str], monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    monkeypatch.setattr("servio_verify.browser.pages.failing_api.TOLD_SECONDS", 0.5)
    with pytest.raises(AssertionError, match=words):
        send(page, script)
    assert arrived == []


def test_an_entry_that_goes_elsewhere_is_sent_once_and_not_covered(
    page: Page, arrived: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[str] = []
    monkeypatch.setattr("servio_verify.browser.pages.failing_api.note_not_covered", noted.append)
    send(page, HONEST, ACTION)
    assert arrived == [ACTION]
    assert noted == ["what a form says where the API fails: it does not send its entry to the API's address"]


def test_a_message_before_the_answer_is_not_taken_for_it(page: Page) -> None:
    """Who reads just afterwards what is stored would find nothing yet."""

    def answer_late(route: Route) -> None:
        page.wait_for_timeout(400)
        route.fulfill(status=201, json={}, headers={"access-control-allow-origin": "*"})

    page.goto("about:blank")
    page.set_content(PAGE % (API, "done(); await send(); window.isAnswered = true;"))
    page.route(API, answer_late)
    venues = VenuesPage(page)
    venues.fill("Quay", "1 Quay Street").form.submit.click()
    venues.toast.shows("Venue created")
    page.unroute(API, answer_late)
    assert page.evaluate("window.isAnswered")


def test_a_made_up_refusal_has_details_like_servio_s_own(page: Page) -> None:
    """Their shape is not promised, and a page may need it to say anything at all."""
    error = {"code": "VALIDATION_ERROR", "message": "No", "details": ["a name is needed"]}
    script = "const told = await (await send()).json(); why.textContent = told.error.details.join();"
    own = (400, JSON, json.dumps({"success": False, "error": error, "meta": {}}))
    with serving(only({"/": (200, HTML, PAGE % ("/api/v1/venues", script)), "/api/v1/venues": own})) as url:
        page.goto(url)
        venues = VenuesPage(page)
        send_after_failures(venues, lambda: venues.fill("Quay", "1 Quay Street"), "Venue created", 400)
        expect(page.locator("#why")).to_have_text("a name is needed")
    page.goto("about:blank")
