"""Faults of CORS."""

from collections.abc import Callable

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api
from servio_sandbox.faults.registry import fault


@fault("smoke")
def cors_any_origin(sandbox: Sandbox) -> None:
    """CORS lets every origin in, with credentials."""
    _admit(sandbox, lambda _origin, _web: True)


@fault("smoke")
def cors_prefix(sandbox: Sandbox) -> None:
    """CORS lets in origins that begin like the web origin."""
    _admit(sandbox, lambda origin, web: origin.startswith(web))


@fault("smoke")
def cors_suffix(sandbox: Sandbox) -> None:
    """CORS lets in origins that end like the web origin's host."""
    _admit(sandbox, lambda origin, web: origin.endswith(web.partition("://")[2]))


@fault("smoke")
def cors_subdomain(sandbox: Sandbox) -> None:
    """CORS lets in every subdomain of the web origin."""
    _admit(sandbox, lambda origin, web: origin.endswith("." + web.partition("://")[2]))


@fault("smoke")
def cors_other_scheme(sandbox: Sandbox) -> None:
    """CORS lets in the web origin's host under any scheme."""
    _admit(sandbox, lambda origin, web: origin.partition("://")[2] == web.partition("://")[2])


@fault("smoke")
def cors_null(sandbox: Sandbox) -> None:
    """CORS lets in the origin null."""
    _admit(sandbox, lambda origin, _web: origin == "null")


@fault("smoke")
def cors_web_refused(sandbox: Sandbox) -> None:
    """CORS does not let the web origin in."""

    def refuse(answer: Answer) -> None:
        del answer.headers["access-control-allow-origin"]
        if answer.request.method == "OPTIONS":
            answer.replace(400, "Disallowed CORS origin")

    on_api(sandbox, refuse)


@fault("smoke")
def cors_missing_on_errors(sandbox: Sandbox) -> None:
    """CORS lets the web origin read successes only."""

    def refuse(answer: Answer) -> None:
        if answer.status >= 400:
            del answer.headers["access-control-allow-origin"]

    on_api(sandbox, refuse)


@fault("smoke")
def cors_no_credentials(sandbox: Sandbox) -> None:
    """CORS lets the web origin in without credentials."""

    def forbid(answer: Answer) -> None:
        del answer.headers["access-control-allow-credentials"]

    on_api(sandbox, forbid)


@fault("smoke")
def cors_any_origin_at_orders(sandbox: Sandbox) -> None:
    """CORS lets every origin read orders, with credentials."""
    _admit(sandbox, lambda _origin, _web: True, "/api/v1/venues/[^/]+/orders.*")


@fault("smoke")
def cors_localhost(sandbox: Sandbox) -> None:
    """CORS lets in http://localhost:3000, as it was left from development."""
    _admit(sandbox, lambda origin, _web: origin == "http://localhost:3000")


@fault("smoke")
def cors_venues_only(sandbox: Sandbox) -> None:
    """The preflight of all but the list of venues answers 404."""

    def lose(answer: Answer) -> None:
        del answer.headers["access-control-allow-origin"]
        answer.replace(404, "Not Found")

    on_api(sandbox, lose, "/api/v1/(?!venues$).*", "OPTIONS")


@fault("smoke")
def cors_any_origin_when_signed_in(sandbox: Sandbox) -> None:
    """CORS lets every origin read what the API tells of orders to who is signed in."""
    _admit(sandbox, lambda _origin, _web: True, "/api/v1/venues/[^/]+/orders/[^/]+")


@fault("smoke")
def cors_any_origin_at_sign_in(sandbox: Sandbox) -> None:
    """CORS lets every origin sign in."""
    _admit(sandbox, lambda _origin, _web: True, "/api/v1/auth/login")


@fault("smoke")
def cors_any_origin_at_writes(sandbox: Sandbox) -> None:
    """CORS lets every origin read what a write is answered with, with credentials."""
    _admit(sandbox, lambda _origin, _web: True, method="POST|PATCH|DELETE")


@fault("smoke")
def cors_any_origin_at_one_venue(sandbox: Sandbox) -> None:
    """CORS lets every origin read and change a venue by itself, with credentials."""
    _admit(sandbox, lambda _origin, _web: True, "/api/v1/venues/[^/]+", "GET|PATCH|DELETE")


def _admit(sandbox: Sandbox, welcome: Callable[[str, str], bool], path: str = ".*", method: str = ".*") -> None:
    def admit(answer: Answer) -> None:
        origin = answer.request.headers.get("origin")
        if origin and welcome(origin, sandbox.settings.origins.web):
            answer.headers["access-control-allow-origin"] = origin
            answer.headers["access-control-allow-credentials"] = "true"
            if answer.request.method == "OPTIONS":
                answer.replace(200, "OK")

    on_api(sandbox, admit, path, method)
