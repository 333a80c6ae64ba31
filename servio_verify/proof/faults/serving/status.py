"""Status: another answer than the page or the list, from Servio, its balancer or whoever stands before it."""

from servio_verify.proof.alteration import Alteration, Make, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, register, registering
from servio_verify.proof.parts.altering import Altered, Instead, instead, on, on_asked
from servio_verify.proof.parts.answers import becomes, envelope, error, page
from servio_verify.proof.parts.matching import is_shown
from servio_verify.proof.parts.routes import Route
from servio_verify.results.verdict import Verdict

HOME = "smoke/test_health.py::test_the_home_page_answers"
LISTED = "smoke/test_venues.py::test_venues_are_listed_without_a_session"
SIGN_IN = "smoke/test_sign_in.py::test_the_right_password_leads_to_the_dashboard"
TITLE = "smoke/test_pages.py::test_the_title_names_servio_on"
NOT_FOUND = "smoke/test_venues.py::test_an_unknown_venue_is_not_found"

_fault = registering("status")


def _home(answer: Answer) -> Make:
    return on_asked(becomes(answer), Route.HOME)


def _list(answer: Answer) -> Make:
    return instead(answer, Route.VENUES, methods=("GET",))


def _every_page(answer: Answer) -> Make:
    return on(lambda _was: answer, is_shown)


def _found(scene: Scene) -> Alteration:
    """Finds what is not there."""
    under = scene.environment.paths.at("/api/v1/venues") + "/"

    def is_missing(request: Request, answer: Answer) -> bool:
        return request.side is Side.API and request.route.startswith(under) and answer.status == 404

    return Altered(becomes(envelope(200, {})), is_missing)


def _missing_page(request: Request, answer: Answer) -> bool:
    return request.side is Side.WEB and answer.status == 404


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
    on_asked(becomes(page("Not found", 404)), Route.LOGIN),
    SIGN_IN,
)
_fault(
    "redirects-in-a-ring",
    "the sign-in page leads to itself",
    "the browser says that it was redirected too often",
    "RFC 9110, 15.4: a client should detect cyclical redirections",
    lambda scene: instead(Answer(302, (("Location", scene.environment.paths.login),)), Route.LOGIN)(scene),
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
        make=on(becomes(page("Oops", text="<p>There is nothing here.</p>")), _missing_page),
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
