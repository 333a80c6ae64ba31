"""Headers: more of them, written otherwise, or those of a CDN before a healthy Servio."""

import hashlib
import time
from dataclasses import replace
from email.utils import formatdate
from itertools import count

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.faults.harmless.difference import difference
from servio_verify.proof.parts.altering import Altered, on_sides
from servio_verify.proof.parts.answers import with_header, with_headers
from servio_verify.proof.parts.matching import is_page

SKEW_SECONDS = 2


def _with(*headers: tuple[str, str]) -> Altered:
    """Return an alteration that adds headers to every answer."""
    return Altered(with_headers(*headers))


@difference("header names are written in lower case", "RFC 9110, 5.1: names are case-insensitive")
def lower_case_headers(_scene: Scene) -> Alteration:
    """As a balancer that speaks HTTP/2 behind itself writes them."""
    return Altered(
        lambda answer: replace(answer, headers=tuple((name.lower(), value) for name, value in answer.headers))
    )


@difference("header names are written in capitals", "RFC 9110, 5.1: names are case-insensitive")
def upper_case_headers(_scene: Scene) -> Alteration:
    """Unusual, and allowed."""
    return Altered(
        lambda answer: replace(answer, headers=tuple((name.upper(), value) for name, value in answer.headers))
    )


@difference("headers come in the opposite order", "RFC 9110, 5.3")
def reversed_headers(_scene: Scene) -> Alteration:
    """Order matters only among those of one name, of which there is one each but for cookies."""

    def change(answer: Answer) -> Answer:
        cookies = [pair for pair in answer.headers if pair[0].lower() == "set-cookie"]
        others = [pair for pair in answer.headers if pair[0].lower() != "set-cookie"]
        return replace(answer, headers=(*reversed(others), *cookies))

    return Altered(change)


@difference("every answer has headers of measuring and reporting", "W3C Server-Timing, Reporting API, NEL")
def measuring_headers(_scene: Scene) -> Alteration:
    """Server-Timing, NEL, Report-To, Timing-Allow-Origin, and what has made it."""
    return _with(
        ("Server-Timing", 'db;dur=12.3, app;dur=4;desc="render"'),
        ("NEL", '{"report_to":"default","max_age":600}'),
        ("Report-To", '{"group":"default","max_age":600,"endpoints":[{"url":"https://reports.example.com/a"}]}'),
        ("Timing-Allow-Origin", "https://reports.example.com"),
        ("X-Powered-By", "Next.js"),
    )


@difference("every answer has a trace of its own", "W3C Trace Context; Sentry documentation, distributed tracing")
def trace_headers(scene: Scene) -> Alteration:
    """sentry-trace, baggage and traceparent, another in each answer."""
    number, told = count(1), scene.environment.own_word

    def change(answer: Answer) -> Answer:
        trace = f"{next(number):032x}"
        return with_headers(
            ("traceparent", f"00-{trace}-{trace[-16:]}-01"),
            ("sentry-trace", f"{trace}-{trace[-16:]}-1"),
            ("baggage", f"sentry-trace_id={trace},sentry-environment={told}"),
        )(answer)

    return Altered(change)


@difference("a CDN stands before both origins and names itself", "Cloudflare's documentation of its response headers")
def behind_cloudflare(_scene: Scene) -> Alteration:
    """A healthy answer that passed Cloudflare."""

    def change(answer: Answer) -> Answer:
        named = answer.with_header("Server", "cloudflare")
        return with_headers(("CF-RAY", "8f1e2d3c4b5a6978-WAW"), ("CF-Cache-Status", "DYNAMIC"))(named)

    return Altered(change)


@difference("CloudFront stands before both origins and names itself", "Amazon CloudFront's response headers")
def behind_cloudfront(_scene: Scene) -> Alteration:
    """A healthy answer that passed CloudFront."""
    return _with(
        ("Via", "1.1 0123456789abcdef.cloudfront.net (CloudFront)"),
        ("X-Cache", "Miss from cloudfront"),
        ("X-Amz-Cf-Pop", "WAW51-P1"),
        ("X-Amz-Cf-Id", "c2VydmlvLXZlcmlmeQ=="),
    )


@difference("a balancer sets a cookie of its own in every answer", "AWS Application Load Balancer, sticky sessions")
def sticky_cookie(_scene: Scene) -> Alteration:
    """A cookie that is not Servio's, open to scripts as the balancer has it."""
    return _with(("Set-Cookie", "AWSALB=c2VydmlvLXZlcmlmeQ; Path=/; Max-Age=604800"))


@difference("pages set a cookie of a count of visits", "analytics on the web app's own origin")
def analytics_cookie(_scene: Scene) -> Alteration:
    """A first-party cookie without HttpOnly."""
    cookie = ("Set-Cookie", "_visits=1.2.3; Path=/; SameSite=Lax")
    return Altered(with_headers(cookie), is_page)


@difference("pages and API have further security headers", "OWASP Secure Headers Project")
def more_security_headers(_scene: Scene) -> Alteration:
    """Those that the contract does not ask for."""
    return _with(
        ("Permissions-Policy", "camera=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-DNS-Prefetch-Control", "off"),
        ("X-Permitted-Cross-Domain-Policies", "none"),
        ("Origin-Agent-Cluster", "?1"),
        ("X-XSS-Protection", "0"),
    )


@difference("pages have a second policy that only reports", "CSP Level 3, Content-Security-Policy-Report-Only")
def policy_that_reports(_scene: Scene) -> Alteration:
    """A draft of the next policy; it admits what pages have, so that nothing is reported."""
    draft = ("Content-Security-Policy-Report-Only", "object-src 'none'")
    return Altered(with_headers(draft), is_page)


@difference("staging is kept from search engines", "Google Search Central, X-Robots-Tag")
def no_index(_scene: Scene) -> Alteration:
    """What staging ought to have."""
    return _with(("X-Robots-Tag", "noindex, nofollow"))


@difference("the clock of the balancer is two seconds slow", "RFC 9110, 6.6.1")
def slow_clock(_scene: Scene) -> Alteration:
    """The header Date."""
    return Altered(lambda answer: answer.with_header("Date", formatdate(time.time() - SKEW_SECONDS, usegmt=True)))


@difference("JSON is said to be application/json; charset=utf-8", "RFC 8259, 11; what Express and Fastify send")
def json_with_charset(_scene: Scene) -> Alteration:
    """A parameter without meaning, which many frameworks send."""
    return Altered(
        with_header("Content-Type", "application/json; charset=UTF-8"),
        lambda _request, answer: answer.media_type == "application/json",
    )


class Conditional(Alteration):
    """Answers 304 to who has an answer of the web app already, by its ETag."""

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer with its tag, or without its body."""
        if request.side is not Side.WEB or request.method != "GET" or answer.status != 200 or not answer.body:
            return answer
        tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        tagged = answer.with_header("ETag", tag)
        if request.header("If-None-Match") != tag:
            return tagged
        return tagged.with_status(304).with_body(b"").without_header("Content-Type")


@difference("pages and assets have an ETag, and 304 answers who has them", "RFC 9110, 13.1.2")
def not_modified(_scene: Scene) -> Alteration:
    """Conditional requests of a browser's cache."""
    return Conditional()


@difference("a limit of 10,000 a minute is announced", "IETF draft-ietf-httpapi-ratelimit-headers")
def wide_limit(scene: Scene) -> Alteration:
    """A limit that nobody reaches, in the newest dialect."""
    policy, left = '"default";q=10000;w=60', '"default";r=9990;t=42'
    return on_sides(with_headers(("RateLimit-Policy", policy), ("RateLimit", left)), Side.API)(scene)


@difference("every answer of the API says Retry-After, though nothing is limited", "slowapi and Flask-Limiter, headers")
def retry_after_without_a_limit(scene: Scene) -> Alteration:
    """A header of limits, on every answer."""
    return on_sides(with_header("Retry-After", "30"), Side.API)(scene)
