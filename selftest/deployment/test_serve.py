"""What Flagger and Argo Rollouts are answered, by a real server that they ask over HTTP.

The payloads are those of flagger.app/v1beta1 (pkg/controller/webhook.go): it takes 200 to 202 for yes, all else for no.
Argo Rollouts v1.10 asks by GET and takes one member of the document (metricproviders/webmetric).
"""

import json
import os
import socket
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest

from selftest.deployment.conftest import Gate, keep
from selftest.support.aws.paused import BUILD
from selftest.support.processes import ROOT
from servio_verify.deployment.server import AT_ONCE, LARGEST
from servio_verify.results.model import Attestation
from servio_verify.results.verdict import Verdict
from servio_verify.run.polling import wait_until

PAYLOAD = {"name": "servio", "namespace": "staging", "phase": "Progressing", "checksum": "85d557f47b"}
OLD = timedelta(hours=2)


def answers(served: httpx.Client, build: str = BUILD) -> tuple[int, int, str]:
    """Return what the two webhooks of Flagger answer, and Argo's measurement."""
    body = PAYLOAD | {"metadata": {"build": build}}
    hooks = [served.post(f"/flagger/{hook}", json=body).status_code for hook in ("confirm-promotion", "rollback")]
    measured = served.get("/argo", params={"build": build})
    assert measured.status_code == 200
    return hooks[0], hooks[1], measured.json()["verdict"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (Verdict.GO, (200, 403, "GO")),
        (Verdict.NO_GO, (403, 200, "NO-GO")),
        (Verdict.INCONCLUSIVE, (403, 403, "INCONCLUSIVE")),
        (Verdict.INVALID, (403, 403, "INVALID")),
    ],
)
def test_each_word_has_its_answers(
    gate: Gate, served: httpx.Client, word: Verdict, expected: tuple[int, int, str]
) -> None:
    keep(gate, word)
    assert answers(served) == expected
    assert answers(served, BUILD + "0a1b2c") == expected  # the long form of the same commit


NEITHER = (403, 403, "INCONCLUSIVE")


def test_without_a_verdict_of_that_build_neither_goes_on_nor_back(gate: Gate, served: httpx.Client) -> None:
    assert answers(served) == NEITHER
    keep(gate, Verdict.GO, build="0000000")
    keep(gate, Verdict.NO_GO, environment="local")
    assert answers(served) == NEITHER
    assert served.get("/argo", params={"build": BUILD}).json() == {
        "verdict": "INCONCLUSIVE",
        "reason": f"no verdict of build {BUILD} on staging is here yet",
        "build": BUILD,
        "environment": "staging",
    }


@pytest.mark.parametrize("word", [Verdict.GO, Verdict.NO_GO])
@pytest.mark.parametrize(
    "newer",
    [
        {"word": Verdict.INVALID, "attestation": Attestation()},  # it goes on, or died
        {"word": Verdict.GO, "attestation": Attestation(expected=BUILD, build=BUILD)},
        {"word": Verdict.GO, "not_covered": ("3 files of smoke that were not asked for",)},
        {"word": Verdict.GO, "web_url": "https://other.example.com"},
        {"word": Verdict.GO, "exit_code": 1},
    ],
)
def test_the_newest_run_decides_also_where_it_says_nothing(
    gate: Gate, served: httpx.Client, word: Verdict, newer: dict[str, Any]
) -> None:
    keep(gate, word, timedelta(minutes=1))
    assert answers(served) != NEITHER
    keep(gate, **newer)
    assert answers(served)[:2] == NEITHER[:2]


@pytest.mark.parametrize("word", [Verdict.GO, Verdict.NO_GO])
def test_an_old_verdict_says_nothing_of_this_deploy(gate: Gate, served: httpx.Client, word: Verdict) -> None:
    keep(gate, word, OLD)
    assert answers(served) == NEITHER
    assert "120 minutes old: run again" in served.get("/argo", params={"build": BUILD}).json()["reason"]


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("GET", "/argo", b"", 400),
        ("GET", "/argo?build=", b"", 400),
        ("GET", "/argo?build=3f9c2d", b"", 400),  # too few characters to know a commit by
        ("GET", f"/argo?build={'a' * 200}", b"", 400),
        ("GET", "/argo?build=../../etc/passwd", b"", 400),
        ("GET", "/verdict.json", b"", 404),
        ("GET", "/flagger/rollback", b"", 404),
        ("POST", "/argo", b"{}", 404),
        ("POST", "/flagger/pre-rollout", json.dumps(PAYLOAD).encode(), 404),
        ("POST", "/flagger/rollback", b"", 400),
        ("POST", "/flagger/rollback", b"[]", 400),
        ("POST", "/flagger/rollback", b"[" * 60000, 400),
        ("POST", "/flagger/rollback", b"\xff", 400),
        ("POST", "/flagger/rollback", json.dumps(PAYLOAD).encode(), 400),
        ("POST", "/flagger/rollback", json.dumps({"metadata": {"build": BUILD}}).encode(), 400),
        ("POST", "/flagger/rollback", json.dumps(PAYLOAD | {"metadata": {"build": [BUILD]}}).encode(), 400),
        ("POST", "/flagger/rollback", b" " * (LARGEST + 1), 413),
        ("DELETE", "/argo", b"", 501),
    ],
)
def test_what_is_asked_wrongly_is_never_a_yes(
    gate: Gate, served: httpx.Client, method: str, path: str, content: bytes, status: int
) -> None:
    keep(gate, Verdict.NO_GO)
    assert served.request(method, path, content=content).status_code == status


def test_a_body_without_a_length_is_not_read(gate: Gate, served: httpx.Client) -> None:
    keep(gate, Verdict.NO_GO)
    assert served.post("/flagger/rollback", content=iter([b"{}"])).status_code == 411


def test_many_silent_connections_leave_the_next_one_out_and_the_server_well(gate: Gate, served: httpx.Client) -> None:
    keep(gate, Verdict.GO)
    port = served.base_url.port
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(AT_ONCE)]
    with pytest.raises(httpx.TransportError):
        served.get("/argo", params={"build": BUILD})
    for each in silent:
        each.close()

    def well() -> bool:
        with suppress(httpx.TransportError):
            return answers(served) == (200, 403, "GO")
        return False

    assert wait_until(well, 10, every=0.02)


def test_the_command_serves_until_it_is_told_to_end(gate: Gate) -> None:
    keep(gate, Verdict.GO)
    command = [sys.executable, "-m", "servio_verify.cli", "gate", "serve", "--env", "staging", "--port", "0"]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environ) as process:
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline()
        address = line.removeprefix("the verdicts on staging: ").partition(" ")[0]
        assert address.startswith("http://127.0.0.1:"), line
        try:
            told = httpx.get(f"{address}/argo", params={"build": BUILD}, trust_env=False).json()
        finally:
            process.terminate()
        assert (told["verdict"], process.wait(20)) == ("GO", 130)
        assert process.stderr.read() == f"/argo {BUILD}: 200 (GO)\n"


def test_a_port_that_is_taken_is_one_line(gate: Gate, served: httpx.Client) -> None:
    port = str(served.base_url.port)
    code, line = gate("serve", "--env", "staging", "--port", port)
    assert (code, line) == (4, f"servio-verify: 127.0.0.1:{port} cannot be listened on: Address already in use")
