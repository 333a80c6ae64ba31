"""What a form says where the API refuses or fails what it sends; in a real browser."""

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from selftest.support.browsers import chromium
from servio_verify.browser.pages import failing_api, stand_in
from servio_verify.browser.pages.failing_api import send_after_failures
from servio_verify.browser.pages.section import Section
from servio_verify.browser.pages.venues import VenuesPage
from servio_verify.browser.parts.before import note

API, ACTION = "http://api.test/api/v1/venues", "http://api.test/actions"
PAGE = """<form novalidate><input name=name><input name=address><button type=submit>Save</button></form>
<p id=said></p><p role=alert id=why></p><script>
const done = () => { why.textContent = ''; said.textContent = 'Venue created'; };
const refuse = async answer => { said.textContent = ''; why.textContent = (await answer.json()).error.message; };
document.forms[0].addEventListener('submit', async event => {
    event.preventDefault();
    const send = async () => await fetch('%s', {method: 'POST', body: '{"menuId": 1}'});
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


def send(page: Page, script: str, address: str = API, beside: str = "") -> None:
    page.goto("about:blank")
    page.set_content(beside + PAGE % (address, script))
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
    monkeypatch.setattr(failing_api, "TOLD_SECONDS", 0.5)
    with pytest.raises(AssertionError, match=words):
        send(page, script)
    assert arrived == []


def test_an_entry_that_goes_elsewhere_is_sent_once_and_not_covered(
    page: Page, arrived: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[str] = []
    monkeypatch.setattr(failing_api, "note_not_covered", noted.append)
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


READ = """const answer = await send();
    if (answer.ok) return done();
    const {message, details} = (await answer.json()).error;"""
AT_FIELDS = f"""{READ}
    for (const one of details) if (document.forms[0].elements[one.field]) why.textContent = one.message;
    if (!details.length) why.textContent = message;"""
NEEDED = f"{READ} why.textContent = details.map(one => one.message.trim()).join();"
BY_NAME = f"{READ} why.textContent = details.menuId.join();"


@pytest.mark.parametrize(
    "script", [AT_FIELDS, NEEDED, BY_NAME], ids=["at fields of other names", "a list of entries", "by name"]
)
def test_a_made_up_refusal_has_the_details_that_a_page_needs_and_asks_nobody_for_them(
    page: Page, arrived: list[str], monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    """Their shape is not promised, and nothing may reach the target that no journal knows."""
    monkeypatch.setattr(failing_api, "QUIET_SECONDS", 0.1)
    monkeypatch.setattr(failing_api, "TOLD_SECONDS", 1.0)
    send(page, script)
    assert arrived == [API]


def test_a_banner_that_stood_there_before_is_no_reason(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing_api, "TOLD_SECONDS", 0.5)
    assert page.context.browser
    fresh = page.context.browser.new_page()
    with closing(fresh), pytest.raises(AssertionError, match="nothing says why"):
        send(fresh, SILENT, beside="<p role=alert>This is staging, for 5 min</p>")


TRIES_AGAIN = """const button = document.forms[0].lastChild;
    BEGIN
    let answer;
    for (const wait of [400, 800, 0]) {
        answer = await send();
        if (answer.status < 500 || !wait) break;
        await new Promise(later => setTimeout(later, wait));
    }
    button.disabled = false;
    if (answer.ok) done();
    else { said.textContent = ''; if (why.textContent !== 'No') why.textContent = 'No'; }"""


@pytest.mark.parametrize(
    "begin",
    [
        "button.disabled = true; why.textContent = '';",
        "button.disabled = true;",
        "",
        "said.textContent = 'Venue created';",
    ],
    ids=["its alert goes", "busy", "as before", "done at once"],
)
def test_a_client_that_tries_again_is_waited_for(
    page: Page, arrived: list[str], monkeypatch: pytest.MonkeyPatch, begin: str
) -> None:
    """An alert of an earlier refusal stands there, in the same words."""
    monkeypatch.setattr(failing_api, "QUIET_SECONDS", 0.6)
    send(page, TRIES_AGAIN.replace("BEGIN", begin.replace("CREATED", "'Venue created'")))
    assert arrived == [API]


def test_a_page_that_takes_its_time_before_it_sends_is_waited_for(page: Page, arrived: list[str]) -> None:
    slowly = "await new Promise(later => setTimeout(later, 1200));"
    with pytest.raises(AssertionError, match="answered 500"):
        send(page, f"{slowly} {LIES_OF_ERRORS}")
    assert arrived == []


def test_a_page_that_sends_nothing_in_time_is_not_covered(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[str] = []
    monkeypatch.setattr(failing_api, "TOLD_SECONDS", 0.2)
    monkeypatch.setattr(failing_api, "note_not_covered", noted.append)
    send(page, "setTimeout(done, 400);")
    assert noted == ["what a form says where the API fails: it does not send it within 0.2 s"]


@pytest.mark.usefixtures("arrived")
def test_what_a_page_reports_of_a_made_up_answer_is_marked(page: Page) -> None:
    """A client may quote its status alone: `AxiosError: Request failed with status code 500`."""
    scope = "{setTag: (name, to) => { window[name] = to; }}"
    said = "(window.reported ??= []).push(window.servio_verify_made_up ?? 'real');"
    script = f"const answer = await send(); {said} answer.ok ? done() : await refuse(answer);"
    send(page, script, beside=f"<script>window.__SENTRY__ = {{'10.0': {{globalScope: {scope}}}}};</script>")
    assert page.evaluate("window.reported") == ["true", "true", "real"]


REFUSES = "const button = document.forms[0].lastChild; const answer = await send(); if (answer.ok) return done();"
LEFT = {
    "an id to quote": "const id = answer.headers.get('X-Request-ID').slice(0, 8); await refuse(answer);",
    "a dialog over it": """await refuse(answer); const over = document.createElement('dialog');
        over.innerHTML = '<p role=alert>Oh</p>'; document.body.append(over); over.showModal();""",
    "disabled until a change": """await refuse(answer); button.disabled = true;
        document.forms[0].addEventListener('change', () => { button.disabled = false; }, {once: true});""",
    "a count down": "await refuse(answer); button.disabled = answer.status === 500;",
    "a try that is late": """await new Promise(later => {
        if (answer.status === 400) { button.disabled = false; return refuse(answer); }
        button.disabled = true; setTimeout(() => send().then(later), 3000); });""",
    "a form that fades out": """await refuse(answer); const fades = {opacity: [1, 0]};
        document.forms[0].animate(fades, 300).finished.then(() => { document.forms[0].hidden = true; });""",
}


@pytest.mark.parametrize("says", LEFT.values(), ids=LEFT)
def test_a_form_is_sent_for_good_however_a_refusal_leaves_it(
    page: Page, arrived: list[str], monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    body = PAGE % (API, f"{REFUSES} {says}")
    page.route("http://form.test/", lambda route: route.fulfill(body=body, content_type="text/html"))
    monkeypatch.setattr(failing_api, "TOLD_SECONDS", 1.0)
    monkeypatch.setattr(Section, "open", lambda section: section)
    monkeypatch.setattr(Section, "open_form", lambda section: section.page.goto("http://form.test/"))
    page.goto("http://form.test/")
    venues = VenuesPage(page)
    send_after_failures(venues, lambda: venues.fill("Quay", "1 Quay Street"), "Venue created", 400, 500)
    venues.toast.shows("Venue created")
    page.unroute_all()
    assert arrived == [API]


def test_what_was_not_created_is_no_message(page: Page) -> None:
    page.set_content("<p role=alert>No venue created: it has no name</p><p id=said></p>")
    venues = VenuesPage(page)
    assert not venues.toast.text("Venue created").is_visible()
    note(page)
    page.evaluate("said.textContent = 'Venue created. Show it'")
    assert venues.toast.text("Venue created").is_visible()


def test_a_made_up_answer_neither_signs_out_nor_tells_of_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the headers of the API's last answer, which may have been that to a sign-out."""
    told = {"Clear-Site-Data": '"cookies"', "Retry-After": "60", "X-Frame-Options": "DENY"}
    asked = httpx.Request("POST", "http://api.test/api/v1/auth/logout")
    answer = httpx.Response(200, json={"meta": {"version": "7"}}, headers=told, request=asked)
    monkeypatch.setattr(stand_in, "ANSWERS", [answer])
    headers, meta = stand_in._of_an_own_answer()
    assert (headers, meta) == ({"x-frame-options": "DENY"}, {"version": "7"})
