"""Which findings of axe decide; the pages themselves are scanned by the e2e tier."""

from typing import Any
from unittest.mock import Mock

import pytest

from servio_verify.accessibility import findings


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
    monkeypatch.setattr("servio_verify.accessibility.Axe.run", Mock(return_value=Mock(response={"violations": FOUND})))
    assert findings(Mock(), accepted) == told
