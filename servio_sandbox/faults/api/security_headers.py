"""Faults of the API's security headers."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, allow_framing, on_api, without_header
from servio_sandbox.faults.registry import fault


@fault("smoke")
def no_csp_api(sandbox: Sandbox) -> None:
    """The api origin sends no Content-Security-Policy."""
    on_api(sandbox, without_header("Content-Security-Policy"))


@fault("smoke")
def no_nosniff_api(sandbox: Sandbox) -> None:
    """The api origin sends no X-Content-Type-Options."""
    on_api(sandbox, without_header("X-Content-Type-Options"))


@fault("smoke")
def no_referrer_api(sandbox: Sandbox) -> None:
    """The api origin sends no Referrer-Policy."""
    on_api(sandbox, without_header("Referrer-Policy"))


@fault("smoke", https=True)
def no_hsts_api(sandbox: Sandbox) -> None:
    """The api origin sends no Strict-Transport-Security."""
    on_api(sandbox, without_header("Strict-Transport-Security"))


@fault("smoke")
def no_frame_api(sandbox: Sandbox) -> None:
    """The api origin may be framed by any site."""
    on_api(sandbox, allow_framing)


@fault("smoke")
def no_nosniff_on_errors(sandbox: Sandbox) -> None:
    """The API's refusals come without X-Content-Type-Options."""

    def remove(answer: Answer) -> None:
        if answer.status >= 400:
            del answer.headers["X-Content-Type-Options"]

    on_api(sandbox, remove)


@fault("smoke")
def no_csp_on_orders(sandbox: Sandbox) -> None:
    """A venue's orders come without Content-Security-Policy."""
    on_api(sandbox, without_header("Content-Security-Policy"), "/api/v1/venues/[^/]+/orders.*")


@fault("smoke")
def no_nosniff_on_writes(sandbox: Sandbox) -> None:
    """Answers to writes come without X-Content-Type-Options."""
    on_api(sandbox, without_header("X-Content-Type-Options"), method="POST|PATCH|DELETE")
