"""Which findings of axe decide; Servio's pages are scanned by the e2e tier."""

from typing import Any
from unittest.mock import Mock

import pytest
from playwright.sync_api import sync_playwright

from servio_verify.browser.accessibility import findings
from servio_verify.browser.install import executable


def finding(rule: str, impact: str, *elements: str) -> dict[str, Any]:
    return {"id": rule, "impact": impact, "help": "Why", "nodes": [{"target": [element]} for element in elements]}


FOUND = [
    finding("label", "critical", "#name"),
    finding("color-contrast", "serious", "#a", "#b", "#c", "#d"),
    finding("region", "moderate", "main"),
]


@pytest.mark.parametrize(
    ("accepted", "told"),
    [
        (
            {},
            ["label (critical): Why: #name", "color-contrast (serious): Why: #a, #b, #c and 1 more"],
        ),
        ({"color-contrast": "the brand's colours change in May"}, ["label (critical): Why: #name"]),
    ],
)
def test_serious_findings_decide_unless_they_are_accepted(
    accepted: dict[str, str], told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servio_verify.browser.accessibility.STAYS_SECONDS", 0)
    monkeypatch.setattr(
        "servio_verify.browser.accessibility.Axe.run", Mock(return_value=Mock(response={"violations": FOUND}))
    )
    assert findings(Mock(), accepted) == told


FADING = """<!doctype html><html lang="en"><title>A dialog</title><style>
@keyframes fade { from { opacity: 0 } }
main { animation: fade 0.5s; color: %s; background: white }
</style><main><h1>New venue</h1></main>"""


@pytest.mark.parametrize(("colour", "rules"), [("#555", []), ("#ccc", ["color-contrast"])], ids=["dark", "pale"])
def test_what_fades_in_is_judged_when_it_is_there(colour: str, rules: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable("chromium", headed=False))
        page = browser.new_page()
        page.set_content(FADING % colour)
        assert [line.split()[0] for line in findings(page, {})] == rules
        browser.close()
