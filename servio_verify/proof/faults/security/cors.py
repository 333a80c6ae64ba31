"""CORS: a foreign site is let in, or the web app is kept out."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, Need, register
from servio_verify.proof.parts.altering import on, on_refusals, on_sides
from servio_verify.proof.parts.answers import without_headers

ORIGIN, CREDENTIALS = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"
HEADERS = "Access-Control-Allow-Headers"
KEEPS_OUT = "smoke/test_headers.py::test_cors_keeps_out"
LETS_IN = "smoke/test_headers.py::test_cors_lets_the_web_app_in"
LETS_WRITE = "smoke/test_headers.py::test_cors_lets_the_web_app_write"
PORTSWIGGER = "PortSwigger Web Security Academy, Cross-origin resource sharing (CORS)"
FETCH = "Fetch Standard, CORS protocol"
READS = "a page that an employee opens elsewhere reads the restaurant's orders with the employee's session"

fault = partial(Fault, kind="CORS", needs=frozenset({Need.TWO_ORIGINS}))
Lets = Callable[[str, str], bool]


class LetsIn(Alteration):
    """Lets further origins in, with credentials. `lets` is told an origin and the web app's."""

    def __init__(self, scene: Scene, lets: Lets) -> None:
        self._web, self._lets = scene.environment.web_url, lets

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer so that a browser shows it to a page of that origin; a preflight is granted."""
        origin = request.header("Origin")
        if request.side is not Side.API or not origin or not self._lets(origin, self._web):
            return answer
        answer = answer.with_header(ORIGIN, origin).with_header(CREDENTIALS, "true")
        return answer.with_status(204).with_body(b"") if request.method == "OPTIONS" else answer


def stranger(name: str, title: str, source: str, lets: Lets) -> None:
    """Register that a foreign origin is let in."""
    register(
        fault(
            name=name,
            title=title,
            suffers=READS,
            source=source,
            make=lambda scene: LetsIn(scene, lets),
            checks=(KEEPS_OUT,),
        )
    )


def place(origin: str) -> str:
    """Return the host and port of an origin."""
    return urlsplit(origin).netloc


stranger("cors-lets-any-site-in", "CORS repeats whatever origin asks", PORTSWIGGER, lambda _origin, _web: True)
stranger(
    "cors-compares-the-beginning",
    "CORS lets in whatever begins like the web app",
    PORTSWIGGER,
    lambda origin, web: origin.startswith(web),
)
stranger(
    "cors-compares-the-end",
    "CORS lets in whatever ends like the web app's host",
    PORTSWIGGER,
    lambda origin, web: origin.endswith(place(web)),
)
stranger(
    "cors-lets-subdomains-in",
    "CORS lets every subdomain of the web app in",
    PORTSWIGGER,
    lambda origin, web: origin.endswith(f".{place(web)}"),
)
stranger("cors-lets-null-in", "CORS lets the origin null in", PORTSWIGGER, lambda origin, _web: origin == "null")
stranger(
    "cors-ignores-the-scheme",
    "CORS lets the web app's host in under another scheme",
    "RFC 6454, section 4: the scheme is part of an origin",
    lambda origin, web: place(origin) == place(web),
)


def for_everybody(answer: Answer) -> Answer:
    """Return an answer that any site may read, without credentials."""
    return answer.with_header(ORIGIN, "*").without_header(CREDENTIALS) if answer.header(ORIGIN) else answer


def refused_preflight(answer: Answer) -> Answer:
    """Return what a server says that knows no OPTIONS."""
    return answer.with_status(405).without_header(ORIGIN, CREDENTIALS, HEADERS)


def is_preflight(request: Request, _answer: Answer) -> bool:
    """Return whether it answers a preflight: what a browser asks before a write."""
    return request.side is Side.API and request.method == "OPTIONS"


register(
    fault(
        name="cors-star-instead-of-the-web-app",
        title="CORS answers * and takes no credentials",
        suffers="signed-in pages that send their session are refused by the browser, and show nothing",
        source=FETCH,
        make=on_sides(for_everybody, Side.API),
        checks=(LETS_IN, LETS_WRITE),
    )
)
register(
    fault(
        name="cors-refuses-the-web-app",
        title="CORS does not let the web app in",
        suffers="no list comes in any restaurant's browser, though the API is well",
        source=FETCH,
        make=on_sides(without_headers(ORIGIN, CREDENTIALS), Side.API),
        checks=(LETS_IN, LETS_WRITE),
    )
)
register(
    fault(
        name="cors-without-credentials",
        title="CORS lets the web app in without its session",
        suffers="signed-in pages are told that nobody is signed in",
        source=FETCH,
        make=on_sides(without_headers(CREDENTIALS), Side.API),
        checks=(LETS_IN,),
    )
)
register(
    fault(
        name="cors-missing-on-errors",
        title="refusals come without CORS",
        suffers="the page cannot read why a form was refused, and shows a network error",
        source="GitHub, aspnet/CORS issue 46: errors come without CORS headers",
        make=on_refusals(without_headers(ORIGIN, CREDENTIALS)),
        checks=(LETS_IN,),
    )
)
register(
    fault(
        name="cors-preflight-refused",
        title="the preflight before a write is answered 405",
        suffers="nobody can save a venue, a menu or an order in the browser; programs can",
        source=FETCH,
        make=on(refused_preflight, is_preflight),
        checks=(LETS_WRITE,),
    )
)
register(
    fault(
        name="cors-preflight-without-credentials",
        title="the preflight before a write does not allow credentials",
        suffers="nobody can save a form in the browser, because its session may not be sent",
        source=FETCH,
        make=on(without_headers(CREDENTIALS), is_preflight),
        checks=(LETS_WRITE,),
    )
)
register(
    fault(
        name="cors-preflight-without-content-type",
        title="the preflight before a write does not allow a JSON body",
        suffers="nobody can save a form in the browser, because its JSON may not be sent",
        source=FETCH,
        make=on(without_headers(HEADERS), is_preflight),
        checks=(LETS_WRITE,),
    )
)
register(
    fault(
        name="cors-without-vary",
        title="answers that depend on the origin do not say so to caches (Vary)",
        suffers="behind a CDN, the web app is now and then given the answer for another site, and shows nothing",
        source="Fetch Standard, CORS protocol and HTTP caches",
        make=on_sides(without_headers("Vary"), Side.API),
        expected=Expected.SURVIVES,
        reason="the contract promises no Vary, and no cache stands before the API in it",
    )
)
