"""Limits: what is refused because there was too much, and what is announced about it."""

from servio_verify.proof.alteration import Alteration, Make, Scene
from servio_verify.proof.fault import Expected, Fault, register, registering
from servio_verify.proof.parts.altering import Altered, Instead, Several, instead
from servio_verify.proof.parts.answers import error, with_header
from servio_verify.proof.parts.routes import Route, below_the_api
from servio_verify.results.verdict import Verdict

FULL = error(429, "RATE_LIMIT_EXCEEDED", "too many requests")

_fault = registering("limits", verdict=Verdict.INCONCLUSIVE)


def _announced(limit: str, remaining: str, reset: str) -> Make:
    """Return what has each answer of the API announce a limit."""
    told = {"X-RateLimit-Limit": limit, "X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset}

    def make(scene: Scene) -> Alteration:
        concerned = below_the_api(scene)
        return Several(*(Altered(with_header(*pair), lambda request, _: concerned(request)) for pair in told.items()))

    return make


_fault(
    "limited-without-end",
    "the API answers 429 to everything, without end",
    "no guest sees a venue",
    "RFC 6585, 4 429 Too Many Requests",
    lambda scene: Instead(scene, below_the_api(scene), FULL),
)
_fault(
    "sign-ins-limited",
    "signing in is answered 429",
    "the restaurant's people do not get in",
    "OWASP Authentication Cheat Sheet: account lockout used for denial of service",
    instead(FULL.with_header("Retry-After", "900"), Route.SIGN_IN, methods=("POST",)),
)
register(
    Fault(
        name="limit-lower-than-a-visit",
        kind="limits",
        title="the API announces five requests a minute",
        suffers="a guest who looks at three menus is locked out",
        source="OWASP API Security Top 10 2023, API4 Unrestricted Resource Consumption: limits are fine-tuned",
        make=_announced("5", "4", "60"),
        expected=Expected.SURVIVES,
        reason="the contract has no lowest limit; only a load profile that asks there is refused, with what would fit",
    )
)
register(
    Fault(
        name="limit-that-is-no-number",
        kind="limits",
        title="the API announces a limit that is no number",
        suffers="a client that reads it may stumble",
        source="draft-ietf-httpapi-ratelimit-headers: malformed fields are ignored",
        make=_announced("unlimited", "many", "never"),
        expected=Expected.SURVIVES,
        reason="the contract names the headers and not their values; a reader ignores what it cannot read",
    )
)
