"""Pages as they are drawn: shadow roots, slots, long rows of stops for Tab, validation of a field that is left."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from selftest.support.browsers import chromium
from servio_verify.browser import accessibility
from servio_verify.browser.accessibility import findings
from servio_verify.browser.pages import order_list
from servio_verify.browser.parts import before
from servio_verify.browser.parts.keyboard import Keyboard

AT = "http://servio.example/"
PART = """<script>
customElements.define('x-part', class extends HTMLElement {
    connectedCallback() {
        this.attachShadow({mode: 'open', delegatesFocus: true}).innerHTML = this.dataset.drawn;
    }
});
</script>"""
BUTTON = f'{PART}<a href=/>Home</a><x-part data-drawn="<button><slot></slot></button>">Create Venue</x-part>'
BADGES = f"""{PART}<main><p>Anchor 01 <x-part data-drawn="<b><slot></slot></b>">pending</x-part></p>
<p>Boat 02 <details><summary>more</summary>Mark as pending</details> <b>cancelled</b></p></main>"""
FORM = "<form onsubmit='return false'>{}<input name=first>{}<button>Send</button></form>"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    expect.set_options(timeout=600)
    with chromium() as browser:
        yield browser.new_context().new_page()
    expect.set_options(timeout=5_000)


def show(page: Page, content: str, **headers: str) -> None:
    """Load this content as a page of Servio."""

    def answer(route: Route) -> None:
        route.fulfill(body=content, content_type="text/html", headers=headers)

    page.unroute_all()
    page.route(f"{AT}**", answer)
    page.goto(AT)


def test_the_keyboard_reaches_a_button_in_a_shadow_root(page: Page) -> None:
    show(page, BUTTON)
    Keyboard(page).reach(page.get_by_role("button"))
    assert page.evaluate("document.activeElement.localName") == "x-part"


def test_the_keyboard_leaves_a_form_in_a_shadow_root(page: Page) -> None:
    drawn = FORM.format("", "").replace("'", "")
    show(page, f'{PART}<x-part data-drawn="{drawn}"></x-part><a href=/>Home</a>')
    Keyboard(page).get_out_of(page.locator("input"), again=lambda: pytest.fail("Escape was pressed"))


def test_a_form_of_many_fields_is_left_by_tab(page: Page) -> None:
    show(page, FORM.format("", "<input type=time>" * 35) + "<a href=/>Home</a>")  # each is three stops
    Keyboard(page).get_out_of(page.locator("[name=first]"), again=lambda: pytest.fail("Escape was pressed"))


def test_a_control_behind_a_long_list_is_reached_and_one_out_of_reach_is_given_up_after_a_round(page: Page) -> None:
    show(page, "<a href=/>Row</a>" * 180 + "<button>Create</button><span id=dead>Sign out</span>")
    Keyboard(page).reach(page.get_by_role("button"))
    page.evaluate("presses = 0; addEventListener('keydown', () => presses++)")
    with pytest.raises(AssertionError, match="the keyboard does not reach <span"):
        Keyboard(page).reach(page.locator("#dead"))
    assert 181 < page.evaluate("presses") < 181 * 2


def test_a_form_that_looks_at_a_field_when_it_is_left_is_sent(page: Page) -> None:
    show(page, FORM.format("", "").replace("<button", "<button disabled"))
    page.evaluate("""() => {
        const [form] = document.forms;
        form.first.onchange = () => { form.querySelector('button').disabled = false; };
        form.onsubmit = () => { window.isSent = true; return false; };
    }""")
    keyboard = Keyboard(page)
    keyboard.type(page.locator("[name=first]"), "Anchor")
    keyboard.send(page.get_by_role("button"))
    assert page.evaluate("window.isSent")


def test_a_status_is_read_where_it_is_drawn(page: Page) -> None:
    show(page, BADGES)
    assert order_list.lacks(page, {"Anchor 01": ["pending"], "Boat 02": ["cancelled"]}) is None


ALERT = "document.body.insertAdjacentHTML('beforeend', `<x-part data-drawn='{}'>{}</x-part>`)"
SLOTTED = "<p role=alert><slot></slot></p>"
BLURRED = "<p role=alert>Staging</p><input onblur='why.textContent = `Required`'><p id=why role=alert></p>"


def test_an_alert_around_words_that_stand_elsewhere_is_new_once(page: Page) -> None:
    show(page, PART)
    page.evaluate(ALERT.format(SLOTTED, "This is staging"))
    before.note(page)
    assert not before.new_alerts(page).count()
    page.evaluate(ALERT.format(SLOTTED, "A name is missing"))
    expect(before.new_alerts(page)).to_be_visible()


def test_what_a_field_says_when_it_is_left_is_said_by_the_form(page: Page) -> None:
    show(page, BLURRED)
    before.note_alerts(page)
    page.locator("input").fill("")
    page.locator("input").blur()
    before.note(page, filled=True)
    assert before.new_alerts(page).all_text_contents() == ["Required"]


def test_who_counts_clicks_sends_no_form(page: Page) -> None:
    page = page.context.new_page()
    show(page, "<script>const post = where => fetch(where, {method: 'POST', body: ''})</script>")
    page.evaluate("post('/track')")
    before.note_alerts(page)
    before.note(page, filled=True)
    page.evaluate("post('/track?again')")
    assert not before.has_sent(page)
    page.evaluate("post('/venues')")
    assert before.has_sent(page)


def test_axe_leaves_style_sheets_of_shadow_roots_alone(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accessibility, "STAYS_SECONDS", 0)
    nonce = "<script nonce=n>document.querySelector('main').attachShadow({mode: 'open'}).innerHTML = "
    body = "<!doctype html><html lang=en><title>A page</title><main></main>"
    link = "'<link rel=stylesheet href=/a.css><h1>Words</h1>'</script>"
    policy = "default-src 'self'; script-src 'nonce-n'; style-src 'self'"
    page.context.clear_cookies()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    show(page, f"{body}{nonce}{link}", **{"Content-Security-Policy": policy})
    before_axe = len(said)
    findings(page, {})
    assert said[before_axe:] == []
