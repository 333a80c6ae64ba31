"""Gates before a Servio, as stagings have them, and a third party that keeps what it was sent."""

import base64
import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

from selftest.support.background import in_thread
from selftest.support.front import Answer, Asked, Scenario

HEADER, HEADER_VALUE = "X-Staging-Bypass", "bypass-5Rk2mQ9x"
USER, PASSWORD = "gatekeeper", "open-7Sesame!"
AGENT = "StagingAgent/7 agent-3Jd8Lw2p"
COOKIE, COOKIE_VALUE = "preview_access", "cookie-8Tz4Vb6n"
ENTRY, ENTRY_VALUE = "consent-given", "entry-9Hc1Yf5g"
SECRETS = (HEADER_VALUE, PASSWORD, AGENT.partition(" ")[2], COOKIE_VALUE, ENTRY_VALUE)
"""What may be in no artifact, and reach nobody but the gate."""

PAGE = (("Content-Type", "text/html"),)
LAYER = """
if (localStorage.getItem("%s") !== "%s") {
  const layer = document.createElement("div");
  layer.style = "position:fixed;inset:0;z-index:9999;background:white";
  layer.innerHTML = "<p>May we use cookies?</p>";
  document.body.append(layer);
}
"""

SETTINGS = {
    "header": f'[headers]\n"{HEADER}" = "${{STAGING_BYPASS}}"\n',
    "basic": f'[basic_auth]\nuser = "{USER}"\npassword = "${{GATE_PASSWORD}}"\n',
    "agent": 'user_agent = "StagingAgent/7 ${AGENT_TOKEN}"\n',
    "cookie": f'[browser.cookies]\n{COOKIE} = "${{PREVIEW_ACCESS}}"\n',
    "storage": f'[browser.storage]\n"{ENTRY}" = "${{CONSENT}}"\n',
}
"""What an environment file says for each gate."""

SHORT = """
description = "short"
think = 0.1
stages = [{name = "rise", seconds = 1, users = 5}, {name = "hold", seconds = 4, users = 5}]
plateau = 0.5
gates = ["errors < 20 %"]
"""
"""A load profile of five seconds."""

VARIABLES = dict(
    zip(("STAGING_BYPASS", "GATE_PASSWORD", "AGENT_TOKEN", "PREVIEW_ACCESS", "CONSENT"), SECRETS, strict=True)
)
KINDS = tuple(SETTINGS)


def gates(*kinds: str, sink: str = "") -> Scenario:
    """Return a scenario with these gates; with a sink, pages load it, and are led to it by a redirect."""

    def before(asked: Asked) -> Answer | None:
        if asked.side == "web" and asked.path == "/__layer.js":
            return Answer(200, (("Content-Type", "text/javascript"),), (LAYER % (ENTRY, ENTRY_VALUE)).encode())
        refused = next((answer for kind in kinds if (answer := _refusal(kind, asked))), None)
        if refused is None and asked.side == "web" and asked.path == "/__away.js":
            return Answer(302, (("Location", f"{sink}/redirected.js"),))
        return refused

    def after(asked: Asked, answer: Answer) -> Answer:
        if asked.side != "web" or b"</body>" not in answer.body:
            return answer
        own = ["/__layer.js"] if "storage" in kinds else []
        added = [*own, *(["/__away.js", f"{sink}/loaded.js"] if sink else [])]
        tags = "".join(f'<script async src="{url}"></script>' for url in added)
        headers = tuple(
            (name, value.replace("script-src", f"script-src {sink}") if "security-policy" in name.lower() else value)
            for name, value in answer.headers
        )
        return Answer(answer.status, headers, answer.body.replace(b"</body>", f"{tags}</body>".encode()))

    return Scenario(before, after)


def _refusal(kind: str, asked: Asked) -> Answer | None:
    said = asked.headers
    if kind == "header" and said.get(HEADER.lower()) != HEADER_VALUE:
        return Answer(403, PAGE, b"<title>Forbidden</title><h1>Staging is not public</h1>")
    if kind == "agent" and said.get("user-agent") != AGENT:
        return Answer(403, (*PAGE, ("Server", "cloudflare"), ("cf-mitigated", "block")), b"<title>Blocked</title>")
    login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    # Who has a session at the API is let past: a request has one header for both.
    has_session = asked.side == "api" and said.get("authorization", "").startswith("Bearer ")
    if kind == "basic" and said.get("authorization") != f"Basic {login}" and not has_session:
        return Answer(401, (*PAGE, ("WWW-Authenticate", 'Basic realm="staging"')), b"<title>401</title>")
    if kind == "cookie" and asked.side == "web" and f"{COOKIE}={COOKIE_VALUE}" not in said.get("cookie", ""):
        return Answer(302, (("Location", "https://preview.example.com/sso-api?to=staging"),))
    return None


def was_starved(output: str) -> bool:
    """Whether a load run says by itself that this machine was too busy to measure anything."""
    return "the generator was starved" in output and "other work" in output


@dataclass
class Sink:
    """A third party: where it is, and everything that it was sent."""

    url: str
    received: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return json.dumps(self.received)

    @property
    def paths(self) -> set[str]:
        return {each["path"] for each in self.received}


@contextmanager
def third_party() -> Iterator[Sink]:
    """Serve an empty script to whoever asks, under another host name than the fronts'."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_arguments: Any) -> None:
            """Keep the terminal of the tests quiet."""

        def do_GET(self) -> None:
            sink.received.append({"path": self.path, "headers": dict(self.headers)})
            self.send_response_only(200)
            self.send_header("Content-Type", "text/javascript")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        sink = Sink(f"http://localhost:{server.server_port}")
        yield sink


@dataclass(frozen=True)
class MutualTls:
    """A server that wants its clients' certificate: its side of it, and the files of a client."""

    server: ssl.SSLContext
    settings: Mapping[str, str]
    password: str


def mutual_tls(folder: Path) -> MutualTls:
    """Make an authority, a server and a client with an encrypted key."""
    from cryptography.hazmat.primitives import serialization as pem

    authority, password = trustme.CA(), "key-2Wm6Xq8r"
    authority.cert_pem.write_to_path(folder / "ca.pem")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(server)
    authority.configure_trust(server)
    server.verify_mode = ssl.CERT_REQUIRED
    client = authority.issue_cert("tester@example.com")
    client.cert_chain_pems[0].write_to_path(folder / "client.pem")
    hidden = pem.BestAvailableEncryption(password.encode())
    key = pem.load_pem_private_key(client.private_key_pem.bytes(), None)
    (folder / "client.key").write_bytes(key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, hidden))
    settings = {
        "ca_file": f'ca_file = "{folder}/ca.pem"\n',
        "certificate": f'[client_certificate]\nfile = "{folder}/client.pem"\nkey = "{folder}/client.key"\n'
        'password = "${KEY_PASSWORD}"\n',
    }
    return MutualTls(server, settings, password)
