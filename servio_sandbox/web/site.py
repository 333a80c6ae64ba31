"""Web application: one page for every address, and its static files."""

from html import escape
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import Response

from servio_sandbox.app.asgi import App, Receive, Scope, Send, Signed
from servio_sandbox.settings import Settings

FOLDER = Path(__file__).parent / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
TITLES = {
    "/": "Servio – the calm way to run a restaurant",
    "/login": "Sign in – Servio",
    "/dashboard": "Dashboard – Servio",
    "/venues": "Venues – Servio",
    "/venues/new": "New venue – Servio",
    "/menus": "Menus – Servio",
    "/menus/new": "New menu – Servio",
    "/orders": "Orders – Servio",
    "/orders/new": "New order – Servio",
}
STRIPE_KEY = "pk_test_51ServioSandbox0000000000000000"  # Stripe's test keys look like this; this one opens nothing


class Website:
    """ASGI application that answers pages, `/assets/<any build>/<file>` and `/health`; all files are held in memory."""

    def __init__(self, api_origin: str) -> None:
        self.titles = dict(TITLES)
        self.files = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir() if path.is_file()}
        self._api_origin = api_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        answer = self._answer(request) if request.method in ("GET", "HEAD") else Response(status_code=405)
        await answer(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        path = request.url.path
        if path == "/health":
            return Response("ok", media_type="text/plain")
        if path.startswith("/assets/") or path == "/favicon.ico":
            return self._asset("favicon.svg" if path == "/favicon.ico" else path.rpartition("/")[2])
        title = self.titles.get(path)
        page = self._page(title or "Page not found – Servio", request.state.build)
        return Response(page, 200 if title else 404, media_type="text/html")

    def _page(self, title: str, build: str) -> str:
        values = {"title": title, "build": build, "api": self._api_origin, "stripe": STRIPE_KEY}
        return Template(self.files["index.html"]).substitute({name: escape(value) for name, value in values.items()})

    def _asset(self, name: str) -> Response:
        kind = TYPES.get(Path(name).suffix)
        if name not in self.files or not kind:
            return Response("not found", 404, media_type="text/plain")
        return Response(self.files[name], media_type=kind)


def build_web(settings: Settings, website: Website) -> App:
    """Return the web origin's application."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": f"'self' {settings.origins.api}",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if settings.origins.https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return Signed(website, settings.builds, headers)
