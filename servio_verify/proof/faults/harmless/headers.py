"""Headers: more of them, written otherwise, or those of a CDN before a healthy Servio."""

import hashlib
import time
from dataclasses import replace
from email.utils import formatdate
from itertools import count

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.faults.harmless.tools import Altered, add_headers, difference, with_headers

SKEW_SECONDS = 2


@difference("header names are written in lower case", "RFC 9110, 5.1: names are case-insensitive")
def lower_case_headers(_scene: Scene) -> Alteration:
    """As a balancer that speaks HTTP/2 behind itself writes them."""
    return Altered(
        lambda _request, answer: replace(answer, headers=tuple((name.lower(), value) for name, value in answer.headers))
    )


@difference("header names are written in capitals", "RFC 9110, 5.1: names are case-insensitive")
def upper_case_headers(_scene: Scene) -> Alteration:
    """Unusual, and allowed."""
    return Altered(
        lambda _request, answer: replace(answer, headers=tuple((name.upper(), value) for name, value in answer.headers))
    )


@difference("headers come in the opposite order", "RFC 9110, 5.3")
def reversed_headers(_scene: Scene) -> Alteration:
    """Order matters only among those of one name, of which there is one each but for cookies."""

    def change(_request: Request, answer: Answer) -> Answer:
        cookies = [pair for pair in answer.headers if pair[0].lower() == "set-cookie"]
        others = [pair for pair in answer.headers if pair[0].lower() != "set-cookie"]
        return replace(answer, headers=(*reversed(others), *cookies))

    return Altered(change)


@difference("every answer has headers of measuring and reporting", "W3C Server-Timing, Reporting API, NEL")
def measuring_headers(_scene: Scene) -> Alteration:
    """Server-Timing, NEL, Report-To, traceparent."""
    return with_headers(
        ("Server-Timing", 'db;dur=12.3, app;dur=4;desc="render"'),
        ("NEL", '{"report_to":"default","max_age":600}'),
        ("Report-To", '{"group":"default","max_age":600,"endpoints":[{"url":"https://reports.example.com/a"}]}'),
        ("Timing-Allow-Origin", "https://reports.example.com"),
        ("X-Powered-By", "Next.js"),
    )


@difference("every answer has a trace of its own", "W3C Trace Context; KNOWN: sentry-trace differs in each answer")
def trace_headers(scene: Scene) -> Alteration:
    """sentry-trace, baggage and traceparent, another in each answer."""
    number, told = count(1), scene.environment.own_word

    def change(_request: Request, answer: Answer) -> Answer:
        trace = f"{next(number):032x}"
        return add_headers(
            answer,
            ("traceparent", f"00-{trace}-{trace[-16:]}-01"),
            ("sentry-trace", f"{trace}-{trace[-16:]}-1"),
            ("baggage", f"sentry-trace_id={trace},sentry-environment={told}"),
        )

    return Altered(change)


@difference("a CDN stands before both origins and names itself", "Cloudflare's documentation of its response headers")
def behind_cloudflare(_scene: Scene) -> Alteration:
    """A healthy answer that passed Cloudflare."""

    def change(_request: Request, answer: Answer) -> Answer:
        named = answer.with_header("Server", "cloudflare")
        return add_headers(named, ("CF-RAY", "8f1e2d3c4b5a6978-WAW"), ("CF-Cache-Status", "DYNAMIC"))

    return Altered(change)


@difference("CloudFront stands before both origins and names itself", "Amazon CloudFront's response headers")
def behind_cloudfront(_scene: Scene) -> Alteration:
    """A healthy answer that passed CloudFront."""
    return with_headers(
        ("Via", "1.1 0123456789abcdef.cloudfront.net (CloudFront)"),
        ("X-Cache", "Miss from cloudfront"),
        ("X-Amz-Cf-Pop", "WAW51-P1"),
        ("X-Amz-Cf-Id", "c2VydmlvLXZlcmlmeQ=="),
    )


@difference("a balancer sets a cookie of its own in every answer", "AWS Application Load Balancer, sticky sessions")
def sticky_cookie(_scene: Scene) -> Alteration:
    """A cookie that is not Servio's, open to scripts as the balancer has it."""
    return with_headers(("Set-Cookie", "AWSALB=c2VydmlvLXZlcmlmeQ; Path=/; Max-Age=604800"))


@difference("pages set a cookie of a count of visits", "analytics on the web app's own origin")
def analytics_cookie(_scene: Scene) -> Alteration:
    """A first-party cookie without HttpOnly."""
    cookie = ("Set-Cookie", "_visits=1.2.3; Path=/; SameSite=Lax")
    return Altered(lambda _request, answer: add_headers(answer, cookie) if answer.is_page else answer)


@difference("pages and API have further security headers", "OWASP Secure Headers Project")
def more_security_headers(_scene: Scene) -> Alteration:
    """Those that the contract does not ask for."""
    return with_headers(
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
    return Altered(lambda _request, answer: add_headers(answer, draft) if answer.is_page else answer)


@difference("staging is kept from search engines", "Google Search Central, X-Robots-Tag")
def no_index(_scene: Scene) -> Alteration:
    """What staging ought to have."""
    return with_headers(("X-Robots-Tag", "noindex, nofollow"))


@difference("the clock of the balancer is two seconds slow", "RFC 9110, 6.6.1")
def slow_clock(_scene: Scene) -> Alteration:
    """The header Date."""
    return Altered(
        lambda _request, answer: answer.with_header("Date", formatdate(time.time() - SKEW_SECONDS, usegmt=True))
    )


@difference("JSON is said to be application/json; charset=utf-8", "RFC 8259, 11; what Express and Fastify send")
def json_with_charset(_scene: Scene) -> Alteration:
    """A parameter without meaning, which many frameworks send."""

    def change(_request: Request, answer: Answer) -> Answer:
        is_json = answer.media_type == "application/json"
        return answer.with_header("Content-Type", "application/json; charset=UTF-8") if is_json else answer

    return Altered(change)


@difference("pages and assets have an ETag, and 304 answers who has them", "RFC 9110, 13.1.2")
def not_modified(_scene: Scene) -> Alteration:
    """Conditional requests of a browser's cache."""

    def change(request: Request, answer: Answer) -> Answer:
        if request.side is not Side.WEB or request.method != "GET" or answer.status != 200 or not answer.body:
            return answer
        tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        tagged = answer.with_header("ETag", tag)
        if request.header("If-None-Match") != tag:
            return tagged
        return tagged.with_status(304).with_body(b"").without_header("Content-Type")

    return Altered(change)


@difference("a limit of 10,000 a minute is announced", "IETF draft-ietf-httpapi-ratelimit-headers")
def wide_limit(_scene: Scene) -> Alteration:
    """A limit that nobody reaches, in the newest dialect."""

    def change(request: Request, answer: Answer) -> Answer:
        if request.side is not Side.API:
            return answer
        policy, left = '"default";q=10000;w=60', '"default";r=9990;t=42'
        return add_headers(answer, ("RateLimit-Policy", policy), ("RateLimit", left))

    return Altered(change)
