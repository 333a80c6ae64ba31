"""Which form is that for an entry, where a page has others with fields of the same names; in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, JSON, only, serving
from servio_verify.browser.pages import menus as menus_page
from servio_verify.browser.pages.menus import MenusPage
from servio_verify.browser.pages.venues import VenuesPage
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.keyboard import Keyboard

OWN = "<form><label>Name <input id=own name=name></label> <button id=go type=submit>Create</button></form>"
MODALS = {
    "a modal dialog": f"<dialog id=box>{OWN}</dialog><script>box.showModal()</script>",
    "a dialog by its role": f"<div role=dialog aria-modal=true>{OWN}</div>",
}
FILTERS = {
    "a search": "<search><form><input name=name><button type=submit>Search</button></form></search>",
    "a field for searches": "<form><input name=name type=search><button type=submit>Filter</button></form>",
}
FILTER = "<form><input name=name><button type=submit>Filter</button></form>"
SELECTS = "<select {of}name=venue><option>All</select><select {of}name=menu><option>All</select>"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    expect.set_options(timeout=2_000)
    with chromium() as browser:
        yield browser.new_page()
    expect.set_options(timeout=5_000)


def found(form: Form) -> list[str | None]:
    return [each.get_attribute("id", timeout=2_000) for each in (form.field, form.submit)]


@pytest.mark.parametrize("own", MODALS.values(), ids=MODALS)
@pytest.mark.parametrize("other", [FILTER, *FILTERS.values()], ids=["a filter", *FILTERS])
def test_what_lies_under_an_open_modal_is_not_the_form(page: Page, other: str, own: str) -> None:
    page.set_content(f"{other}{own}{other}")
    assert found(Form(page, 'input[name="name"]')) == ["own", "go"]


@pytest.mark.parametrize("other", FILTERS.values(), ids=FILTERS)
def test_a_search_is_not_the_form(page: Page, other: str) -> None:
    page.set_content(f"{other}{OWN}{other}<dialog>{FILTER}</dialog><div role=dialog hidden>{FILTER}</div>")
    assert found(Form(page, 'input[name="name"]')) == ["own", "go"]


def test_selects_of_a_filter_are_not_those_of_the_form(page: Page) -> None:
    own = f"<form>{SELECTS.format(of='id=own ')}<button id=go>Create</button></form>"
    page.set_content(
        f"<form>{SELECTS.format(of='')}<button>Apply</button></form>"
        f"<dialog id=box>{own}</dialog><script>box.showModal()</script>"
    )
    form = Form(page, 'select[name="menu"]')
    assert found(form) == ["own", "go"]
    assert form.select("venue").get_attribute("id", timeout=2_000) == "own"


def test_a_form_for_orders_may_ask_for_an_e_mail(page: Page) -> None:
    page.set_content("<form><select name=menu id=own></select><input type=email><button id=go>Create</button></form>")
    assert found(Form(page, 'select[name="menu"]')) == ["own", "go"]


def test_a_dialog_without_the_field_hides_no_form(page: Page) -> None:
    page.set_content(f"<div role=dialog>Cookies? <form><button type=submit>Yes</button></form></div>{OWN}")
    assert found(Form(page, 'input[name="name"]')) == ["own", "go"]


def test_a_form_that_opens_late_is_waited_for_where_a_filter_stands_there(page: Page) -> None:
    opening = "setTimeout(() => box.showModal(), 400)"
    page.set_content(f'{FILTER}<button onclick="{opening}">Create Menu</button><dialog id=box>{OWN}</dialog>')
    menus = MenusPage(page)
    menus.section.open_form()
    menus.fill("Lunch", "")
    assert page.locator("#own").input_value() == "Lunch"


def test_a_form_that_stands_on_the_list_is_used_as_it_is(page: Page) -> None:
    page.set_content(f"<button>Create Menu</button>{OWN}")
    menus = MenusPage(page)
    menus.section.open_form()
    menus.fill("Lunch", "")
    assert page.locator("#own").input_value() == "Lunch"


GOES_ROUND = """<script>
document.querySelector('#go').addEventListener('keydown', event => {
    if (event.key === 'Tab') { event.preventDefault(); document.querySelector('#own').focus(); }
});
</script>"""
ESCAPES = "<script>addEventListener('keydown', event => event.key === 'Escape' && box.remove());</script>"
DIALOG = f"<a href=/>Home</a><div role=dialog id=box>{OWN}{{}}</div>"
LEFT = {
    "a page with more": (f"<a href=/>Home</a>{OWN}", 0),
    "nothing but the form": (OWN + GOES_ROUND, 0),
    "a dialog with a button": (DIALOG.format("<button>Close</button>"), 0),
    "a dialog that Escape closes": (DIALOG.format("") + GOES_ROUND + ESCAPES, 1),
}
KEPT = {
    "a form": f"<a href=/>Home</a>{OWN}{GOES_ROUND}",
    "a dialog": DIALOG.format("<span>Close</span>") + GOES_ROUND,
}


@pytest.mark.parametrize(("body", "opened_again"), LEFT.values(), ids=LEFT)
def test_the_keyboard_leaves_a_form(page: Page, body: str, opened_again: int) -> None:
    page.set_content(body)
    opened: list[str] = []
    Keyboard(page).get_out_of(page.locator("#own"), again=lambda: opened.append("again"))
    assert len(opened) == opened_again


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
def test_the_keyboard_does_not_leave(page: Page, body: str) -> None:
    page.set_content(body)
    with pytest.raises(AssertionError, match="the keyboard cannot leave a form"):
        Keyboard(page).get_out_of(page.locator("#own"), again=page.reload)


def test_a_select_that_is_drawn_late_is_waited_for_once(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menus_page, "SELECT_SECONDS", 0.5)
    monkeypatch.setattr(menus_page, "_without", set())
    draw = "setTimeout(() => place.outerHTML = '<select name=venue></select>', 800)"
    page.set_content(f"<form><i id=place aria-busy=true></i><input name=name></form><script>{draw}</script>")
    assert MenusPage(page).asks_for_venue
    page.set_content(OWN)
    assert not MenusPage(page).asks_for_venue
    monkeypatch.setattr(menus_page, "SELECT_SECONDS", 60)
    assert not MenusPage(page).asks_for_venue


def test_what_a_slow_form_showed_is_not_believed_of_others(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menus_page, "SELECT_SECONDS", 0.3)
    monkeypatch.setattr(menus_page, "BUSY_SECONDS", 0.3)
    monkeypatch.setattr(menus_page, "_without", set())
    late = "<form><i id=place></i><input name=name></form><script>%s.then(() => { place.outerHTML = '%s' })</script>"
    after = {"/": "fetch('/venues')", "/next": "new Promise(done => setTimeout(done, 150))"}
    pages = {path: (200, HTML, late % (first, "<select name=venue></select>")) for path, first in after.items()}
    page.route("**/venues", lambda _: None)
    with serving(only(pages)) as url:
        page.goto(url)
        assert not MenusPage(page).asks_for_venue
        page.goto(f"{url}/next")
        assert MenusPage(page).asks_for_venue
        page.goto("about:blank")
    page.unroute_all()


@pytest.mark.parametrize("how", ["disabled", "aria-disabled=true"])
def test_a_submit_that_stays_disabled_refuses_and_sends_nothing(page: Page, how: str) -> None:
    page.set_content(OWN.replace("<button", f"<button {how}"))
    form = Form(page, 'input[name="name"]')
    form.send()
    expect(form.refusal).to_be_visible()
    assert form.unsent.count()
    page.set_content(OWN.replace("<form", "<form novalidate"))
    form.send()
    assert not form.unsent.count()


COVER = "<p id=cover style='position:fixed;inset:0;background:#fff' hidden>Saving</p>"
SAVES = """<script>let sent = 0;
document.forms[0].addEventListener('submit', async event => {
    event.preventDefault();
    sent += 1;
    %s
    await fetch('/venues', {method: 'POST'});
    cover.hidden = true;
});</script>"""


@pytest.mark.parametrize(
    ("while_saved", "presses"),
    [("cover.hidden = false;", 1), ("go.style.pointerEvents = 'none';", 1), ("go.disabled = true;", 1), ("", 2)],
    ids=["covered", "without a pointer", "disabled", "as before"],
)
def test_submit_is_pressed_again_where_a_user_could(page: Page, while_saved: str, presses: int) -> None:
    here = (200, HTML, f"{OWN}{COVER}{SAVES % while_saved}")
    with serving(only({"/": here, "/venues": (201, JSON, "{}")})) as url:
        page.goto(url)
        Form(page, 'input[name="name"]').press_again_while_it_is_saved()
        assert page.evaluate("sent") == presses
    page.goto("about:blank")


NAVIGATION = "<nav><a href=/dashboard>Dashboard</a> <a href=/venues>Venues</a></nav>"
BY_ESCAPE = f"<dialog id=box>Venue created{OWN}</dialog><script>box.showModal()</script>"
BY_NOTHING = "<div role=dialog style='position:fixed;inset:0;background:#fff'>Venue created <button>Done</button></div>"
LATE = """<script>document.querySelector('[href="/venues"]').addEventListener('click', event => {
    event.preventDefault();
    setTimeout(() => {
        history.pushState(null, '', '/venues');
        main.innerHTML = '<button>Create Venue</button>';
    }, 600);
});</script>"""
QUICK = f"<div id=main><button>Create Venue</button></div>{LATE}"


@pytest.mark.parametrize("over", [BY_ESCAPE, BY_NOTHING, QUICK], ids=["a dialog", "a dialog to leave", "quick actions"])
def test_a_section_is_gone_to_from_under_a_dialog_and_from_quick_actions(page: Page, over: str) -> None:
    places = {"/new": over, "/dashboard": "", "/venues": "<button>Create Venue</button>"}
    with serving(only({path: (200, HTML, f"{NAVIGATION}{body}") for path, body in places.items()})) as url:
        page.goto(f"{url}/new")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("servio_verify.browser.pages.dashboard.dashboard_of", lambda _: f"{url}/dashboard")
            VenuesPage(page).section.enter()
        assert page.url == f"{url}/venues"
    page.goto("about:blank")


@pytest.mark.parametrize(("name", "changes"), [("Quay", 0), ("Mill", 1)], ids=["the default", "another"])
def test_what_stands_in_a_select_is_left_as_it_is(page: Page, name: str, changes: int) -> None:
    """A form that takes what was chosen only must not be helped by choosing what stands there."""
    heard = "document.querySelector('select').onchange = () => { window.changes = (window.changes ?? 0) + 1; }"
    page.goto("about:blank")
    page.set_content(f"<form><select name=venue><option> Quay<option>Mill</select></form><script>{heard}</script>")
    Form(page, 'select[name="venue"]').choose("venue", name)
    assert page.evaluate("[window.changes ?? 0, document.querySelector('select').selectedOptions[0].label.trim()]") == [
        changes,
        name,
    ]
