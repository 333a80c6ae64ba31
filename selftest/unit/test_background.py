"""Servers in threads of a test's process: their loops end with their blocks, else they slow down all tests after."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from selftest.support import background
from selftest.support.background import in_thread
from selftest.support.processes import ROOT


def test_a_server_ends_with_its_block_however_that_ends() -> None:
    before = set(threading.enumerate())
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    with pytest.raises(ZeroDivisionError), in_thread(server):
        raise ZeroDivisionError
    assert set(threading.enumerate()) <= before
    assert server.fileno() == -1


def test_no_other_server_is_put_into_a_thread() -> None:
    calls = {path for path in (ROOT / "selftest").rglob("*.py") if ".serve" + "_forever" in path.read_text()}
    assert calls == {Path(background.__file__)}
