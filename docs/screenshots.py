"""Makes the pictures of the README, `make screenshots`: a real run against a sandbox with defects, and its report."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ansi2html import Ansi2HTMLConverter
from playwright.sync_api import Page, sync_playwright

from servio_verify.browser.install import executable

HERE = Path(__file__).parent
COMMAND = "pytest -m smoke --fault no-csp-web --fault quantity-zero-accepted --tb=no --no-header"
STYLE = (
    "<style>body{margin:0;background:#101418;color:#d6dae0}"
    "pre{padding:1rem;font:15px/1.45 monospace;white-space:pre-wrap}</style>"
)


def main() -> int:
    """Write the pictures."""
    (HERE.parent / "runs").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(tempfile.mkdtemp(prefix="pictures-", dir=HERE.parent / "runs"))
        places = {"SERVIO_RUNS": f"runs/{runs.name}", "SERVIO_STATE": folder, "COLUMNS": "110"}
        ended = subprocess.run(
            [sys.executable, "-m", *COMMAND.split(), "--color=yes"],
            cwd=HERE.parent,
            env=os.environ | places,
            capture_output=True,
            text=True,
            check=False,
        )
        report = [sys.executable, "-m", "servio_verify.cli", "report"]
        subprocess.run(report, cwd=HERE.parent, env=os.environ | places, check=True)
        (run,) = runs.iterdir()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable("chromium", headed=False))
            desk = browser.new_page(viewport={"width": 1060, "height": 300})
            terminal(desk, f"$ {COMMAND}\n{ended.stdout}")
            phone = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
            phone.goto((run / "summary.html").as_uri())
            phone.screenshot(path=HERE / "summary.png")
            wide = browser.new_page(viewport={"width": 1280, "height": 860})
            wide.goto((run / "report/index.html").as_uri())
            wide.get_by_text("Web app").first.wait_for()
            wide.screenshot(path=HERE / "report.png")
            browser.close()
        shutil.rmtree(runs)
    return 0


def terminal(page: Page, text: str) -> None:
    """Take the picture of what a terminal shows, with its colours."""
    page.set_content(STYLE + f"<pre>{Ansi2HTMLConverter(inline=True).convert(text, full=False)}</pre>")
    page.screenshot(path=HERE / "terminal.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main())
