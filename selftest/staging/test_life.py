"""The life of a stack: started, killed half way, recovered, left alone, crashed, ended."""

import json
import signal
import socket
from pathlib import Path

import psutil

from selftest.support.staging import Staging, staging
from servio_verify.run.polling import wait_until


def listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with socket.socket() as client:
        return client.connect_ex((host, int(port))) == 0


def kill_half_way(place: Staging) -> list[psutil.Process]:
    """SIGKILL an `up` as soon as its tasks start, and return what it leaves."""
    with place.begin("up") as process:
        assert wait_until(lambda: place.is_starting_tasks, 60, every=0.01)
        process.kill()
    return place.processes()


def test_a_stack_lives_as_promised() -> None:
    with staging() as place:
        left = kill_half_way(place)
        assert left, "nothing was running yet"

        started = place.run("up")
        assert started.returncode == 0, started.stderr
        assert "an earlier start was cut off" in started.stderr
        assert not [each for each in left if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]

        before = {each.pid for each in place.processes()}
        again = place.run("up")
        assert (again.returncode, again.stdout.splitlines()[0]) == (
            0,
            "local staging is up already: nothing was changed",
        )
        assert {part.pid for part in place.state.everything} <= before
        well = json.loads(place.run("status", "--json").stdout)
        assert (well["up"], well["well"], len(well["parts"])) == (True, True, 6)

        redis = place.state.part("redis")
        psutil.Process(redis.pid).send_signal(signal.SIGKILL)
        wait_until(lambda: not redis.runs, 10)
        crashed = place.run("status")
        assert crashed.returncode == 1
        assert "redis crashed: servio-verify stack up starts everything anew" in crashed.stdout
        assert Path(redis.log).read_text().splitlines()[-1] in crashed.stdout

        ports = [part.address for part in place.state.parts if part.name in ("postgresql", "redis")]
        assert place.run("down").returncode == 0
        assert (place.processes(), place.folder.exists()) == ([], False)
        assert not [port for port in ports if listens(port)]
        assert not [*place.folder.parent.glob(f"{place.folder.name}*")], "a lock file is left"
