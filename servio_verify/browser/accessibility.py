"""Accessibility findings of axe that decide (docs/CONTRACT.md: none serious or critical)."""

from collections.abc import Collection
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from servio_verify.run.polling import wait_in

DECIDING = ("serious", "critical")
STAYS_SECONDS = 3.0
"""A finding that goes away within this time was of something that faded in: its colours were not yet its own."""

ELEMENTS_SHOWN = 3
"""Elements of one rule that a message names."""


# What is not to be seen yet has no finding either: an animation that ends is waited for, up to a second.
_SHOWN = """() => Promise.race([new Promise(done => setTimeout(done, 1000)), Promise.all(
    document.getAnimations().filter(one => one.playState === 'running').map(one => one.finished.catch(() => null))
)]).then(() => null)"""


def findings(page: Page, accepted: Collection[str]) -> list[str]:
    """Return one line for each rule that stays broken seriously and is not accepted: rule, impact, elements."""
    found: list[str] = []

    def clean() -> bool:
        found[:] = _scan(page, accepted)
        return not found

    wait_in(page, clean, STAYS_SECONDS)
    return found


def _scan(page: Page, accepted: Collection[str]) -> list[str]:
    page.evaluate(_SHOWN)
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [_line(one) for one in violations if one["impact"] in DECIDING and one["id"] not in accepted]


def _line(finding: dict[str, Any]) -> str:
    elements = [" ".join(map(str, node["target"])) for node in finding["nodes"]]
    more = f" and {len(elements) - ELEMENTS_SHOWN} more" if len(elements) > ELEMENTS_SHOWN else ""
    return f"{finding['id']} ({finding['impact']}): {finding['help']}: {', '.join(elements[:ELEMENTS_SHOWN])}{more}"
