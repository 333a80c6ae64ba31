"""Front of AWS's stand-in: notes what is asked, completes what ministack leaves out, and answers as it is told to.

What ministack 1.5.33 leaves out or gets wrong, and AWS documents:

- DescribeTasks: no `imageDigest`.
- DescribeDBInstances: no `MasterUserSecret` where the master password is managed, and none of the exported logs.
- DescribeLoadBalancers: every subnet in the first zone.
- DescribeListenerCertificates: not there.
- FilterLogEvents: patterns with optional terms (`log_patterns.py`).

It knows no roll-out under way, no unhealthy target and no pending change: these are planted here, too.
"""

import hashlib
import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from selftest.support.aws.log_patterns import filtered, taken_out
from selftest.support.background import in_thread

Rewrite = Callable[[str], str]
Instead = Callable[[bytes], tuple[int, str, bytes] | None]
_PREFIXES = {"monitoring": "cloudwatch"}
"""What IAM calls a service, where requests are signed for another name."""


@dataclass
class Front:
    """What is in front of the stand-in.

    `asked` are the actions as IAM names them ("ecs:ListTasks"), in their order; `refused` are errors to answer with.
    `instead` answers an operation, by its body, without anything behind; None closes the connection. `ahead` is how
    many seconds its clock is ahead of ours.
    """

    origin: str
    asked: list[str] = field(default_factory=list)
    planted: dict[str, Rewrite] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    told_of: dict[str, Callable[[bytes], None]] = field(default_factory=dict)
    instead: dict[str, Instead] = field(default_factory=dict)
    ahead: float = 0

    @contextmanager
    def plant(self, operation: str, rewrite: Rewrite) -> Iterator[None]:
        """Have answers of this operation changed."""
        self.planted[operation] = rewrite
        try:
            yield
        finally:
            del self.planted[operation]

    @contextmanager
    def before(self, operation: str, happen: Callable[[bytes], None]) -> Iterator[None]:
        """Have something happen before this operation is answered; it is told what is asked."""
        self.told_of[operation] = happen
        try:
            yield
        finally:
            del self.told_of[operation]

    @contextmanager
    def plant_later(self, operation: str, rewrite: Rewrite) -> Iterator[None]:
        """Have answers of this operation changed, from the second one on: something happened after the first."""
        turn = count()
        with self.plant(operation, lambda text: rewrite(text) if next(turn) else text):
            yield

    @contextmanager
    def refuse(self, operation: str, code: str, times: int = 1000) -> Iterator[None]:
        """Have this operation answered with an error, so many times."""
        self.refused[operation] = [code] * times
        try:
            yield
        finally:
            del self.refused[operation]


def changed(change: Callable[[Any], None]) -> Rewrite:
    """Return what applies a change to the document of a JSON answer."""

    def rewrite(text: str) -> str:
        document = json.loads(text)
        change(document)
        return json.dumps(document)

    return rewrite


def digest_of(image: str) -> str:
    """Return the digest that this image has here."""
    return f"sha256:{hashlib.sha256(image.encode()).hexdigest()}"


@changed
def _with_digests(document: Any) -> None:
    for task in document["tasks"]:
        for container in task["containers"]:
            container["imageDigest"] = digest_of(container["image"])


_MASTER = "<SecretArn>arn:aws:secretsmanager:us-east-1:000000000000:secret:rds!db-1</SecretArn>"
_EXPORTS = "".join(f"<member>{log}</member>" for log in ("postgresql", "upgrade"))


def _with_secret_and_logs(text: str) -> str:
    secret = f"<MasterUserSecret>{_MASTER}<SecretStatus>active</SecretStatus></MasterUserSecret></DBInstance>"
    exports = f"<EnabledCloudwatchLogsExports>{_EXPORTS}</EnabledCloudwatchLogsExports>"
    text = re.sub(r"<EnabledCloudwatchLogsExports\s*/>|<EnabledCloudwatchLogsExports></[^>]+>", exports, text)
    return text.replace("</DBInstance>", secret)


def _with_zones(text: str) -> str:
    pair = r"(<AvailabilityZones>.*?<ZoneName>us-east-1a.*?<ZoneName>us-east-1)a"
    return re.sub(pair, r"\1b", text, flags=re.DOTALL)


COMPLETED: dict[str, Rewrite] = {
    "DescribeTasks": _with_digests,
    "DescribeDBInstances": _with_secret_and_logs,
    "DescribeLoadBalancers": _with_zones,
}


def _no_more_certificates(_: bytes) -> tuple[int, str, bytes]:
    name = "DescribeListenerCertificates"
    return 200, "text/xml", f"<{name}Response><{name}Result><Certificates/></{name}Result></{name}Response>".encode()


ABSENT: dict[str, Instead] = {"DescribeListenerCertificates": _no_more_certificates}


class _Server(ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client went away."""


@contextmanager
def in_front_of(behind: str) -> Iterator[Front]:
    """Listen on a free port in front of the stand-in at this address."""
    there = urlsplit(behind).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            self.behind = http.client.HTTPConnection(there, timeout=30)

        def finish(self) -> None:
            self.behind.close()
            super().finish()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            operation = self._operation(body)
            signed_for = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", self.headers.get("Authorization", ""))
            service = signed_for[1] if signed_for else "nobody"
            front.asked.append(f"{_PREFIXES.get(service, service)}:{operation}")
            if front.refused.get(operation):
                self._answer(*_error(front.refused[operation].pop(), service))
                return
            if instead := front.instead.get(operation, ABSENT.get(operation)):
                if made := instead(body):
                    self._answer(*made)
                self.close_connection = made is None
                return
            if operation in front.told_of:
                front.told_of[operation](body)
            body, pattern = taken_out(body) if operation == "FilterLogEvents" else (body, "")
            headers = dict(self.headers) | {"Content-Length": str(len(body))}
            self.behind.request("POST", self.path, body, headers)
            answer = self.behind.getresponse()
            told = answer.read()
            if pattern and answer.status == 200:
                told = filtered(told, pattern)
            for rewrite in (COMPLETED.get(operation), front.planted.get(operation)):
                if rewrite and answer.status == 200:
                    told = rewrite(told.decode()).encode()
            self._answer(answer.status, answer.headers.get("Content-Type", ""), told)

        def _operation(self, body: bytes) -> str:
            if target := self.headers.get("X-Amz-Target"):
                return str(target).rpartition(".")[2]
            if "/operation/" in self.path:
                return self.path.rpartition("/")[2]
            return parse_qs(body.decode()).get("Action", ["?"])[0]

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            if "/operation/" in self.path:
                self.send_header("smithy-protocol", "rpc-v2-cbor")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string((timestamp or time.time()) + front.ahead)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with in_thread(_Server(("127.0.0.1", 0), Handler)) as server:
        front = Front(f"http://127.0.0.1:{server.server_port}")
        yield front


def _error(code: str, service: str) -> tuple[int, str, bytes]:
    """Return an error as the service's protocol has it."""
    if service == "ec2":
        errors = f"<Errors><Error><Code>{code}</Code><Message>planted</Message></Error></Errors>"
        return 400, "text/xml", f"<Response>{errors}<RequestID>1</RequestID></Response>".encode()
    if service in ("rds", "elasticache", "elasticloadbalancing", "sts"):
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>planted</Message></Error>"
        return 400, "text/xml", f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>".encode()
    return 400, "application/x-amz-json-1.1", json.dumps({"__type": code, "message": "planted"}).encode()
