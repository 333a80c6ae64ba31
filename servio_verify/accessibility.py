"""What axe finds on a page that keeps people out (CONTRACT.md: no serious or critical finding)."""

from collections.abc import Collection
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

DECIDING = ("serious", "critical")
ELEMENTS_SHOWN = 3
"""Elements of one rule that a message names."""


def findings(page: Page, accepted: Collection[str]) -> list[str]:
    """Return one line for each rule that is broken seriously and is not accepted: rule, impact, elements."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [_line(one) for one in found if one["impact"] in DECIDING and one["id"] not in accepted]


def _line(finding: dict[str, Any]) -> str:
    elements = [" ".join(map(str, node["target"])) for node in finding["nodes"]]
    more = f" and {len(elements) - ELEMENTS_SHOWN} more" if len(elements) > ELEMENTS_SHOWN else ""
    return f"{finding['id']} ({finding['impact']}): {finding['help']}: {', '.join(elements[:ELEMENTS_SHOWN])}{more}"
