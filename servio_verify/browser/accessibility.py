"""Accessibility findings of axe that decide (docs/CONTRACT.md: none serious or critical)."""

from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Error, Frame, Page

from servio_verify.browser.parts.loading import steadily
from servio_verify.browser.recording.origins import origin_of
from servio_verify.run.polling import wait_in
from servio_verify.traffic import observations

DECIDING = ("serious", "critical")
STAYS_SECONDS = 3.0
"""A finding that goes away within this time was of something that faded in: its colours were not yet its own."""

ELEMENTS_SHOWN = 3
"""Elements of one rule that a message names."""

FRAMES = "frame-tested"
"""The rule of axe that names the frames into which it could not look."""

_OPTIONS = {"resultTypes": ["violations", "incomplete"]}
_HAS_SHADOW_STYLES = """() => [...document.querySelectorAll('*')].some(
    one => one.shadowRoot?.querySelector('style, link[rel="stylesheet"]'))"""
"""Where axe would copy style sheets into a `style` of its own, which a Content-Security-Policy may refuse."""

_OF_ITS_PARENT = ("about:blank", "about:srcdoc")

# What is not to be seen yet has no finding either: an animation that ends is waited for, up to a second.
_SHOWN = """() => Promise.race([new Promise(done => setTimeout(done, 1000)), Promise.all(
    document.getAnimations().filter(one => one.playState === 'running').map(one => one.finished.catch(() => null))
)]).then(() => null)"""


def findings(page: Page, accepted: Collection[str]) -> list[str]:
    """Return one line for each rule that stays broken seriously and is not accepted: rule, impact, elements.

    What axe could not look at, or could not tell, is noted as not covered by this run.
    """
    found: list[str] = []
    unsure: list[str] = []

    def clean() -> bool:
        response = steadily(page, lambda: _scan(page), "axe is not defined")
        found[:] = [_line(one) for one in _deciding(response["violations"], accepted)]
        unsure[:] = _untold(page, _deciding(response["incomplete"], accepted))
        return not found

    wait_in(page, clean, STAYS_SECONDS)
    for line in unsure:
        observations.note_not_covered(line)
    return found


def _scan(page: Page) -> dict[str, Any]:
    """Run axe in the page and in each frame of its own origin; axe itself joins what the frames say."""
    axe = Axe()
    page.evaluate(_SHOWN)
    for frame in page.frames[1:]:
        _equip(frame, axe.axe_script)
    options = _OPTIONS | ({"preload": False} if page.evaluate(_HAS_SHADOW_STYLES) else {})
    response: dict[str, Any] = axe.run(page, options=options).response
    return response


def _equip(frame: Frame, script: str) -> None:
    if not _is_own(frame):
        return
    try:
        frame.evaluate(script)
    except Error:  # the frame is gone, or runs no script: then axe names it
        return


def _is_own(frame: Frame) -> bool:
    """Whether it is of the page's own origin, and all frames around it are."""
    while (parent := frame.parent_frame) is not None:
        if frame.url not in _OF_ITS_PARENT and origin_of(frame.url) != origin_of(frame.page.url):
            return False
        frame = parent
    return True


def _deciding(results: list[dict[str, Any]], accepted: Collection[str]) -> list[dict[str, Any]]:
    return [one for one in results if one["impact"] in DECIDING and one["id"] not in accepted]


def _untold(page: Page, incomplete: list[dict[str, Any]]) -> Iterator[str]:
    where = urlsplit(page.url).path
    for one in incomplete:
        if one["id"] == FRAMES:
            yield from (f"axe cannot look into the frame {element} of {where}" for element in _elements(one))
        else:
            elements = _elements(one)
            yield f"axe cannot tell {one['id']} on {where}: {', '.join(elements[:ELEMENTS_SHOWN])}{_more(elements)}"


def _line(finding: dict[str, Any]) -> str:
    elements = _elements(finding)
    shown = f"{', '.join(elements[:ELEMENTS_SHOWN])}{_more(elements)}"
    return f"{finding['id']} ({finding['impact']}): {finding['help']}: {shown}"


def _elements(finding: dict[str, Any]) -> list[str]:
    return [" ".join(map(str, node["target"])) for node in finding["nodes"]]


def _more(elements: list[str]) -> str:
    return f" and {len(elements) - ELEMENTS_SHOWN} more" if len(elements) > ELEMENTS_SHOWN else ""
