"""Cookies: the session's cookie lies open, or lives longer than it should."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, Need, register
from servio_verify.proof.parts.credentials import by_a_browser, credentials
from servio_verify.proof.parts.routes import Route, Routes

FLAGS = "smoke/test_sign_in.py::test_the_session_cookie_is_kept_from_scripts_and_strangers"
OWASP = "OWASP Session Management Cheat Sheet"
ENDING = re.compile(r";\s*max-age\s*=\s*0\b|;\s*expires\s*=[^;]*\b1970\b", re.IGNORECASE)
CLOSED = frozenset({Need.WRITES, Need.CLOSED_COOKIE})
YEAR = 365 * 24 * 3600

fault = partial(Fault, kind="cookies", needs=frozenset({Need.WRITES}))
flagged = partial(fault, checks=(FLAGS,))
Rewrite = Callable[[str], str | None]
"""What becomes of a Set-Cookie line; None: it is not sent."""


def set_cookies(answer: Answer, rewrite: Rewrite) -> Answer:
    """Return an answer whose Set-Cookie lines were rewritten."""
    headers = []
    for name, value in answer.headers:
        kept = rewrite(value) if name.lower() == "set-cookie" else value
        headers += [(name, kept)] if kept is not None else []
    return replace(answer, headers=tuple(headers))


def without_flag(line: str, name: str) -> str:
    """Return a Set-Cookie line without an attribute."""
    return re.sub(rf";\s*{name}\b[^;]*", "", line, flags=re.IGNORECASE)


class Rewritten(Alteration):
    """Rewrites each cookie that Servio sets."""

    def __init__(self, rewrite: Rewrite) -> None:
        self._rewrite = rewrite

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer with its cookies as they were rewritten."""
        return answer if request.side is Side.OTHER else set_cookies(answer, self._rewrite)


class RenewedOpen(Alteration):
    """Sets the session's cookie once more with each page that is loaded with it, and leaves it open to scripts."""

    def __init__(self, scene: Scene) -> None:
        self._routes = Routes(scene)
        self._lines: dict[str, str] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return a page with the cookie, once a sign-in has shown how it is set."""
        for name, value in answer.headers:
            if name.lower() == "set-cookie" and "httponly" in value.lower() and not ENDING.search(value):
                self._lines[value.partition(";")[0]] = without_flag(value, "HttpOnly")
        sent = request.header("Cookie") or ""
        held = [line for pair, line in self._lines.items() if pair in sent]
        if request.side is not Side.WEB or not answer.is_page or not held:
            return answer
        return replace(answer, headers=(*answer.headers, *(("Set-Cookie", line) for line in held)))


class GivenAway(Alteration):
    """Gives the session's cookie of a browser to whoever asks for the list of venues without one, as a cache does."""

    def __init__(self, scene: Scene) -> None:
        self._routes = Routes(scene)
        self._lines: dict[str, str] = {}
        self._kept = ""

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the list with the last cookie that a browser has come with, once a sign-in has shown how it is set."""
        for name, value in answer.headers:
            if name.lower() == "set-cookie" and "httponly" in value.lower() and not ENDING.search(value):
                self._lines[value.partition(";")[0]] = value
        if by_a_browser(request):
            sent = request.header("Cookie") or ""
            self._kept = next((line for pair, line in self._lines.items() if pair in sent), self._kept)
        asks = self._routes.of(request) is Route.VENUES and request.method == "GET" and not credentials(request)
        if not (self._kept and asks):
            return answer
        return replace(answer, headers=(*answer.headers, ("Set-Cookie", self._kept)))


register(
    fault(
        name="cookie-given-to-strangers",
        title="a cache gives the cookie of a session to whoever asks for the list of venues",
        suffers="a guest who looks at the list of restaurants is signed in as the staff of one",
        source="RFC 9111, section 7.3 Caching of Sensitive Information",
        make=GivenAway,
        checks=("smoke/test_sign_in.py::test_a_stranger_is_given_nobody_s_session",),
    )
)
register(
    flagged(
        name="cookie-open-to-scripts",
        title="cookies are set without HttpOnly",
        suffers="one injected script steals the session of everybody who looks at the page",
        source="CWE-1004, Sensitive Cookie Without 'HttpOnly' Flag",
        make=lambda _scene: Rewritten(lambda line: without_flag(line, "HttpOnly")),
        needs=CLOSED,
    )
)
register(
    flagged(
        name="cookie-renewed-open-to-scripts",
        title="a page that is loaded sets the session's cookie again, without HttpOnly",
        suffers="from the second page on, an injected script steals the session",
        source="CWE-1004, Sensitive Cookie Without 'HttpOnly' Flag; seen in middleware that renews a cookie",
        make=RenewedOpen,
        needs=CLOSED,
    )
)
register(
    flagged(
        name="cookie-for-other-sites",
        title="cookies are set with SameSite=None",
        suffers="another site's hidden form cancels orders with the session of an employee who looks at it",
        source="CWE-1275, Sensitive Cookie with Improper SameSite Attribute",
        make=lambda _scene: Rewritten(lambda line: f"{without_flag(line, 'SameSite')}; SameSite=None"),
    )
)
register(
    flagged(
        name="cookie-without-same-site",
        title="cookies are set without SameSite",
        suffers="in a browser that does not take that for Lax, another site's form uses the session",
        source="CWE-1275, Sensitive Cookie with Improper SameSite Attribute",
        make=lambda _scene: Rewritten(lambda line: without_flag(line, "SameSite")),
    )
)
register(
    flagged(
        name="cookie-without-secure",
        title="over HTTPS, cookies are set without Secure",
        suffers="in a café's network, the session is sent without encryption and can be read",
        source="CWE-614, Sensitive Cookie in HTTPS Session Without 'Secure' Attribute",
        make=lambda _scene: Rewritten(lambda line: without_flag(line, "Secure")),
        needs=frozenset({Need.WRITES, Need.HTTPS, Need.SECURE_COOKIE}),
    )
)
register(
    fault(
        name="cookie-for-a-year",
        title="the session's cookie lives for a year",
        suffers="whoever finds an old tablet of the restaurant is signed in",
        source=OWASP,
        make=lambda _scene: Rewritten(
            lambda line: line if ENDING.search(line) else f"{without_flag(line, 'Max-Age')}; Max-Age={YEAR}"
        ),
        expected=Expected.SURVIVES,
        reason="the contract does not say how long a session may live",
    )
)
register(
    fault(
        name="sign-out-leaves-the-cookie",
        title="sign-out ends the session, and leaves its cookie in the browser",
        suffers="a worthless cookie stays on a shared tablet",
        source=OWASP,
        make=lambda _scene: Rewritten(lambda line: None if ENDING.search(line) else line),
        expected=Expected.SURVIVES,
        reason="the session has ended on the server, so the cookie opens nothing: what is promised is kept",
    )
)
