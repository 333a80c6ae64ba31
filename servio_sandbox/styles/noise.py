"""Styles of what stands beside Servio in its pages: third parties, banners, consent."""

import socket

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_web
from servio_sandbox.styles.registry import Need, run_script, style

CONSENT = Need('[browser]\ncookies = {consent = "1"}', "a layer over every page asks for consent until it is given")

_open: list[socket.socket] = []


@style()
def noisy(sandbox: Sandbox) -> None:
    """An aborted prefetch, a banner that says "Connected", a third party's script that never answers."""
    run_script(sandbox, "noise.js")
    silent = _silent_host()
    edit(sandbox, "index.html", "  </body>", f'    <script async src="{silent}/tag.js"></script>\n  </body>')

    def allow(answer: Answer) -> None:
        policy = answer.headers["content-security-policy"]
        answer.headers["content-security-policy"] = policy.replace("script-src 'self'", f"script-src 'self' {silent}")

    on_web(sandbox, allow)


@style(CONSENT)
def consent(sandbox: Sandbox) -> None:
    """A consent layer over every page, which the cookie `consent=1` answers beforehand."""
    run_script(sandbox, "consent.js")


def _silent_host() -> str:
    """Return the origin of somebody who takes connections and never answers, as long as this process lives."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    _open.append(listener)
    return f"http://localhost:{listener.getsockname()[1]}"
