"""The next run, of any tier, is told of orders that are too old and of a clean-up that does not run."""

from typing import Any

import pytest
from pydantic import SecretStr

from selftest.data.clean.cleaning import Cleaning
from selftest.data.clean.test_facts import ago, keep
from selftest.infra.held import environment
from selftest.monitoring.probes import window
from servio_verify.infra.source import Place
from servio_verify.monitoring.reading import GapError, Reading
from servio_verify.monitoring.round import Round
from servio_verify.monitoring.source import source


def said(url: str | None, **settings: Any) -> Reading:
    secrets = {"DATABASE_URL": SecretStr(url)} if url else {}
    where = environment(secrets=secrets, monitoring={"retention": settings})
    probe = source("retention").open(Place(where, {}))
    probe.begin()
    return probe.end(window())


def test_orders_that_are_too_old_speak_against_it(kept: Cleaning) -> None:
    keep(kept, ended=ago(30))
    reading = said(kept.url)
    assert reading.signals == (
        "retention: the oldest order is 29.5 days old, at most 8 are agreed: see to `servio-verify data clean`",
        "retention: no clean-up has left the database clean for 30 h, it should every 26 h:"
        " see to `servio-verify data clean`",
    )
    assert said(kept.url, oldest_order_days=30, cleaned_hours=31).signals == ()


def test_after_a_clean_up_all_is_well(orders: Cleaning) -> None:
    assert orders.clean().code == 0
    reading = said(orders.url)
    assert not reading.signals
    assert not reading.gaps
    assert reading.notes[0].startswith("retention: the oldest order is 6.5 days old, the last clean-up ended 0.0 h ago")


def test_what_cannot_be_told_is_a_gap(kept: Cleaning) -> None:
    assert said(kept.url).gaps[0].startswith("retention: no clean-up of this database is on record here")
    with pytest.raises(GapError, match="no DATABASE_URL: set it in"):
        said(None)


@pytest.mark.parametrize("decides", [True, False])
def test_it_decides_where_the_environment_says_so(kept: Cleaning, decides: bool) -> None:
    where = environment(secrets={"DATABASE_URL": SecretStr(kept.url)}, monitoring={"retention": {"decides": decides}})
    readings = Round(Place(where, {})).end(window())
    assert bool(readings.against) is decides
    assert any("29.5 days old" in note for note in readings.notes) is not decides
