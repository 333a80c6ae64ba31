"""Faults of the web origin's security headers."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import allow_framing, on_web, without_header
from servio_sandbox.faults.registry import fault


@fault("smoke")
def no_csp_web(sandbox: Sandbox) -> None:
    """The web origin sends no Content-Security-Policy."""
    on_web(sandbox, without_header("Content-Security-Policy"))


@fault("smoke")
def no_nosniff_web(sandbox: Sandbox) -> None:
    """The web origin sends no X-Content-Type-Options."""
    on_web(sandbox, without_header("X-Content-Type-Options"))


@fault("smoke")
def no_referrer_web(sandbox: Sandbox) -> None:
    """The web origin sends no Referrer-Policy."""
    on_web(sandbox, without_header("Referrer-Policy"))


@fault("smoke", https=True)
def no_hsts_web(sandbox: Sandbox) -> None:
    """The web origin sends no Strict-Transport-Security."""
    on_web(sandbox, without_header("Strict-Transport-Security"))


@fault("smoke")
def no_frame_web(sandbox: Sandbox) -> None:
    """The web origin may be framed by any site."""
    on_web(sandbox, allow_framing)


@fault("e2e")
def no_headers_on_lists(sandbox: Sandbox) -> None:
    """The documents of the lists come without any security header."""
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"):
        on_web(sandbox, without_header(name), "/(venues|menus|orders)")


@fault("e2e")
def no_headers_on_forms(sandbox: Sandbox) -> None:
    """The documents of the forms come without X-Content-Type-Options."""
    on_web(sandbox, without_header("X-Content-Type-Options"), "/(venues|menus|orders)/new")


@fault("smoke")
def no_csp_on_dashboard(sandbox: Sandbox) -> None:
    """The dashboard and what is behind it come without Content-Security-Policy."""
    on_web(sandbox, without_header("Content-Security-Policy"), "/(dashboard|venues|menus|orders).*")
