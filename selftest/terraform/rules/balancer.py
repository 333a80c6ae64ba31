"""The load balancer: TLS, redirects, health."""

from collections.abc import Iterator

from selftest.terraform.plan import Plan
from selftest.terraform.rules.registry import rule

MODERN = ("ELBSecurityPolicy-TLS13-1-2-Res-", "ELBSecurityPolicy-TLS13-1-3-")
"""TLS 1.3, and 1.2 only with forward secrecy and authenticated encryption."""


@rule
def http_is_redirected_to_https(plan: Plan) -> Iterator[str]:
    listeners = [one for one in plan.of("aws_lb_listener") if one.values["protocol"] == "HTTP"]
    if not any(one.values["port"] == 80 for one in listeners):
        yield "aws_lb_listener: none on port 80"
    for one in listeners:
        action = one.block("default_action")
        redirect = (action.get("redirect") or [{}])[0]
        if (action.get("type"), redirect.get("protocol"), redirect.get("status_code")) != (
            "redirect",
            "HTTPS",
            "HTTP_301",
        ):
            yield f"{one.key}: answers {action.get('type')} without TLS"


@rule
def tls_is_modern(plan: Plan) -> Iterator[str]:
    secure = [one for one in plan.of("aws_lb_listener") if one.values["protocol"] == "HTTPS"]
    if [one.values["port"] for one in secure] != [443]:
        yield "aws_lb_listener: not exactly one on port 443"
    for one in secure:
        if not str(one.values.get("ssl_policy")).startswith(MODERN):
            yield f"{one.key}: ssl_policy is {one.values.get('ssl_policy')}"


@rule
def health_is_asked_at_health(plan: Plan) -> Iterator[str]:
    for one in plan.of("aws_lb_target_group"):
        check = one.block("health_check")
        asked = (check.get("path"), check.get("matcher"), check.get("port"), check.get("timeout"))
        if asked != ("/health", "200", "traffic-port", 5):
            yield f"{one.key}: asks {asked}, not /health for 200 within 5 s"


@rule
def malformed_headers_are_dropped(plan: Plan) -> Iterator[str]:
    for one in plan.of("aws_lb"):
        if not one.values.get("drop_invalid_header_fields"):
            yield f"{one.key}: drop_invalid_header_fields is off"
