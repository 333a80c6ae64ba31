"""Checks of ours and what JavaScript's Playwright Test has for them, against one sandbox, in turn."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

from benchmarks.cost import CannotMeasureError, Cost, cost
from benchmarks.pairs import ROOT, Asked, in_turn
from servio_verify.browser.install import executable
from servio_verify.environments.handover import overrides
from servio_verify.environments.own.sandbox import Sandbox

JAVASCRIPT = ROOT / "benchmarks/javascript"


def compare(asked: Asked, ours: tuple[str, Sequence[str]], theirs: tuple[str, str]) -> list[dict[str, Cost]]:
    """Return what both cost: each is a name with what it runs, checks of pytest's and a spec of Playwright Test's."""
    npx = shutil.which("npx")
    if not npx:
        raise CannotMeasureError("Node.js is missing: install node 20 or newer, with npm")
    if not (JAVASCRIPT / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=JAVASCRIPT, check=True)
    with Sandbox([]) as sandbox:
        environ = asked.environ(**_settings(overrides(sandbox.addresses())))
        pytest = [sys.executable, "-m", "pytest", "--env", "local", *ours[1]]
        works = {
            ours[0]: lambda: cost(pytest, ROOT, environ),
            theirs[0]: lambda: cost([npx, "playwright", "test", theirs[1]], JAVASCRIPT, environ),
        }
        return in_turn(asked, works)


def _settings(told: Mapping[str, str]) -> dict[str, str]:
    theirs = {
        "WEB_URL": told["SERVIO_WEB_URL"],
        "API_URL": told["SERVIO_API_URL"],
        "EMAIL": told["SERVIO_EMAIL"],
        "PASSWORD": told["SERVIO_PASSWORD"],
        "BROWSER_PATH": executable("chromium", headed=False) or "",
    }
    return {**told, **theirs}
