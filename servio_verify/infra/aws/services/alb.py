"""Application load balancer: its settings, its listeners and its certificates."""

from collections.abc import Iterator
from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import CallError, asking_for
from servio_verify.infra.aws.parts import EXISTS, Part, days_until, number, on, pairs, source_of_parts
from servio_verify.infra.source import Read

BALANCER = {
    EXISTS: "whether the balancer is there",
    "status": "state of the balancer: active, …",
    "scheme": "internet-facing or internal",
    "zones": "number of zones that it has an address in",
}
ATTRIBUTES = {
    "http2": "whether it speaks HTTP/2",
    "deletion_protection": "whether AWS refuses to delete it",
    "drops_invalid_headers": "whether header fields with invalid names are dropped",
    "idle_seconds": "seconds after which a silent connection is closed",
    "access_logs": "whether each request is logged to a bucket",
}
LISTENERS = {
    "listeners": "ports that it listens on, with their protocols",
    "tls_policy": "TLS versions and ciphers, by the name of AWS' policy",
    "forwards_to": "target group that port 443 leads to",
    "redirect": "how port 80 leads to HTTPS: status, protocol and port",
}
CERTIFICATE = {
    "certificate_status": "state of the certificates of port 443: ISSUED, …",
    "certificate_days": "days until the first of these certificates expires",
    "certificate_names": "hosts that these certificates cover",
}


def balancer_of(aws: Aws) -> dict[str, Any]:
    """Return the balancer, described. Raises CallError, NotThereError."""
    with asking_for("alb", f"load balancer {aws.names.balancer}"):
        found = aws.ask("elbv2", "describe_load_balancers", Names=[aws.names.balancer])["LoadBalancers"]
    balancer: dict[str, Any] = found[0]
    return balancer


def _listeners_of(aws: Aws) -> dict[int, dict[str, Any]]:
    arn = balancer_of(aws)["LoadBalancerArn"]
    return {each["Port"]: each for each in aws.ask("elbv2", "describe_listeners", LoadBalancerArn=arn)["Listeners"]}


def _balancer(aws: Aws) -> Read:
    it = balancer_of(aws)
    zones = {each.get("ZoneName") for each in it["AvailabilityZones"]}
    return {EXISTS: True, "status": it["State"]["Code"], "scheme": it["Scheme"], "zones": len(zones)}


def _attributes(aws: Aws) -> Read:
    arn = balancer_of(aws)["LoadBalancerArn"]
    told = pairs(aws.ask("elbv2", "describe_load_balancer_attributes", LoadBalancerArn=arn)["Attributes"])
    return {
        "http2": on(told.get("routing.http2.enabled")),
        "deletion_protection": on(told.get("deletion_protection.enabled")),
        "drops_invalid_headers": on(told.get("routing.http.drop_invalid_header_fields.enabled")),
        "idle_seconds": number(told.get("idle_timeout.timeout_seconds")),
        "access_logs": on(told.get("access_logs.s3.enabled")),
    }


def _listeners(aws: Aws) -> Read:
    listeners = _listeners_of(aws)
    https, http = listeners.get(443, {}), listeners.get(80, {})
    return {
        "listeners": tuple(sorted(f"{port} {each['Protocol']}" for port, each in listeners.items())),
        "tls_policy": https.get("SslPolicy"),
        "forwards_to": next(_forwarded(https), None),
        "redirect": next(_redirected(http), None),
    }


def _forwarded(listener: dict[str, Any]) -> Any:
    for action in listener.get("DefaultActions", []):
        groups = action.get("ForwardConfig", {}).get("TargetGroups") or [action]
        arns = [group["TargetGroupArn"] for group in groups if "TargetGroupArn" in group and group.get("Weight", 1)]
        if arns:
            yield ", ".join(sorted(arn.split("/")[1] for arn in arns))


def _redirected(listener: dict[str, Any]) -> Any:
    for action in listener.get("DefaultActions", []):
        if action["Type"] == "redirect":
            to = action["RedirectConfig"]
            yield f"{to['StatusCode'].removeprefix('HTTP_')} to {to.get('Protocol')} {to.get('Port')}"


def _certificate(aws: Aws) -> Read:
    used = dict.fromkeys(_certificates_of(aws, _listeners_of(aws).get(443, {})))
    if not used:
        return dict.fromkeys(CERTIFICATE)
    if of_iam := next((arn for arn in used if ":iam:" in arn), ""):
        raise CallError(f"{of_iam.rpartition('/')[2]} is a certificate of IAM, and only ACM is asked: move it there")
    every = [aws.ask("acm", "describe_certificate", CertificateArn=arn)["Certificate"] for arn in used]
    names = {name for it in every for name in (it["DomainName"], *it.get("SubjectAlternativeNames", []))}
    return {
        "certificate_status": ", ".join(sorted({it["Status"] for it in every})),
        "certificate_days": min((days_until(it["NotAfter"]) for it in every if "NotAfter" in it), default=None),
        "certificate_names": tuple(sorted(names)),
    }


def _certificates_of(aws: Aws, listener: dict[str, Any]) -> Iterator[str]:
    """Yield the certificates of a listener: the default one, and those that it has for other names (SNI)."""
    if default := listener.get("Certificates"):
        others = aws.ask("elbv2", "describe_listener_certificates", ListenerArn=listener["ListenerArn"])
        yield from (each["CertificateArn"] for each in [*default, *others["Certificates"]])


SOURCE = source_of_parts(
    "alb",
    "elasticloadbalancing and acm",
    Part(BALANCER, _balancer),
    Part(ATTRIBUTES, _attributes),
    Part(LISTENERS, _listeners),
    Part(CERTIFICATE, _certificate),
)
