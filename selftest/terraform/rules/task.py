"""The task and its service: what it is given, what it may do, how a bad build is taken back."""

import re
from collections.abc import Iterator

from selftest.terraform.plan import Plan
from selftest.terraform.rules.registry import rule

SETTINGS = frozenset(
    (
        "NODE_ENV",
        "NEXT_PUBLIC_APP_URL",
        "NEXT_PUBLIC_API_URL",
        "DATABASE_URL",
        "REDIS_URL",
        "NEXT_PUBLIC_SUPABASE_URL",
        "NEXT_PUBLIC_SUPABASE_ANON_KEY",
        "SUPABASE_SERVICE_ROLE_KEY",
        "NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRET",
        "NEXT_PUBLIC_SENTRY_DSN",
        "SENTRY_ENVIRONMENT",
        "LAUNCHDARKLY_SDK_KEY",
        "UNLEASH_API_URL",
        "UNLEASH_API_KEY",
        "DATADOG_API_KEY",
        "DATADOG_APP_KEY",
    )
)
"""The keys of the document's .env.staging."""

SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|_KEY$|^DATABASE_URL$|^REDIS_URL$")


@rule
def no_secret_is_in_the_open(plan: Plan) -> Iterator[str]:
    """Whoever may describe a task definition reads its `environment`."""
    for one in plan.container()["environment"]:
        if SECRET.search(one["name"]) and not one["name"].startswith("NEXT_PUBLIC_"):
            yield f"environment: {one['name']} is a secret"


@rule
def servio_gets_all_its_settings(plan: Plan) -> Iterator[str]:
    container = plan.container()
    given = {one["name"] for one in (*container["environment"], *container["secrets"])}
    for name in sorted(SETTINGS - given):
        yield f"container: {name} is not given"
    for name in sorted(given - SETTINGS):
        yield f"container: {name} is a name that Servio does not know"


@rule
def the_image_names_a_build(plan: Plan) -> Iterator[str]:
    image = plan.container()["image"]
    _, _, tag = image.rpartition(":")
    if tag in {"latest", "staging", "production", "main"} or "/" in tag:
        yield f"container: {image} is another build after every push"


@rule
def the_container_has_the_whole_task(plan: Plan) -> Iterator[str]:
    """What the task has and its only container may not use is paid for nothing."""
    container = plan.container()
    for task in plan.of("aws_ecs_task_definition"):
        for size in ("cpu", "memory"):
            if int(container[size]) != int(task.values[size]):
                yield f"container: {size} {container[size]} of the task's {task.values[size]}"


@rule
def the_task_has_an_execution_role(plan: Plan) -> Iterator[str]:
    """Without one Fargate can pull no private image, fetch no secret and write no log."""
    for task in plan.of("aws_ecs_task_definition"):
        if not (task.values.get("execution_role_arn") or task.named("execution_role_arn")):
            yield f"{task.key}: no execution_role_arn"


@rule
def the_log_group_is_terraforms(plan: Plan) -> Iterator[str]:
    """A group that the task makes itself keeps its lines for ever, and needs a right that no role here has."""
    options = plan.container()["logConfiguration"]["options"]
    if options.get("awslogs-create-group"):
        yield "container: awslogs-create-group"
    for one in plan.of("aws_cloudwatch_log_group"):
        if not one.values.get("retention_in_days"):
            yield f"{one.address}: keeps its lines for ever"


@rule
def a_bad_build_is_taken_back(plan: Plan) -> Iterator[str]:
    for one in plan.of("aws_ecs_service"):
        breaker = one.block("deployment_circuit_breaker")
        if not (breaker.get("enable") and breaker.get("rollback")):
            yield f"{one.key}: no circuit breaker with roll-back"


@rule
def two_tasks_stay_up_during_a_deploy(plan: Plan) -> Iterator[str]:
    for one in plan.of("aws_ecs_service"):
        if one.values["desired_count"] != 2 or one.values.get("deployment_minimum_healthy_percent") != 100:
            yield f"{one.key}: fewer than two tasks at times"
