"""Style of a fastify API with helmet, cors and rate-limit."""

import re

from servio_sandbox.app.asgi import Scope
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_api, on_request
from servio_sandbox.styles.limits import tell_limit_as
from servio_sandbox.styles.registry import style

MOST = 50
"""Entries that a list gives at once; the contract names no maximum."""

SANDBOX_MOST = 100
POLICY = {
    "default-src": "'self'",
    "base-uri": "'self'",
    "font-src": "'self' https: data:",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "script-src": "'self'",
    "script-src-attr": "'none'",
    "style-src": "'self' https: 'unsafe-inline'",
}
HELMET = {
    "Content-Security-Policy": ";".join(f"{name} {value}" for name, value in POLICY.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Download-Options": "noopen",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-XSS-Protection": "0",
}


@style()
def fastify(sandbox: Sandbox) -> None:
    """An API of fastify: at most 50 entries at once, helmet's headers, a charset, seconds left as the limit's reset."""
    on_request(sandbox, _refuse_long_lists)
    on_api(sandbox, _speak_as_fastify)
    edit(sandbox, "menus.js", "/venues?limit=100", f"/venues?limit={MOST}")
    edit(sandbox, "orders.js", "/venues?limit=100", f"/venues?limit={MOST}")
    edit(sandbox, "orders.js", "/menus?limit=100", f"/menus?limit={MOST}")
    if sandbox.settings.style_options.limit_dialect is None:
        tell_limit_as(sandbox, "fastify")


def _refuse_long_lists(scope: Scope) -> None:
    asked = scope["query_string"].decode("latin-1")
    found = re.search(r"(?:^|&)limit=(\d+)", asked)
    if found and MOST < int(found[1]) <= SANDBOX_MOST:  # what is more, the sandbox refuses itself
        start, end = found.span(1)
        scope["query_string"] = f"{asked[:start]}{SANDBOX_MOST + 1}{asked[end:]}".encode("latin-1")


def _speak_as_fastify(answer: Answer) -> None:
    for name, value in HELMET.items():
        answer.headers[name] = value
    if answer.headers.get("content-type") == "application/json":
        answer.headers["content-type"] = "application/json; charset=utf-8"
    if answer.status == 400:
        answer.body = answer.body.replace(f"equal to {SANDBOX_MOST}".encode(), f"equal to {MOST}".encode())
    if answer.request.method == "OPTIONS" and answer.status == 200:
        answer.status, answer.body = 204, b""
        del answer.headers["content-type"]
