"""Browser lookup and installation; `python -m servio_verify.browser.install` installs one where there is none."""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import playwright

from servio_verify.errors import UsageError
from servio_verify.run import state_dir

SYSTEM_BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
"""Where a Chromium may be that the system brought, the quickest to start first."""

HEADLESS_ONLY = "chromium-headless-shell"


class NoBrowserError(UsageError):
    """A browser that the checks need is not installed."""


def keep_driver_compiled() -> None:
    """Have Node.js keep Playwright's driver compiled from one run to the next, unless somebody said where."""
    os.environ.setdefault("NODE_COMPILE_CACHE", str(state_dir.folder() / "node"))


def playwright_has(browser: str) -> bool:
    """Return whether Playwright's own build of that browser is installed, in the revision this version wants."""
    wanted = json.loads((Path(playwright.__file__).parent / "driver/package/browsers.json").read_text())["browsers"]
    revisions = {entry["name"]: entry["revision"] for entry in wanted}
    if browser not in revisions:
        return False
    folder = f"{browser.replace('-', '_')}-{revisions[browser]}"
    return (_playwright_folder() / folder / "INSTALLATION_COMPLETE").exists()


def system_chromium(*, headed: bool) -> str | None:
    """Return the path of the system's Chromium or Chrome, or None where there is none."""
    names = (name for name in SYSTEM_BROWSERS if not (headed and name == HEADLESS_ONLY))
    return next((path for name in names if (path := shutil.which(name))), None)


def executable(browser: str, *, headed: bool) -> str | None:
    """Return which program to launch; None means Playwright's own. Raises NoBrowserError."""
    bundled = "chromium-headless-shell" if browser == "chromium" and not headed else browser
    if playwright_has(bundled):
        return None
    found = system_chromium(headed=headed) if browser == "chromium" else None
    if found is None:
        ours = browser == "chromium" and not headed  # the one that this project's own installation brings
        window = " with a window (--headed)" if headed else ""
        raise NoBrowserError(
            f"{browser}{window} is not installed: run `{'make browser' if ours else f'playwright install {browser}'}`"
        )
    return found


def install() -> int:
    """Install a Chromium where none is found; return the exit code."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        attempts.append([*as_root, "apt-get", "update", "-q"])
        attempts.append([*as_root, "apt-get", "install", "-qy", "--no-install-recommends", HEADLESS_ONLY])
        attempts.append([*as_root, "apt-get", "install", "-qy", "--no-install-recommends", "chromium"])
    for attempt in attempts:
        if _found():
            break
        print("installing a browser:", " ".join(attempt), flush=True)  # noqa: T201 - progress of a command
        subprocess.run(attempt, check=False, timeout=900)  # noqa: S603 - fixed commands
    if not _found():
        print("no browser could be installed; install Chromium or Chrome and try again", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _found() -> bool:
    try:
        executable("chromium", headed=False)
    except NoBrowserError:
        return False
    return True


def _playwright_folder() -> Path:
    if told := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        return Path(told)
    caches = {"Darwin": "Library/Caches", "Windows": "AppData/Local"}
    return Path.home() / caches.get(platform.system(), ".cache") / "ms-playwright"


if __name__ == "__main__":
    sys.exit(install())
