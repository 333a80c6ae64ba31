"""The life of a stack: started, killed half way, recovered, balanced, left alone, rolled out, crashed, ended."""

import json
import signal
import socket
import ssl
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import pytest

from selftest.support.staging import Staging, staging
from servio_sandbox.stack import state
from servio_sandbox.stack.place import Place
from servio_verify.run.polling import wait_until


def test_a_stack_lives_as_promised() -> None:
    with staging() as place:
        recovers(place)
        balances(place)
        a_second_start_changes_nothing(place)
        a_bad_build_stays_out(place)
        a_roll_out_that_is_stopped_leaves_nothing(place)
        a_crash_is_told(place)
        nothing_is_left(place)


def recovers(place: Staging) -> None:
    """SIGKILL a start as soon as it has tasks; the next one ends what is left of it, and gets ready."""
    with place.begin("up") as process:
        assert wait_until(lambda: place.is_starting_tasks, 60, every=0.01)
        process.kill()
    left = place.processes()
    assert left, "nothing was running yet"
    started = place.run("up")
    assert started.returncode == 0, started.stderr
    assert "an earlier start was cut off" in started.stderr
    assert not [each for each in left if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


def balances(place: Staging) -> None:
    """TLS as the document wants it, HTTP/2, redirects from plain HTTP, and both tasks in turn."""
    now = place.state
    trust = ssl.create_default_context(cafile=now.ca_file)
    with httpx.Client(verify=trust) as client:
        for url in (now.web_url, now.api_url) * 2:
            assert client.get(f"{url}/health").status_code == 200
        there = client.get(f"http://127.0.0.1:{now.ports.plain_web}/login?x=1")
    assert (there.status_code, there.headers["location"]) == (301, f"{now.web_url}/login?x=1")
    served = (place.folder / "logs/access.log").read_text()
    assert all(f"127.0.0.1:{port} " in served for task in now.tasks for port in (task.web_port, task.api_port))
    assert negotiated(now.ports.web, trust) == ("h2", "TLSv1.3")
    old = ssl.create_default_context(cafile=now.ca_file)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    assert negotiated(now.ports.web, old) == ("h2", "TLSv1.2")
    old.set_ciphers("ECDHE+AESCCM:ECDHE+SHA256:kRSA")
    with pytest.raises(ssl.SSLError):
        negotiated(now.ports.web, old)


def negotiated(port: int, context: ssl.SSLContext) -> tuple[str | None, str | None]:
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        return secure.selected_alpn_protocol(), secure.version()


def a_second_start_changes_nothing(place: Staging) -> None:
    before = place.state
    again = place.run("up")
    assert again.returncode == 0
    assert again.stdout.startswith("local staging is up already: nothing was changed\n")
    assert place.state == before
    told = json.loads(place.run("status", "--json").stdout)
    assert (told["up"], told["well"], len(told["parts"])) == (True, True, 6)
    others = place.run("up", "--build", "other", "--fault", "home-500")
    assert (others.returncode, place.state) == (1, before)
    assert "others than asked for: servio-verify stack roll-out other --fault home-500" in others.stderr


def a_bad_build_stays_out(place: Staging) -> None:
    before = place.state.tasks
    rolled = place.run("roll-out", "bad", "--fault", "web-health-500", "--patience", "2")
    assert rolled.returncode == 1
    assert "the roll-out of bad failed: task-3 is not well after 2 s: its /health says 500" in rolled.stdout
    assert place.state.tasks == before


def a_roll_out_that_is_stopped_leaves_nothing(place: Staging) -> None:
    """Ctrl-C takes the new task away; after SIGKILL, or a start nobody remembers, the next roll-out does."""
    before = place.state.tasks
    with place.begin("roll-out", "bad", "--fault", "web-health-500", "--patience", "120") as process:
        assert wait_until(lambda: len(place.state.tasks) == 3, 30)
        assert "build bad  gets no requests" in place.run("status").stdout
        process.send_signal(signal.SIGINT)
    assert (process.returncode, place.state.tasks) == (130, before)
    with place.begin("roll-out", "bad", "--fault", "web-health-500") as process:
        assert wait_until(lambda: len(place.state.tasks) == 3, 30)
        process.kill()
    lost = place.state
    state.write(Place(place.folder), replace(lost, tasks=before))
    assert place.run("roll-out", "bad", "--fault", "web-health-500", "--patience", "0").returncode == 1
    assert (place.state.tasks, lost.tasks[-1].runs) == (before, False)


def a_crash_is_told(place: Staging) -> None:
    redis = place.state.part("redis")
    psutil.Process(redis.pid).send_signal(signal.SIGKILL)
    assert wait_until(lambda: not redis.runs, 10)
    crashed = place.run("status")
    assert crashed.returncode == 1
    assert "redis crashed: servio-verify stack up starts everything anew" in crashed.stdout
    assert Path(redis.log).read_text().splitlines()[-1] in crashed.stdout


def nothing_is_left(place: Staging) -> None:
    ports = vars(place.state.ports).values()
    assert place.run("down").returncode == 0
    assert (place.processes(), [*place.folder.parent.glob(f"{place.folder.name}*")]) == ([], [])
    assert not [port for port in ports if listens(port)]


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
