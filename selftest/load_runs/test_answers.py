"""Answers that are read without a parser: each comes out as geventhttpclient's parser reads it."""

import json
import socketserver
import subprocess
import sys
import threading

import pytest

from selftest.support.background import in_thread
from selftest.support.processes import ROOT

pytestmark = pytest.mark.measures_nothing

READ = """
import json, sys
from servio_verify.load.driver.client import connection
from servio_verify.load.driver.client.answer import Answer
from servio_verify.load.driver.client.http_client import Http
from servio_verify.load.measure.recorder import name_of

usual, found = connection.usual, []
for number in range(int(sys.argv[2])):
    row = []
    for read in (usual, lambda data: None):
        connection.usual = read
        http = Http({}, 3, None)
        for again in range(2):
            exchange = http.send("GET", f"{sys.argv[1]}/{number}")
            headers = dict(exchange.answer.headers.items()) if exchange.answer is not None else {}
            error = name_of(exchange.error) if exchange.error else ""
            row.append([exchange.status_code, exchange.content.decode("latin-1"), headers, error])
        if read is usual:
            fast = isinstance(exchange.answer, Answer)
    found.append([*row, fast])
print(json.dumps(found))
"""

OK = b"HTTP/1.1 200 OK\r\n"
TEN = b"Content-Length: 10\r\n"
USUAL: dict[str, list[bytes | None]] = {
    "plain": [OK + TEN + b"\r\n0123456789"],
    "no reason": [b"HTTP/1.1 200\r\n" + TEN + b"\r\n0123456789"],
    "many headers": [OK + b"X-A: 1\r\nX-A: 2\r\nEmpty:\r\ncontent-LENGTH:10 \r\n\r\n0123456789"],
    "an error": [b"HTTP/1.1 503 Service Unavailable\r\nServer: cloudflare\r\n" + TEN + b"\r\n0123456789"],
    "empty body": [OK + b"Content-Length: 0\r\n\r\n"],
    "kept": [OK + TEN + b"Connection: keep-alive\r\n\r\n0123456789"],
    "body later": [OK + TEN + b"\r\n", b"01234", b"56789"],
    "long": [OK + b"Content-Length: 200000\r\n\r\n" + b"x" * 200_000],
}
OTHERS: dict[str, list[bytes | None]] = {
    "beyond ASCII": [OK + TEN + b"X: \xc3\xa9\r\n\r\n0123456789"],
    "head in pieces": [b"HTTP/1.1 20", b"0 OK\r\nContent-Le", b"ngth: 10\r\n\r\n0123456789"],
    "chunked": [OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n", b"5\r\n56789\r\n0\r\n\r\n"],
    "chunked and a length": [OK + b"Content-Length: 13\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"],
    "two lengths": [OK + TEN + b"Content-Length: 5\r\n\r\n0123456789"],
    "no length": [OK + b"\r\n0123456789", None],
    "a negative length": [OK + b"Content-Length: -1\r\n\r\n0123456789", None],
    "closed": [OK + TEN + b"Connection: close\r\n\r\n0123456789", None],
    "kept and closed": [OK + TEN + b"Connection: keep-alive\r\nConnection: close\r\n\r\n0123456789", None],
    "cut": [OK + TEN + b"\r\n01234", None],
    "more than announced": [OK + TEN + b"\r\n0123456789HTTP/1.1 200 OK\r\n", None],
    "no content": [b"HTTP/1.1 204 No Content\r\n\r\n"],
    "not modified": [b"HTTP/1.1 304 Not Modified\r\n" + TEN + b"\r\n"],
    "early hints": [b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + TEN + b"\r\n0123456789"],
    "a cookie": [OK + TEN + b"Set-Cookie: a=b\r\n\r\n0123456789"],
    "packed, but not": [OK + TEN + b"Content-Encoding: gzip\r\n\r\n0123456789"],
    "a name with a space": [OK + TEN + b"X Y: 1\r\n\r\n0123456789", None],
    "a folded line": [OK + TEN + b"X: 1\r\n 2\r\n\r\n0123456789", None],
    "a control character": [OK + TEN + b"X: 1\x002\r\n\r\n0123456789", None],
    "lines without a return": [b"HTTP/1.1 200 OK\nContent-Length: 10\n\n0123456789", None],
    "another version": [b"HTTP/1.0 200 OK\r\n" + TEN + b"\r\n0123456789", None],
    "no HTTP": [b"hello\r\n\r\n", None],
    "nothing": [None],
}
ALL = USUAL | OTHERS


class Raw(socketserver.StreamRequestHandler):
    """Answers with the bytes of that number; None closes the connection."""

    def handle(self) -> None:
        while line := self.rfile.readline():
            while self.rfile.readline() not in (b"\r\n", b""):
                pass
            for piece in list(ALL.values())[int(line.split()[1][1:])]:
                if piece is None:
                    return
                self.wfile.write(piece)
                threading.Event().wait(0.02)


class Server(socketserver.ThreadingTCPServer):
    """Serves until it is told to stop."""

    daemon_threads = True


def test_each_answer_is_read_as_the_parser_reads_it() -> None:
    with in_thread(Server(("127.0.0.1", 0), Raw)) as server:
        command = [sys.executable, "-c", READ, f"http://127.0.0.1:{server.server_address[1]}", str(len(ALL))]
        read = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert read.returncode == 0, read.stderr
    rows = dict(zip(ALL, json.loads(read.stdout), strict=True))
    assert {name: row[:2] for name, row in rows.items()} == {name: row[2:4] for name, row in rows.items()}
    assert {name for name, row in rows.items() if row[4]} == set(USUAL)
    assert rows["many headers"][0][2]["X-A"] == "2"
    said = {name: rows[name][0][3] for name in ("plain", "cut", "two lengths", "nothing", "packed, but not")}
    assert said == {
        "plain": "",
        "cut": "answer cut off",
        "two lengths": "no HTTP: Duplicate Content-Length",
        "nothing": "connection closed without an answer",
        "packed, but not": "answer packed wrongly",
    }
