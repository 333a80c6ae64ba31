"""A server on a free port of this machine that says what a test tells it to, by path."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Said = tuple[int, dict[str, str], str]
Answers = Callable[[str], Said]
HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
ABSENT: Said = (404, HTML, "<title>Not found</title>")


@contextmanager
def serving(answers: Answers) -> Iterator[str]:
    """Serve these answers, to any method; give the origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, body = answers(self.path)
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body.encode()))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET  # noqa: N815 - a name that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def only(here: dict[str, Said], other: Said = ABSENT) -> Answers:
    """Return answers for these paths, and another one for all others."""
    return lambda path: here.get(path.partition("?")[0], other)
