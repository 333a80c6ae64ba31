"""Faults of the security headers: each one missing on one of the origins."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, Change, on_api, on_web
from servio_sandbox.faults.registry import fault


def _missing(header: str) -> Change:
    def remove(answer: Answer) -> None:
        del answer.headers[header]

    return remove


def _framed(answer: Answer) -> None:
    del answer.headers["x-frame-options"]
    policy = answer.headers["content-security-policy"].split("; ")
    kept = (directive for directive in policy if not directive.startswith("frame-ancestors"))
    answer.headers["content-security-policy"] = "; ".join(kept)


@fault("smoke")
def no_csp_web(sandbox: Sandbox) -> None:
    """The web origin sends no Content-Security-Policy."""
    on_web(sandbox, _missing("Content-Security-Policy"))


@fault("smoke")
def no_nosniff_web(sandbox: Sandbox) -> None:
    """The web origin sends no X-Content-Type-Options."""
    on_web(sandbox, _missing("X-Content-Type-Options"))


@fault("smoke")
def no_referrer_web(sandbox: Sandbox) -> None:
    """The web origin sends no Referrer-Policy."""
    on_web(sandbox, _missing("Referrer-Policy"))


@fault("smoke", https=True)
def no_hsts_web(sandbox: Sandbox) -> None:
    """The web origin sends no Strict-Transport-Security."""
    on_web(sandbox, _missing("Strict-Transport-Security"))


@fault("smoke")
def no_frame_web(sandbox: Sandbox) -> None:
    """The web origin may be framed by any site."""
    on_web(sandbox, _framed)


@fault("smoke")
def no_csp_api(sandbox: Sandbox) -> None:
    """The api origin sends no Content-Security-Policy."""
    on_api(sandbox, _missing("Content-Security-Policy"))


@fault("smoke")
def no_nosniff_api(sandbox: Sandbox) -> None:
    """The api origin sends no X-Content-Type-Options."""
    on_api(sandbox, _missing("X-Content-Type-Options"))


@fault("smoke")
def no_referrer_api(sandbox: Sandbox) -> None:
    """The api origin sends no Referrer-Policy."""
    on_api(sandbox, _missing("Referrer-Policy"))


@fault("smoke", https=True)
def no_hsts_api(sandbox: Sandbox) -> None:
    """The api origin sends no Strict-Transport-Security."""
    on_api(sandbox, _missing("Strict-Transport-Security"))


@fault("smoke")
def no_frame_api(sandbox: Sandbox) -> None:
    """The api origin may be framed by any site."""
    on_api(sandbox, _framed)


@fault("smoke")
def no_nosniff_on_errors(sandbox: Sandbox) -> None:
    """The API's refusals come without X-Content-Type-Options."""

    def remove(answer: Answer) -> None:
        if answer.status >= 400:
            del answer.headers["X-Content-Type-Options"]

    on_api(sandbox, remove)
