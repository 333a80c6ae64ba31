"""Which alerts tell that a form was refused, and which are about something else; in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from selftest.support.browsers import chromium
from servio_verify.browser import told_refusal
from servio_verify.browser.parts.before import form_alerts, note
from servio_verify.browser.told_refusal import RefusedForm

FORM = """<header id=top>Servio</header><main><form novalidate><div id=in></div>
<label>Name <input name=name aria-describedby=why></label><button>Create</button></form><div id=why></div></main>
<div id=toasts></div><script>
const say = (id, text) => {
    document.getElementById(id).insertAdjacentHTML('beforeend', `<p role=alert>${text}</p>`);
};
const refuse = (id, text, late) => document.forms[0].addEventListener('submit', () => {
    setTimeout(() => say(id, text), late ?? 0);
});
document.forms[0].addEventListener('submit', event => event.preventDefault());
%s
</script>"""
WHY = "Please give the venue a name."
LATE = "setTimeout(() => say('toasts', 'Maintenance tonight at 02:00'), 150);"
FIRST_PRESS = "addEventListener('click', () => setTimeout(() => say('toasts', 'A new version'), 100), {once: true});"
FREE = 0
"""So often is the form opened again: an alert of its own needs no proof."""


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    expect.set_options(timeout=600)
    with chromium() as browser:
        yield browser.new_context().new_page()
    expect.set_options(timeout=5_000)


def opened(page: Page, script: str, monkeypatch: pytest.MonkeyPatch) -> tuple[RefusedForm, list[Page]]:
    """A form that is sent and does what the script says, and the pages in which it is opened again."""
    monkeypatch.setattr(told_refusal, "MARGIN_SECONDS", 0.2)
    again: list[Page] = []

    def open_form(other: Page) -> None:
        again.append(other)
        other.set_content(FORM % script)

    page.goto("about:blank")
    page.set_content(FORM % script)
    note(page)
    page.get_by_role("button").click()
    return RefusedForm(page, "form", 'input[name="name"]', open_form), again


@pytest.mark.parametrize(
    ("script", "opened_again"),
    [
        (f"refuse('in', '{WHY}')", FREE),
        (f"refuse('why', '{WHY}'); {LATE}", FREE),
        (f"refuse('toasts', '{WHY}')", 1),
        (f"refuse('toasts', '{WHY}', 400); {LATE}", 2),
        (f"refuse('top', '{WHY}')", 1),
        ("refuse('top', 'Sign-in failed')", 1),
        ("refuse('top', 'Anmeldung fehlgeschlagen')", 1),
        ("refuse('top', 'Nie udało się. Spróbuj jeszcze raz.')", 1),
        ("refuse('top', 'サインインできません')", 1),
        (f"refuse('toasts', 'Saving\u2026'); refuse('toasts', '{WHY}', 200)", 1),
        (f"refuse('in', 'Saving...'); refuse('in', '{WHY}', 200)", FREE),
    ],
    ids=[
        "in the form",
        "described by it",
        "a toast",
        "a toast after another alert",
        "in the header",
        "in the header, without a field",
        "in the header, in German",
        "in the header, in Polish",
        "in the header, in Japanese",
        "a toast after progress",
        "in the form after progress",
    ],
)
def test_a_refusal_is_told(browser_page: Page, monkeypatch: pytest.MonkeyPatch, script: str, opened_again: int) -> None:
    form, again = opened(browser_page, script, monkeypatch)
    form.tells("nothing says why")
    assert min(opened_again, 1) <= len(again) <= opened_again  # on a slow machine both alerts are there at once


@pytest.mark.parametrize(
    "script",
    [
        "",
        LATE,
        FIRST_PRESS,
        "refuse('top', 'Your trial ends soon.')",
        "refuse('top', 'Connected')",
        "setTimeout(() => say('top', 'Witamy w Servio'), 150);",
        "say('top', 'Witamy w Servio')",
        "refuse('toasts', 'Signing in\u2026')",
        "refuse('in', 'Please wait')",
    ],
    ids=[
        "nothing",
        "by itself",
        "after the first press",
        "a banner in the header",
        "a state in the header",
        "Polish, by itself",
        "Polish, before",
        "progress",
        "progress in the form",
    ],
)
def test_an_alert_about_something_else_tells_nothing(
    browser_page: Page, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    form, _ = opened(browser_page, script, monkeypatch)
    with pytest.raises(AssertionError, match="nothing says why"):
        form.tells("nothing says why")


@pytest.mark.parametrize(
    ("place", "text"),
    [("in", "[object Object]"), ("in", "undefined"), ("toasts", "Error: [object Object]"), ("in", "null")],
)
def test_a_value_that_is_no_text_is_no_reason(
    browser_page: Page, monkeypatch: pytest.MonkeyPatch, place: str, text: str
) -> None:
    form, _ = opened(browser_page, f"refuse('{place}', '{text}')", monkeypatch)
    with pytest.raises(AssertionError, match=re.escape(f"the reason reads '{text}'")):
        form.tells("nothing says why")


def test_a_value_beside_a_reason_spoils_none(browser_page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    form, _ = opened(browser_page, f"refuse('in', 'undefined'); refuse('in', '{WHY}')", monkeypatch)
    form.tells("nothing says why")


@pytest.mark.parametrize(("text", "alerts"), [("Saving\u2026", 0), (WHY, 1)], ids=["progress", "a refusal"])
def test_what_is_under_way_is_no_answer_of_a_form(
    browser_page: Page, monkeypatch: pytest.MonkeyPatch, text: str, alerts: int
) -> None:
    opened(browser_page, f"refuse('toasts', '{text}')", monkeypatch)
    expect(browser_page.get_by_text(text)).to_be_visible()
    assert form_alerts(browser_page, 'input[name="name"]').count() == alerts
