"""Which form is that for an entry, where a page has others with fields of the same names; in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from selftest.support.browsers import chromium
from servio_verify.browser.pages.menus import MenusPage
from servio_verify.browser.parts.form import Form

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
