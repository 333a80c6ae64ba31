"""Limits: what is refused because there was too much, and what is announced about it."""

from collections.abc import Callable

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.altering import Altered, Instead, anywhere, error
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, register
from servio_verify.results.verdict import Verdict

Make = Callable[[Scene], Alteration]
FULL = error(429, "RATE_LIMIT_EXCEEDED", "too many requests")


def _api(scene: Scene) -> Callable[[Request], bool]:
    under = scene.environment.paths.api.rstrip("/") + "/"
    return lambda request: request.side is Side.API and request.route.startswith(under)


def _answers(**headers: str) -> Make:
    """Return what has each answer of the API announce this."""

    def announced(answer: Answer) -> Answer:
        for name, value in headers.items():
            answer = answer.with_header(name.replace("_", "-"), value)
        return answer

    return lambda scene: Altered(lambda request, _answer: _api(scene)(request), announced)


def _fault(name: str, title: str, suffers: str, source: str, make: Make) -> None:
    told = (name, "limits", title, suffers, source)
    register(Fault(*told, make=make, verdict=Verdict.INCONCLUSIVE))


_fault(
    "limited-without-end",
    "the API answers 429 to everything, without end",
    "no guest sees a venue",
    "RFC 6585, 4 429 Too Many Requests",
    lambda scene: Instead(scene, _api(scene), FULL),
)
_fault(
    "sign-ins-limited",
    "signing in is answered 429",
    "the restaurant's people do not get in",
    "OWASP Authentication Cheat Sheet: account lockout used for denial of service",
    lambda scene: Instead(
        scene, anywhere(scene.environment.paths.sign_in, "POST"), FULL.with_header("Retry-After", "900")
    ),
)
register(
    Fault(
        name="limit-lower-than-a-visit",
        kind="limits",
        title="the API announces five requests a minute",
        suffers="a guest who looks at three menus is locked out",
        source="OWASP API Security Top 10 2023, API4 Unrestricted Resource Consumption: limits are fine-tuned",
        make=_answers(X_RateLimit_Limit="5", X_RateLimit_Remaining="4", X_RateLimit_Reset="60"),
        expected=Expected.SURVIVES,
        reason="the contract has no lowest limit; only a load profile that asks there is refused, with what would fit",
    )
)
register(
    Fault(
        name="retry-after-without-a-limit",
        kind="limits",
        title="every answer of the API says Retry-After, though nothing is limited",
        suffers="nobody: slowapi and Flask-Limiter do so",
        source="slowapi and Flask-Limiter, their headers on every answer",
        make=_answers(Retry_After="30"),
        expected=Expected.HARMLESS,
    )
)
register(
    Fault(
        name="limit-that-is-no-number",
        kind="limits",
        title="the API announces a limit that is no number",
        suffers="a client that reads it may stumble",
        source="draft-ietf-httpapi-ratelimit-headers: malformed fields are ignored",
        make=_answers(X_RateLimit_Limit="unlimited", X_RateLimit_Remaining="many", X_RateLimit_Reset="never"),
        expected=Expected.SURVIVES,
        reason="the contract names the headers and not their values; a reader ignores what it cannot read",
    )
)
