"""Headers: what protects a guest's browser is missing or wrong."""

import re
from functools import partial

from servio_verify.proof.exchange import Answer, Side
from servio_verify.proof.fault import Expected, Fault, Need, register
from servio_verify.proof.parts.altering import on_refusals, on_sides
from servio_verify.proof.parts.answers import Change, with_header, without_headers

OWASP = "OWASP Secure Headers Project"
POLICY, STRICT_TRANSPORT = "Content-Security-Policy", "Strict-Transport-Security"
FRAMES = re.compile(r"(?:^|;)\s*frame-ancestors[^;]*", re.IGNORECASE)
HTTPS = frozenset({Need.HTTPS})

fault = partial(Fault, kind="headers")
lacks = partial(fault, checks=("smoke/test_headers.py::test_security_headers_come_with",))
survives = partial(fault, expected=Expected.SURVIVES)


def open_to_frames(answer: Answer) -> Answer:
    """Return an answer that any site may show in a frame."""
    policy = answer.header(POLICY)
    answer = answer.without_header("X-Frame-Options")
    return answer.with_header(POLICY, FRAMES.sub("", policy)) if policy else answer


def missing(side: Side, short: str, header: str, suffers: str, change: Change | None = None) -> None:
    """Register that an origin does not send a header."""
    origin = {Side.WEB: "web origin", Side.API: "API"}[side]
    register(
        lacks(
            name=f"{side}-without-{short}",
            title=f"the {origin} sends no {header}",
            suffers=suffers,
            source=f"{OWASP}, {header}",
            make=on_sides(change or without_headers(header), side),
            needs=HTTPS if header == STRICT_TRANSPORT else frozenset(),
        )
    )


missing(
    Side.WEB,
    "nosniff",
    "X-Content-Type-Options",
    "a file that somebody uploaded runs as a script in a guest's browser",
)
missing(Side.WEB, "csp", POLICY, "one injected script reads every order that a restaurant's employee looks at")
missing(
    Side.WEB,
    "frame-protection",
    "X-Frame-Options",
    "another site shows Servio in a hidden frame, and an employee's click deletes a venue",
    open_to_frames,
)
missing(Side.WEB, "referrer-policy", "Referrer-Policy", "addresses of venues and orders are told to every linked site")
missing(Side.WEB, "hsts", STRICT_TRANSPORT, "in a café's network, the first page is asked for without encryption")
missing(Side.API, "nosniff", "X-Content-Type-Options", "a browser takes an answer with a guest's text for a script")
missing(Side.API, "csp", POLICY, "an answer of the API that is opened in a browser runs what a guest has written")
missing(Side.API, "frame-protection", "X-Frame-Options", "any site may show answers of the API", open_to_frames)
missing(Side.API, "referrer-policy", "Referrer-Policy", "the address of an order is told to other sites")
missing(Side.API, "hsts", STRICT_TRANSPORT, "an employee's token is sent without encryption once")

register(
    lacks(
        name="hsts-switched-off",
        title="Strict-Transport-Security says max-age=0",
        suffers="browsers forget that Servio is to be asked over HTTPS only",
        source="RFC 6797, section 6.1.1",
        make=on_sides(with_header(STRICT_TRANSPORT, "max-age=0"), Side.WEB, Side.API),
        needs=HTTPS,
    )
)
register(
    lacks(
        name="nosniff-misspelt",
        title="X-Content-Type-Options says something that browsers do not know",
        suffers="a browser runs what should only be shown",
        source="Fetch Standard, X-Content-Type-Options header",
        make=on_sides(with_header("X-Content-Type-Options", "no-sniff"), Side.WEB, Side.API),
    )
)
register(
    lacks(
        name="frames-allowed-from-anywhere",
        title="X-Frame-Options says ALLOWALL, and the policy names no frame-ancestors",
        suffers="another site shows Servio in a hidden frame, and an employee's click deletes a venue",
        source="OWASP Clickjacking Defense Cheat Sheet",
        make=on_sides(lambda answer: open_to_frames(answer).with_header("X-Frame-Options", "ALLOWALL"), Side.WEB),
    )
)
register(
    lacks(
        name="errors-without-security-headers",
        title="refusals of the API come without the security headers",
        suffers="an error that repeats a guest's text runs it in a browser",
        source="nginx documentation, add_header: without `always` it is for successes and redirects only",
        make=on_refusals(without_headers(POLICY, "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")),
    )
)
register(
    survives(
        name="hsts-for-a-minute",
        title="Strict-Transport-Security ends after 60 seconds",
        suffers="a guest who comes back after a minute may be led to a false Servio",
        source=f"{OWASP}, {STRICT_TRANSPORT}",
        make=on_sides(with_header(STRICT_TRANSPORT, "max-age=60"), Side.WEB, Side.API),
        needs=HTTPS,
        reason="the contract promises the header, and not for how long it holds",
    )
)
register(
    survives(
        name="csp-that-allows-everything",
        title="the Content-Security-Policy allows every source and inline scripts",
        suffers="an injected script runs as if there were no policy",
        source="OWASP Content Security Policy Cheat Sheet",
        make=on_sides(
            with_header(POLICY, "default-src * data: blob: 'unsafe-inline' 'unsafe-eval'; frame-ancestors 'none'"),
            Side.WEB,
        ),
        reason="the contract promises a policy, and not how strict it is: somebody has to read it",
    )
)
register(
    survives(
        name="server-tells-its-version",
        title="answers name the server's software and its version",
        suffers="whoever looks for a server with a known hole finds it sooner",
        source=f"{OWASP}, Server and X-Powered-By",
        make=on_sides(with_header("X-Powered-By", "PHP/5.6.40"), Side.WEB, Side.API),
        reason="the contract does not promise that answers name no software",
    )
)
register(
    survives(
        name="orders-left-to-shared-caches",
        title="answers for a signed-in account say that any cache may keep them",
        suffers="the day a CDN is put before the API, a restaurant is shown another's orders",
        source="RFC 9111, section 3.5",
        make=on_sides(with_header("Cache-Control", "public, s-maxage=600"), Side.API),
        reason="the contract promises no Cache-Control; a cache that does mix accounts up is caught (ownership)",
    )
)
