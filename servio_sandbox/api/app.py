"""API application: routes and middleware."""

from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from servio_sandbox.api import account_routes, health_routes, menu_routes, order_routes, venue_routes
from servio_sandbox.api.envelope import install_error_handlers
from servio_sandbox.api.limits import Limited
from servio_sandbox.app.asgi import App, Signed
from servio_sandbox.app.services import Services
from servio_sandbox.settings import Settings

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
DEADLINE = 6
"""Seconds for an answer of the API, where it stands on servers that may hang."""

EXPOSED_HEADERS = ["X-Request-ID", "X-Servio-Build", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]


def build_api(settings: Settings, services: Services) -> App:
    """Return the API origin's application."""
    parts = (account_routes, venue_routes, menu_routes, order_routes)
    routes = (route for part in parts for route in part.ROUTES)
    app = Starlette(routes=[*_health_routes(settings), *routes])
    app.router.redirect_slashes = False
    app.state.services = services
    app.state.web_origin = settings.origins.web
    app.state.https = settings.origins.https
    app.state.deadline = DEADLINE if settings.shares_parts else None
    app.state.environment = settings.environment
    install_error_handlers(app, services.database.illnesses if settings.shares_parts else ())
    limited: App = app
    if settings.sign_in_limit:
        limited = Limited(limited, services.request_counter, settings.sign_in_limit, "/api/v1/auth/login", "POST")
    if settings.rate_limit:
        limited = Limited(limited, services.request_counter, settings.rate_limit, "/api/")
    shared = CORSMiddleware(
        limited,
        allow_origins=[settings.origins.web],
        allow_credentials=True,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
        expose_headers=EXPOSED_HEADERS,
    )
    hsts = {"Strict-Transport-Security": "max-age=31536000"} if settings.origins.https else {}
    return Signed(shared, settings.builds, HEADERS | hsts)


def _health_routes(settings: Settings) -> list[Route]:
    if not settings.shares_parts:
        return health_routes.ROUTES
    from servio_sandbox.api import readiness  # slow to import

    return readiness.ROUTES
