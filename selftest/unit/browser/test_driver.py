"""Playwright's driver and the usual browser are started beside other work, and ended whoever took them."""

from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest
from playwright._impl import transport

from servio_verify.browser import driver
from servio_verify.browser.driver import launch_options

WEB = "http://127.0.0.1:1"
USUAL: dict[str, Any] = {"headed": False, "browser_channel": None, "slowmo": 0, "browser": []}


def test_a_driver_is_under_way_before_it_answers_and_is_ended_where_nobody_takes_it() -> None:
    end = driver.begin()
    (begun,) = driver._begun
    assert begun._turner is not None, "this was waited for"
    assert begun.started().chromium.name == "chromium"
    end()
    assert begun._loop.is_closed()
    assert not driver._begun


def test_one_that_cannot_start_is_told_to_whoever_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "compute_driver_executable", lambda: ("/nowhere/node", "cli.js"))
    end = driver.begin()
    with pytest.raises(Exception, match="/nowhere/node"):
        driver._begun[0].started()
    end()
    assert not driver._begun


def begun(**other: Any) -> tuple[driver.Driver, Any]:
    end = driver.begin()
    (started,) = driver._begun
    driver.launch(cast(pytest.Config, SimpleNamespace(option=SimpleNamespace(**USUAL | other))), WEB)
    return started, end


def browsers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if "chrom" in child.name()]


def test_the_usual_browser_is_launched_ahead_and_taken_by_who_wants_it_and_by_nobody_else() -> None:
    started, end = begun()
    usual = launch_options(WEB, driver.CHROMIUM, headed=False)
    assert started.launched(usual | {"args": ["--lang=de"]}) is None
    browser = started.launched(usual)
    assert browser is not None
    assert browser.new_page().title() == ""
    assert browsers()
    end()
    assert not browsers()


@pytest.mark.parametrize("other", [{"headed": True}, {"browser_channel": "chrome"}, {"browser": ["firefox"]}])
def test_another_browser_is_launched_by_its_fixtures(other: dict[str, Any]) -> None:
    started, end = begun(**other)
    assert started.launched(launch_options(WEB, driver.CHROMIUM, headed=False)) is None
    end()
