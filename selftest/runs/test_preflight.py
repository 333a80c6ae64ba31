"""A target that is down costs one line and exit code 10, not a page of failures."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest

from selftest.support.processes import ROOT, Outcome, Verify, free_port, settings_of
from selftest.support.small_server import JSON, only, serving

DEAD_HOST_SECONDS = 15
"""Also on a busy machine; the time-outs of all that is asked, one after another, would take a minute."""


@pytest.fixture
def hanging() -> Iterator[str]:
    """A port that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def seconds_of(ended: Outcome) -> float:
    """Return how long the run itself took, pytest's start apart."""
    begun, over = (datetime.fromisoformat(ended.verdict[moment]) for moment in ("started", "ended"))
    return (over - begun).total_seconds()


def test_a_refused_port_ends_at_once_with_one_line(verify: Verify) -> None:
    ended = verify(
        "-m", "smoke", "--wait", "0", SERVIO_WEB_URL="http://127.0.0.1:9", SERVIO_API_URL="http://127.0.0.1:9"
    )
    assert seconds_of(ended) < DEAD_HOST_SECONDS
    assert ended.code == 10
    told = [line for line in ended.lines if "INCONCLUSIVE" in line]
    assert len(told) == 1, ended.output
    assert "local is down" in told[0]
    assert "http://127.0.0.1:9/health" in told[0]
    assert "Connection refused" in told[0]
    assert "::test_" not in ended.output
    assert ended.lines[-1] == f"see {os.path.relpath(ended.run, ROOT)}/summary.html"


def test_a_hanging_port_ends_with_what_was_tried(verify: Verify, hanging: str) -> None:
    ended = verify("-m", "smoke", "--wait", "0", SERVIO_WEB_URL=hanging, SERVIO_API_URL=hanging)
    assert seconds_of(ended) < DEAD_HOST_SECONDS
    assert ended.code == 10
    assert f"{hanging}/health" in ended.output


def test_a_host_without_an_address_is_down(verify: Verify) -> None:
    nowhere = "https://nowhere.invalid"
    ended = verify("-m", "smoke", "--wait", "0", SERVIO_WEB_URL=nowhere, SERVIO_API_URL=nowhere)
    assert ended.code == 10
    assert nowhere in ended.output


def test_a_host_that_a_proxy_cannot_reach_is_told_with_the_proxy(verify: Verify) -> None:
    nowhere, proxy = "https://nowhere.invalid", {"HTTPS_PROXY": "http://127.0.0.1:9"}
    ended = verify("-m", "smoke", "--wait", "0", SERVIO_WEB_URL=nowhere, SERVIO_API_URL=nowhere, **proxy)
    assert ended.code == 10
    assert "Connection refused (through the proxy of HTTPS_PROXY)" in ended.output


def test_no_proxy_is_asked_for_the_sandbox(verify: Verify) -> None:
    proxy = {"http_proxy": "http://127.0.0.1:9", "NO_PROXY": "internal.example"}
    ended = verify("-m", "smoke", "-k", "home_page_answers or login_page", "--wait", "2", **proxy)
    assert ended.code == 0, ended.output


def test_the_run_waits_for_a_target_that_comes_late(verify: Verify) -> None:
    web, api = free_port(), free_port()
    late = f"sleep 3; exec {sys.executable} -m servio_sandbox --until-stdin-closes --web-port {web} --api-port {api}"
    servio = subprocess.Popen(["/bin/sh", "-c", late], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        urls = settings_of({"web_url": f"http://127.0.0.1:{web}", "api_url": f"http://127.0.0.1:{api}"})
        ended = verify("-m", "smoke", "-k", "home_page_answers", "--wait", "30", **urls)
    finally:
        servio.communicate()
    assert ended.code == 0, ended.output


def test_a_wait_that_ends_in_vain_says_how_long_it_was(verify: Verify) -> None:
    ended = verify(
        "-m", "smoke", "--wait", "2", SERVIO_WEB_URL="http://127.0.0.1:9", SERVIO_API_URL="http://127.0.0.1:9"
    )
    assert ended.code == 10
    assert "is down after 2 s" in ended.output


def test_pages_that_ask_another_api_than_api_url_are_no_no_go(verify: Verify, healthy: dict[str, str]) -> None:
    refused = (401, JSON, '{"success": false, "error": {"code": "UNAUTHORIZED"}}')
    with serving(only({"/health": (200, {}, "ok")}, refused)) as other:
        settings = healthy | {"SERVIO_API_URL": other}
        ended = verify("-m", "smoke", "-k", "right_password or venues_are_listed", **settings)
    assert (ended.code, ended.verdict["verdict"]) == (10, "INCONCLUSIVE"), ended.output
    said = f"he pages ask {healthy['SERVIO_API_URL']}, api_url is {other}: correct api_url"
    assert said in ended.output
