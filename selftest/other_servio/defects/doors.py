"""Defects of signing in and out."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from selftest.other_servio.app.layers import Layer, dressing
from selftest.other_servio.app.site import Site
from selftest.other_servio.app.web import SESSION_COOKIE, SignedOutError
from selftest.other_servio.defects.registry import Tier, defect, swap
from selftest.other_servio.store.sessions import Session


def without_cookie_flag(flag: str) -> Layer:
    """A layer that takes one flag off the session cookie, and off no other."""
    start = f"{SESSION_COOKIE}=".encode()

    def drop(_scope: Scope, headers: MutableHeaders) -> None:
        for place, (name, value) in enumerate(headers.raw):
            if name == b"set-cookie" and value.startswith(start):
                headers.raw[place] = name, value.replace(f"; {flag}".encode(), b"")

    return dressing(drop)


# "A wrong one stays on `/login`, shows an alert and sets no session"
@defect("wrong-password-signs-in", Tier.SMOKE, "A wrong password shows the alert, but a session is set all the same")
def wrong_password_signs_in(site: Site) -> None:
    async def login(login: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
        answer = await login(request)
        return site.web.let_in(answer) if answer.status_code == 200 else answer

    swap(site.web, "login", login)


# "A wrong one stays on `/login`, shows an alert (`role=alert`)"
@defect("wrong-password-without-alert", Tier.SMOKE, "A wrong password is told in a plain paragraph, not in an alert")
def wrong_password_without_alert(site: Site) -> None:
    def login(login: Callable[..., str], email: str = "", why: str | None = None, notice: str | None = None) -> str:
        return login(email, notice=why or notice)

    swap(site.markup, "login", login)


# "Without a session, `/dashboard` leads to `/login`": behind a load balancer, an application knows its own name wrongly
@defect(
    "dashboard-leads-elsewhere", Tier.SMOKE, "Without a session, the dashboard leads to a login page of another host"
)
def dashboard_leads_elsewhere(site: Site) -> None:
    elsewhere = site.web_origin.replace("127.0.0.1", "localhost")
    swap(site.web, "go", lambda go, url: go(f"{elsewhere}{url}" if url.startswith("/login") else url))


# "**Sign out** ends the session, on the server too"
@defect("sign-out-in-browser-only", Tier.SMOKE, "Sign out deletes the cookie, but the session lives on at the server")
def sign_out_in_browser_only(site: Site) -> None:
    swap(site.web.sessions, "end", lambda *_: None)


# "so does `POST /api/v1/auth/logout`"
@defect("logout-keeps-the-token", Tier.SMOKE, "POST /api/v1/auth/logout answers 200, but the token still works")
def logout_keeps_the_token(site: Site) -> None:
    swap(site.accounts, "revoke", lambda *_: None)


# "The session cookie is `HttpOnly`"
@defect("session-cookie-readable", Tier.SMOKE, "The session cookie lacks HttpOnly")
def session_cookie_readable(site: Site) -> None:
    site.web_layers.append(without_cookie_flag("HttpOnly"))


# "The session cookie is …, `SameSite=Lax` or stricter"
@defect("session-cookie-without-samesite", Tier.SMOKE, "The session cookie is set without any SameSite attribute")
def session_cookie_without_samesite(site: Site) -> None:
    site.web_layers.append(without_cookie_flag("SameSite=strict"))


# "Without a session, `/dashboard` leads to `/login`"
@defect("dashboard-needs-no-session", Tier.SMOKE, "The dashboard, and no other page, is shown without a session")
def dashboard_needs_no_session(site: Site) -> None:
    def session(session: Callable[[Request], Session], request: Request) -> Session:
        try:
            return session(request)
        except SignedOutError:
            if "dashboard" in request.url.path:
                return Session()
            raise

    swap(site.web, "session", session)
