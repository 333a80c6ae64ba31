"""A browser for what selftests look at by themselves, without the suite's fixtures."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from servio_verify.browser.install import executable


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium without a window: Playwright's, or the system's; it is closed at the end."""
    path = executable("chromium", headed=False)
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path) as browser:
        yield browser
