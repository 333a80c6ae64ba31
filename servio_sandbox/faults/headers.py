"""Faults of the security headers: each one missing on one of the origins."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, Change, on_api, on_web
from servio_sandbox.faults.registry import fault

HEADERS = {
    "csp": "Content-Security-Policy",
    "nosniff": "X-Content-Type-Options",
    "referrer": "Referrer-Policy",
    "hsts": "Strict-Transport-Security",
}


def _missing(header: str) -> Change:
    def remove(answer: Answer) -> None:
        del answer.headers[header]

    return remove


def _framed(answer: Answer) -> None:
    del answer.headers["x-frame-options"]
    policy = answer.headers["content-security-policy"].split("; ")
    kept = (directive for directive in policy if not directive.startswith("frame-ancestors"))
    answer.headers["content-security-policy"] = "; ".join(kept)


def _register(origin: str, short: str, what: str, change: Change, *, https: bool) -> None:
    @fault(f"no-{short}-{origin}", "smoke", f"the {origin} origin {what}", https=https)
    def _(sandbox: Sandbox) -> None:
        (on_web if origin == "web" else on_api)(sandbox, change)


for _origin in ("web", "api"):
    for _short, _header in HEADERS.items():
        _register(_origin, _short, f"sends no {_header}", _missing(_header), https=_short == "hsts")
    _register(_origin, "frame", "may be framed by any site", _framed, https=False)


@fault("no-nosniff-on-errors", "smoke", "the API's refusals come without X-Content-Type-Options")
def _(sandbox: Sandbox) -> None:
    def remove(answer: Answer) -> None:
        if answer.status >= 400:
            del answer.headers["X-Content-Type-Options"]

    on_api(sandbox, remove)
