"""Playwright's driver is started beside other work, and ended whoever took it."""

import pytest
from playwright._impl import transport

from servio_verify.browser import driver


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
