"""Defects planted in the plan of staging, by the one rule that must find each."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

from selftest.terraform.plan import Plan, Resource

Plant = Callable[[Plan], Plan]


def each(plan: Plan, key: str, change: Callable[[Resource], Resource | None]) -> Plan:
    """Change, or with None remove, the resources of one address."""
    assert any(one.key == key for one in plan.resources), f"nothing is planted: no {key}"
    changed = [change(deepcopy(one)) if one.key == key else one for one in plan.resources]
    return replace(plan, resources=tuple(one for one in changed if one))


def setting(key: str, **values: Any) -> Plant:
    """Give arguments other values."""
    return lambda plan: each(plan, key, lambda one: replace(one, values=one.values | values))


def inner(key: str, block: str, **values: Any) -> Plant:
    """Give arguments in a block other values."""
    return lambda plan: each(
        plan, key, lambda one: replace(one, values=one.values | {block: [one.block(block) | values]})
    )


def naming(key: str, **names: set[str]) -> Plant:
    """Let arguments name other resources."""
    return lambda plan: each(
        plan, key, lambda one: replace(one, names=one.names | {name: frozenset(to) for name, to in names.items()})
    )


def without(key: str) -> Plant:
    """Take a resource away."""
    return lambda plan: each(plan, key, lambda _: None)


def container(**values: Any) -> Plant:
    """Start the tasks with something else."""

    def plant(plan: Plan) -> Plan:
        outputs = deepcopy(plan.outputs)
        outputs["servio"]["container"] |= values
        return replace(plan, outputs=outputs)

    return plant


def one_more(name: str, value: str) -> Plant:
    """Give the tasks one more variable in the open."""

    def plant(plan: Plan) -> Plan:
        return container(environment=[*plan.container()["environment"], {"name": name, "value": value}])(plan)

    return plant


def one_less(plan: Plan) -> Plan:
    return container(secrets=plan.container()["secrets"][1:])(plan)


def parameter(name: str, value: str) -> Plant:
    """Set one of PostgreSQL's parameters."""

    def change(group: Resource) -> Resource:
        kept = [one for one in group.values["parameter"] if one["name"] != name]
        return replace(group, values=group.values | {"parameter": [*kept, {"name": name, "value": value}]})

    return lambda plan: each(plan, "aws_db_parameter_group.main", change)


def in_the_source(old: str, new: str) -> Plant:
    """Change the root's files."""
    return lambda plan: replace(plan, source=plan.source.replace(old, new))


DATABASE = "aws_db_instance.main"
REDIS = "aws_elasticache_replication_group.main"
SERVICE = "aws_ecs_service.app"
HTTPS = "aws_lb_listener.https"
INTO = "aws_vpc_security_group_ingress_rule"

PLANTED: tuple[tuple[str, Plant], ...] = (
    ("users_reach_the_balancer", without("aws_route_table_association.public")),
    ("users_reach_the_balancer", naming("aws_route_table.public", route=set())),
    ("tasks_reach_what_is_outside", naming("aws_route_table.private", route={"aws_internet_gateway.main"})),
    ("nobody_reaches_what_is_not_theirs", setting(f"{INTO}.database_app", cidr_ipv4="0.0.0.0/0")),
    ("nobody_reaches_what_is_not_theirs", setting(f"{INTO}.app_alb", cidr_ipv6="::/0")),
    (
        "nobody_reaches_what_is_not_theirs",
        naming(f"{INTO}.redis_app", referenced_security_group_id={"aws_security_group.alb"}),
    ),
    ("nobody_reaches_what_is_not_theirs", setting(f"{INTO}.alb_https", to_port=65535)),
    (
        "nobody_reaches_what_is_not_theirs",
        setting("aws_security_group.redis", ingress=[{"cidr_blocks": ["0.0.0.0/0"]}]),
    ),
    ("each_is_reached_by_its_caller", without(f"{INTO}.redis_app")),
    ("what_is_private_has_no_public_address", setting(DATABASE, publicly_accessible=True)),
    ("what_is_private_has_no_public_address", setting(DATABASE, publicly_accessible=None)),
    ("what_is_private_has_no_public_address", inner(SERVICE, "network_configuration", assign_public_ip=True)),
    ("no_subnet_gives_public_addresses_unasked", setting("aws_subnet.private", map_public_ip_on_launch=True)),
    ("the_default_security_group_is_closed", without("aws_default_security_group.main")),
    ("the_default_security_group_is_closed", setting("aws_default_security_group.main", egress=[{"protocol": "-1"}])),
    ("http_is_redirected_to_https", without("aws_lb_listener.http")),
    ("http_is_redirected_to_https", inner("aws_lb_listener.http", "default_action", type="forward")),
    ("tls_is_modern", setting(HTTPS, ssl_policy="ELBSecurityPolicy-2016-08")),
    ("tls_is_modern", setting(HTTPS, port=8443)),
    ("health_is_asked_at_health", inner("aws_lb_target_group.app", "health_check", path="/")),
    ("health_is_asked_at_health", inner("aws_lb_target_group.app", "health_check", matcher="200-499")),
    ("malformed_headers_are_dropped", setting("aws_lb.app", drop_invalid_header_fields=False)),
    ("no_secret_is_in_the_open", one_more("DATABASE_URL", "postgresql://example.com")),
    ("servio_gets_all_its_settings", one_less),
    ("servio_gets_all_its_settings", one_more("SENTRY_ENVIROMENT", "staging")),
    ("the_image_names_a_build", container(image="example.com/servio-app:staging")),
    ("the_image_names_a_build", container(image="example.com:5000/servio-app")),
    ("the_container_has_the_whole_task", container(memory=512)),
    ("the_task_has_an_execution_role", naming("aws_ecs_task_definition.app", execution_role_arn=set())),
    ("the_log_group_is_terraforms", setting("aws_cloudwatch_log_group.database", retention_in_days=0)),
    ("a_bad_build_is_taken_back", inner(SERVICE, "deployment_circuit_breaker", rollback=False)),
    ("a_bad_build_is_taken_back", setting(SERVICE, deployment_circuit_breaker=[])),
    ("two_tasks_stay_up_during_a_deploy", setting(SERVICE, deployment_minimum_healthy_percent=50)),
    ("two_tasks_stay_up_during_a_deploy", setting(SERVICE, desired_count=1)),
    ("no_password_is_in_the_state", setting(DATABASE, manage_master_user_password=None)),
    ("the_database_is_postgresql_15", setting(DATABASE, engine_version="14")),
    ("the_database_is_postgresql_15", setting(DATABASE, engine_version="15.4")),
    ("the_database_speaks_tls_only", parameter("rds.force_ssl", "0")),
    ("what_is_stored_is_encrypted", setting(DATABASE, storage_encrypted=False)),
    ("what_is_stored_is_encrypted", setting(REDIS, at_rest_encryption_enabled=None)),
    ("redis_wants_tls_and_a_token", setting(REDIS, transit_encryption_enabled=False)),
    ("redis_wants_tls_and_a_token", setting(REDIS, auth_token=None)),
    ("redis_wants_tls_and_a_token", setting(REDIS, engine_version="6.2")),
    ("backups_are_kept", setting(DATABASE, backup_retention_period=0)),
    ("the_database_can_be_destroyed", setting(DATABASE, final_snapshot_identifier=None)),
    ("slow_statements_can_be_looked_up", setting(DATABASE, enabled_cloudwatch_logs_exports=None)),
    ("the_log_holds_no_personal_data", parameter("log_parameter_max_length", "-1")),
    ("names_say_the_environment", setting("aws_lb.app", name="servio-alb")),
    ("names_say_the_environment", setting("aws_secretsmanager_secret.app", name="servio-production/REDIS_URL")),
    ("somebody_is_told", without("aws_cloudwatch_metric_alarm.db_storage")),
    ("somebody_is_told", setting("aws_cloudwatch_metric_alarm.above", alarm_actions=[])),
    ("the_state_is_locked_and_encrypted", in_the_source("use_lockfile = true", "use_lockfile = false")),
)
