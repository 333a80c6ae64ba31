"""Which browser is launched, and what to run where there is none."""

from pathlib import Path

import pytest

from servio_verify.browser.install import NoBrowserError, executable


@pytest.fixture(autouse=True)
def _no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.parametrize(
    ("browser", "headed", "line"),
    [
        ("chromium", False, "chromium is not installed: run `make browser`"),
        ("chromium", True, "chromium with a window (--headed) is not installed: run `playwright install chromium`"),
        ("firefox", False, "firefox is not installed: run `playwright install firefox`"),
    ],
)
def test_whoever_has_no_browser_is_told_what_installs_it(browser: str, headed: bool, line: str) -> None:
    with pytest.raises(NoBrowserError) as caught:
        executable(browser, headed=headed)
    assert str(caught.value) == line


def test_a_browser_that_shows_no_window_is_none_for_a_headed_run(tmp_path: Path) -> None:
    (tmp_path / "chromium-headless-shell").touch(mode=0o755)
    assert executable("chromium", headed=False) == str(tmp_path / "chromium-headless-shell")
    with pytest.raises(NoBrowserError):
        executable("chromium", headed=True)
