"""Status: another answer than the page or the list, from Servio, its balancer or whoever stands before it."""

from collections.abc import Callable

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.altering import Altered, Instead, at, envelope, error, is_home, is_page, kept, page
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, register
from servio_verify.results.verdict import Verdict

HOME = "smoke/test_health.py::test_the_home_page_answers"
LISTED = "smoke/test_venues.py::test_venues_are_listed_without_a_session"
SIGN_IN = "smoke/test_sign_in.py::test_the_right_password_leads_to_the_dashboard"
TITLE = "smoke/test_pages.py::test_the_title_names_servio_on"
NOT_FOUND = "smoke/test_venues.py::test_an_unknown_venue_is_not_found"

Make = Callable[[Scene], Alteration]


def _home(answer: Answer) -> Make:
    return lambda _scene: Altered(lambda request, _answer: is_home(request), lambda was: kept(was, answer))


def _venues(scene: Scene) -> Callable[[Request], bool]:
    return at(Side.API, scene.environment.paths.at("/api/v1/venues"), "GET")


def _list(answer: Answer) -> Make:
    return lambda scene: Instead(scene, _venues(scene), answer)


def _login(scene: Scene) -> Callable[[Request], bool]:
    return at(Side.WEB, scene.environment.paths.login, "GET", "HEAD")


def _every_page(answer: Answer) -> Make:
    return lambda _scene: Altered(is_page, lambda _was: answer)


def _found(scene: Scene) -> Alteration:
    """Finds what is not there."""
    under = scene.environment.paths.at("/api/v1/venues") + "/"

    def is_missing(request: Request, answer: Answer) -> bool:
        return request.side is Side.API and request.route.startswith(under) and answer.status == 404

    return Altered(is_missing, lambda was: kept(was, envelope(200, {})))


def _found_page(_scene: Scene) -> Alteration:
    """Answers 200 where the web app has nothing."""

    def is_missing(request: Request, answer: Answer) -> bool:
        return request.side is Side.WEB and answer.status == 404

    return Altered(is_missing, lambda was: kept(was, page("Oops", text="<p>There is nothing here.</p>")))


def _fault(
    name: str, title: str, suffers: str, source: str, make: Make, *checks: str, verdict: Verdict = Verdict.NO_GO
) -> None:
    register(
        Fault(
            name=name,
            kind="status",
            title=title,
            suffers=suffers,
            source=source,
            make=make,
            checks=checks,
            verdict=verdict,
        )
    )


def _balancer(status: int, phrase: str) -> Answer:
    return page(f"{status} {phrase}", status, "<hr><center>nginx</center>", Server="nginx")


_fault(
    "home-500",
    "the home page answers 500",
    "a guest sees an error instead of the restaurant",
    "RFC 9110, 15.6.1 500 Internal Server Error",
    _home(page("Internal Server Error", 500)),
    HOME,
)
_fault(
    "list-500",
    "the list of venues answers 500",
    "a guest sees no venue",
    "RFC 9110, 15.6.1 500 Internal Server Error",
    _list(error(500, "INTERNAL_ERROR")),
    LISTED,
)
_fault(
    "list-502-of-the-balancer",
    "the balancer answers 502 for the list of venues, in HTML",
    "a guest sees no venue",
    "RFC 9110, 15.6.3 502 Bad Gateway; nginx, ngx_http_proxy_module",
    _list(_balancer(502, "Bad Gateway")),
    LISTED,
)
_fault(
    "home-503-of-the-balancer",
    "the balancer answers 503 for the home page, in HTML",
    "a guest sees an error instead of the restaurant",
    "RFC 9110, 15.6.4 503 Service Unavailable; AWS, ALB: HTTP 503 where the target group has no registered targets",
    _home(_balancer(503, "Service Temporarily Unavailable")),
    HOME,
)
_fault(
    "list-504-of-the-balancer",
    "the balancer answers 504 for the list of venues, in HTML",
    "a guest sees no venue",
    "RFC 9110, 15.6.5 504 Gateway Timeout; nginx, proxy_read_timeout",
    _list(_balancer(504, "Gateway Time-out")),
    LISTED,
)
_fault(
    "login-page-404",
    "the sign-in page is not found",
    "nobody of the restaurant gets in",
    "RFC 9110, 15.5.5 404 Not Found",
    lambda scene: Altered(
        lambda request, _answer: _login(scene)(request), lambda was: kept(was, page("Not found", 404))
    ),
    SIGN_IN,
)
_fault(
    "redirects-in-a-ring",
    "the sign-in page leads to itself",
    "the browser says that it was redirected too often",
    "RFC 9110, 15.4: a client should detect cyclical redirections",
    lambda scene: Instead(scene, _login(scene), Answer(302, (("Location", scene.environment.paths.login),))),
    SIGN_IN,
)
_fault(
    "maintenance-page-with-200",
    "every page is a maintenance page, with 200",
    "a guest cannot order, and monitoring says that all is well",
    "Google Search Central: planned downtime is answered with 503, not with 200",
    _every_page(page("We are down for maintenance", text="<p>We will be back soon.</p>")),
    verdict=Verdict.INCONCLUSIVE,
)
_fault(
    "parked-page-with-200",
    "every page is somebody else's, with 200",
    "a guest sees a page that is not the restaurant's",
    "OWASP Web Security Testing Guide, Test for Subdomain Takeover",
    _every_page(page("Welcome to nginx!", text="<p>Further configuration is required.</p>")),
    TITLE,
)
_fault(
    "unknown-venue-is-found",
    "what does not exist is answered 200, empty",
    "an app shows an empty venue, and a deletion seems to have failed",
    "Google Search Central: soft 404 errors",
    _found,
    NOT_FOUND,
)
register(
    Fault(
        name="unknown-page-is-found",
        kind="status",
        title="a page that does not exist is answered 200",
        suffers="search engines show pages that are empty",
        source="Google Search Central: soft 404 errors",
        make=_found_page,
        expected=Expected.SURVIVES,
        reason="the contract says nothing of unknown pages: single-page hosts answer 200 for every path",
    )
)
_fault(
    "cdn-does-not-reach-servio",
    "the CDN answers 522 for every page",
    "a guest sees the CDN's error",
    "Cloudflare documentation, Error 522: connection timed out",
    lambda scene: Instead(
        scene, lambda request: request.side is Side.WEB, page("Connection timed out", 522, Server="cloudflare")
    ),
    verdict=Verdict.INCONCLUSIVE,
)
_fault(
    "filter-keeps-the-list-back",
    "a web application firewall refuses the list of venues",
    "a guest behind a shared address sees no venue",
    "OWASP Core Rule Set documentation, False Positives and Tuning",
    _list(page("Access denied", 403, Server="cloudflare")),
    verdict=Verdict.INCONCLUSIVE,
)
_fault(
    "list-refuses-guests",
    "the list of venues wants a session",
    "a guest sees no venue without an account",
    "OWASP API Security Top 10 2023, API8 Security Misconfiguration",
    _list(error(401, "UNAUTHORIZED")),
    LISTED,
)
