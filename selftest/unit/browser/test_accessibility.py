"""Which findings of axe decide; Servio's pages are scanned by the e2e tier."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from selftest.support.browsers import chromium
from servio_verify.browser import accessibility
from servio_verify.browser.accessibility import findings
from servio_verify.traffic import observations


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page()


@pytest.fixture
def not_covered(monkeypatch: pytest.MonkeyPatch) -> dict[str, None]:
    noted: dict[str, None] = {}
    monkeypatch.setattr(observations, "_not_covered", noted)
    monkeypatch.setattr(accessibility, "STAYS_SECONDS", 0)
    return noted


PALE = "".join(f"<p id={name} style='color:#ccc'>Words</p>" for name in "abcd")
PAGE = f"<!doctype html><html lang=en><title>A page</title><main><h1>Words</h1><input id=name>{PALE}</main>Outside"
LABEL = "label (critical): Form elements must have labels: #name"
CONTRAST = "color-contrast (serious): Elements must meet minimum color contrast ratio thresholds: #a, #b, #c and 1 more"


@pytest.mark.parametrize(
    ("accepted", "told"), [({}, [CONTRAST, LABEL]), ({"color-contrast": "the brand's colours change in May"}, [LABEL])]
)
def test_serious_findings_decide_unless_they_are_accepted(
    page: Page, not_covered: dict[str, None], accepted: dict[str, str], told: list[str]
) -> None:
    page.set_content(PAGE)
    assert sorted(findings(page, accepted)) == told
    assert not not_covered


OUTER = "<!doctype html><html lang=en><title>A page</title><main><h1>Words</h1><iframe title=Form {}></iframe></main>"
FORM = "<!doctype html><html lang=en><title>A form</title><main><h1>Form</h1><input id=name></main>"


def test_a_form_in_a_frame_is_looked_at(page: Page, not_covered: dict[str, None]) -> None:
    own = "http://servio.example/"  # a frame has the origin of its page only where the page has one
    page.route(own, lambda route: route.fulfill(body=OUTER.format(f'srcdoc="{FORM}"'), content_type="text/html"))
    page.goto(own)
    assert findings(page, {}) == ["label (critical): Form elements must have labels: iframe #name"]
    assert not not_covered


def test_a_frame_of_somebody_else_is_named_as_not_covered(page: Page, not_covered: dict[str, None]) -> None:
    page.set_content(OUTER.format(f'src="data:text/html,{FORM}"'))
    assert findings(page, {}) == []
    assert list(not_covered) == ["axe cannot look into the frame iframe of blank"]


def test_what_axe_cannot_tell_is_named_as_not_covered(page: Page, not_covered: dict[str, None]) -> None:
    words = "<main style='background: linear-gradient(white, black)'><h1>Words</h1></main>"
    page.set_content(f"<!doctype html><html lang=en><title>A page</title>{words}")
    assert findings(page, {}) == []
    assert list(not_covered) == ["axe cannot tell color-contrast on blank: h1"]


FADING = """<!doctype html><html lang="en"><title>A dialog</title><style>
@keyframes fade { from { opacity: 0 } }
main { animation: fade 0.5s; color: %s; background: white }
</style><main><h1>New venue</h1></main>"""


@pytest.mark.parametrize(("colour", "rules"), [("#555", []), ("#ccc", ["color-contrast"])], ids=["dark", "pale"])
def test_what_fades_in_is_judged_when_it_is_there(page: Page, colour: str, rules: list[str]) -> None:
    page.set_content(FADING % colour)
    assert [line.split()[0] for line in findings(page, {})] == rules
