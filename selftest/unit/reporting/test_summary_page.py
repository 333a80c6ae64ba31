"""The summary page, opened from disk in a real browser, as on a phone and on a desk."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from selftest.support.browsers import chromium
from selftest.support.results import entry, no_go, result
from servio_verify.reporting import health_chart, summary_page
from servio_verify.results.model import Outcome, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import files

BAD = entry("test_bad", Outcome.FAILED, "<img src=https://example.com/x onerror=alert(1)> " + "x" * 500)
SCREENS: tuple[tuple[Literal["light", "dark"], int], ...] = (
    ("light", 360),
    ("dark", 360),
    ("light", 1440),
    ("dark", 1440),
)
TIMED = {"attestation": 0.2, "sampler_cpu": 0.1, "self_proof": 0.5, "fingerprint": 0.1}
RESULTS = [
    result(entry("test_good"), timings=TIMED),
    no_go(BAD),
    result(verdict=Verdict.INCONCLUSIVE, reasons=("the API is down",)),
]


@pytest.mark.parametrize("made", RESULTS, ids=["go", "no-go", "nothing ran"])
def test_the_page_is_readable_everywhere_and_asks_for_nothing(made: Result, tmp_path: Path) -> None:
    (tmp_path / files.HEALTH_CHART).write_text(health_chart.draw([], [], "Health"))
    summary_page.write(made, tmp_path / files.SUMMARY)
    with chromium() as browser:
        for scheme, width in SCREENS:
            opened = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 844})
            opened.goto((tmp_path / files.SUMMARY).as_uri())
            opened.screenshot(path=tmp_path / f"{scheme}-{width}.png")
            asked = [request.url for request in opened.requests()]
            assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
            assert opened.console_messages() == []
            assert opened.evaluate("document.documentElement.scrollWidth") <= width
            assert opened.get_by_role("heading", level=1).inner_text().endswith(f"{made.verdict} for staging")
            assert opened.get_by_role("img", name="Health of the target").evaluate("it => it.width") >= 800, (
                "its letters"
            )
            assert not [name for name in TIMED if f"{name}: " in opened.locator("main").inner_text()]
            found = Axe().run(opened).response["violations"]
            assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
