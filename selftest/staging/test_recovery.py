"""A start that is killed at any moment: the next one recovers, and `down` leaves nothing."""

from threading import Event

import pytest

from selftest.support.staging import Staging, staging

pytestmark = pytest.mark.stack

MOMENTS = [number / 4 for number in range(1, 19)]
"""Seconds after the beginning of a start, which takes some five."""


def kill_after(place: Staging, seconds: float) -> None:
    with place.begin("up") as process:
        Event().wait(seconds)
        process.kill()


@pytest.mark.parametrize("moment", MOMENTS)
def test_down_ends_what_a_killed_start_left(moment: float) -> None:
    with staging() as place:
        kill_after(place, moment)
        ended = place.run("down")
        assert ended.returncode == 0, ended.stderr
        assert (place.processes(), place.folder.exists()) == ([], False)


@pytest.mark.parametrize("moment", MOMENTS[::3])
def test_the_next_start_recovers(moment: float) -> None:
    with staging() as place:
        kill_after(place, moment)
        started = place.run("up")
        assert started.returncode == 0, started.stderr
        assert place.run("status").returncode == 0
        assert place.run("down").returncode == 0
        assert (place.processes(), place.folder.exists()) == ([], False)
