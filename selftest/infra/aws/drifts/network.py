"""Drifts of security groups, routes, balancer and target group."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selftest.infra.aws.drifts.drift import Drift, Hand, drift, json_told, text_told, there_and_back
from selftest.support.aws.front import Front
from selftest.support.aws.made import Aws, from_anywhere, from_group, redirect, set_balancer, set_target_group
from selftest.support.aws.sizes import STAGING

NAME = STAGING.name
EVERYTHING = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
RESTRICTED = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"


def let_in(group: str, rule: Any) -> Hand:
    def change(aws: Aws, verb: str) -> None:
        told = [rule(aws) if callable(rule) else rule]
        getattr(aws.ec2, f"{verb}_security_group_ingress")(GroupId=aws.ids[group], IpPermissions=told)

    return there_and_back(lambda aws: change(aws, "authorize"), lambda aws: change(aws, "revoke"))


def let_out(group: str, rule: Any) -> Hand:
    return there_and_back(
        lambda aws: aws.ec2.authorize_security_group_egress(GroupId=aws.ids[group], IpPermissions=[rule]),
        lambda aws: aws.ec2.revoke_security_group_egress(GroupId=aws.ids[group], IpPermissions=[rule]),
    )


def database_subnets(kind: str) -> Any:
    def change(aws: Aws) -> None:
        subnets = [aws.ids[f"{kind}-0"], aws.ids[f"{kind}-1"]]
        aws.rds.modify_db_subnet_group(DBSubnetGroupName=f"{NAME}-db-subnet-group", SubnetIds=subnets)

    return change


def balancer(key: str, value: str, agreed: str) -> Hand:
    return there_and_back(lambda aws: set_balancer(aws, **{key: value}), lambda aws: set_balancer(aws, **{key: agreed}))


def targets(key: str, value: str, agreed: str) -> Hand:
    return there_and_back(
        lambda aws: set_target_group(aws, **{key: value}), lambda aws: set_target_group(aws, **{key: agreed})
    )


def health(agreed: dict[str, Any], **changed: Any) -> Hand:
    def modify(aws: Aws, settings: dict[str, Any]) -> None:
        aws.elbv2.modify_target_group(TargetGroupArn=aws.ids["targets"], **settings)

    return there_and_back(lambda aws: modify(aws, changed), lambda aws: modify(aws, agreed))


def listener(port: str, agreed: dict[str, Any], **changed: Any) -> Hand:
    return there_and_back(
        lambda aws: aws.elbv2.modify_listener(ListenerArn=aws.ids[port], **changed),
        lambda aws: aws.elbv2.modify_listener(ListenerArn=aws.ids[port], **agreed),
    )


@contextmanager
def another_listener(aws: Aws, _: Front) -> Iterator[None]:
    told = {"LoadBalancerArn": aws.ids["balancer"], "Port": 8080, "Protocol": "HTTP", "DefaultActions": [redirect()]}
    made = aws.elbv2.create_listener(**told)["Listeners"][0]["ListenerArn"]
    try:
        yield
    finally:
        aws.elbv2.delete_listener(ListenerArn=made)


@contextmanager
def another_certificate(aws: Aws, _: Front) -> Iterator[None]:
    other = aws.acm.request_certificate(DomainName="staging.servio.com")["CertificateArn"]
    change = aws.elbv2.modify_listener
    change(ListenerArn=aws.ids["https"], Certificates=[{"CertificateArn": other}])
    try:
        yield
    finally:
        change(ListenerArn=aws.ids["https"], Certificates=[{"CertificateArn": aws.ids["certificate"]}])


@contextmanager
def another_target(aws: Aws, front: Front) -> Iterator[None]:
    target = [{"Id": "10.1.2.77", "Port": 3000}]
    aws.elbv2.register_targets(TargetGroupArn=aws.ids["targets"], Targets=target)
    ill = text_told("DescribeTargetHealth", r"(?s)(10\.1\.2\.77.*?<State>)healthy", r"\1unhealthy")
    try:
        with ill(aws, front):
            yield
    finally:
        aws.elbv2.deregister_targets(TargetGroupArn=aws.ids["targets"], Targets=target)


def expires(soon: float) -> Hand:
    return json_told("DescribeCertificate", lambda told: told["Certificate"].update(NotAfter=soon))


ANYWHERE = "from 0.0.0.0/0"
DRIFTS: list[Drift] = [
    drift(
        let_in("app", from_anywhere(3000)),
        "network.reaches_tasks",
        f"tcp 3000 {ANYWHERE}",
        "tcp 3000 from the balancer",
    ),
    drift(
        let_in("app", from_anywhere(22)), "network.reaches_tasks", f"tcp 22 {ANYWHERE}", "tcp 3000 from the balancer"
    ),
    drift(
        let_in("database", from_anywhere(5432)), "network.reaches_database", f"tcp 5432 {ANYWHERE}", "from the tasks"
    ),
    drift(
        let_in("database", lambda aws: from_group(aws.ids["alb"], 5432)),
        "network.reaches_database",
        "tcp 5432 from the balancer",
        "tcp 5432 from the tasks",
    ),
    drift(
        let_in("redis", {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}),
        "network.reaches_cache",
        "tcp every port from 10.0.0.0/8",
        "tcp 6379 from the tasks",
    ),
    drift(let_in("alb", from_anywhere(8080)), "network.reaches_balancer", f"tcp 8080 {ANYWHERE}", "more than agreed"),
    drift(let_out("app", EVERYTHING), "network.leaves_tasks", "everything to 0.0.0.0/0", "more than agreed"),
    drift(let_out("alb", from_anywhere(25)), "network.leaves_balancer", "tcp 25 to 0.0.0.0/0", "tcp 3000 to the tasks"),
    drift(
        there_and_back(database_subnets("public"), database_subnets("private")), "network.database_private", "no", "yes"
    ),
    drift(
        text_told("DescribeLoadBalancers", "internet-facing", "internal"),
        "alb.scheme",
        "'internal'",
        "'internet-facing'",
    ),
    drift(balancer("routing.http2.enabled", "false", "true"), "alb.http2", "no", "yes"),
    drift(balancer("deletion_protection.enabled", "true", "false"), "alb.deletion_protection", "yes", "no"),
    drift(
        balancer("routing.http.drop_invalid_header_fields.enabled", "false", "true"),
        "alb.drops_invalid_headers",
        "no",
        "yes",
    ),
    drift(balancer("idle_timeout.timeout_seconds", "600", "60"), "alb.idle_seconds", "600", "60"),
    drift(
        listener("https", {"SslPolicy": RESTRICTED}, SslPolicy="ELBSecurityPolicy-2016-08"),
        "alb.tls_policy",
        "'ELBSecurityPolicy-2016-08'",
        f"'{RESTRICTED}'",
    ),
    drift(
        listener("http", {"DefaultActions": [redirect()]}, DefaultActions=[redirect("HTTP_302")]),
        "alb.redirect",
        "'302 to HTTPS 443'",
        "'301 to HTTPS 443'",
    ),
    drift(another_listener, "alb.listeners", "443 HTTPS, 80 HTTP, 8080 HTTP", "443 HTTPS, 80 HTTP"),
    drift(another_certificate, "alb.certificate_names", "staging.servio.com", "api.staging.servio.com"),
    drift(expires(0), "alb.certificate_days", "-", "at least 30"),
    drift(health({"HealthCheckPath": "/health"}, HealthCheckPath="/"), "target_group.health_path", "'/'", "'/health'"),
    drift(
        health({"Matcher": {"HttpCode": "200"}}, Matcher={"HttpCode": "200-499"}),
        "target_group.health_status",
        "'200-499'",
        "'200'",
    ),
    drift(
        health({"HealthCheckIntervalSeconds": 30}, HealthCheckIntervalSeconds=300),
        "target_group.health_interval_seconds",
        "300",
        "30",
    ),
    drift(
        health({"UnhealthyThresholdCount": 3}, UnhealthyThresholdCount=10),
        "target_group.unhealthy_threshold",
        "10",
        "3",
    ),
    drift(
        targets("deregistration_delay.timeout_seconds", "300", "30"), "target_group.deregistration_seconds", "300", "30"
    ),
    drift(targets("stickiness.enabled", "true", "false"), "target_group.sticky", "yes", "no"),
    drift(another_target, "target_group.unhealthy", "1", "0"),
]
