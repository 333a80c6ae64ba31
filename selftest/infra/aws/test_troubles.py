"""What keeps the tier from AWS: each is one line that says whose turn it is, and no fact is made up."""

import os
from pathlib import Path
from typing import Any

import pytest

from selftest.infra.aws.conftest import StandIn
from selftest.infra.aws.drifts.drift import json_told, text_told
from selftest.support.aws.look import SOURCES, Look, environment
from selftest.support.aws.made import Aws as Made
from selftest.support.aws.sizes import REGION
from servio_verify.environments.layers.keys import DEPLOYMENT_SECRETS
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.infra.aws import account
from servio_verify.infra.aws.services import ecs
from servio_verify.infra.aws.settings import AwsSettings
from servio_verify.infra.configuration.rules.secret_values import looks_secret
from servio_verify.infra.facts import Facts, Unread
from servio_verify.infra.gathering import gather
from servio_verify.infra.source import Place

SSO = """[profile sso]
sso_session = it
sso_account_id = 000000000000
sso_role_name = ReadOnly
[sso-session it]
sso_region = us-east-1
sso_start_url = https://it.example.com/start
"""

pytestmark = pytest.mark.usefixtures("aws_environ")


def facts_of(**table: Any) -> Facts:
    """Return what is read with credentials of the process, from the place that this table says."""
    return gather(Place(environment("staging"), {"aws": {"region": REGION} | table}), SOURCES)


def only_reason(facts: Facts) -> str:
    """Return why nothing at all could be read, which is one line."""
    assert not facts.unreachable
    reasons = {fact.value.why if isinstance(fact.value, Unread) else "read" for fact in facts.known.values()}
    assert len(reasons) == 1
    return reasons.pop()


def unread_of(facts: Facts) -> dict[str, str]:
    return {name: fact.value.why for name, fact in facts.known.items() if isinstance(fact.value, Unread)}


def test_without_credentials_nothing_is_asked_and_nothing_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    facts = facts_of()
    assert not facts.known
    assert set(facts.unreachable) == SOURCES
    assert set(facts.unreachable.values()) == {account.NO_CREDENTIALS}


def test_a_profile_that_is_not_there_is_as_none() -> None:
    unreachable = facts_of(profile="nobody").unreachable
    assert set(unreachable.values()) == {"AWS was not asked: The config profile (nobody) could not be found"}


def test_a_profile_that_somebody_asked_for_and_is_not_there_is_one_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert only_reason(facts_of()).startswith("AWS was not asked, AWS_PROFILE is wrong: The config profile (nobody)")


def test_an_sso_session_that_never_began_is_one_doubt_and_no_stack(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "config").write_text(SSO, encoding="utf-8")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    assert "has ended or never began: aws sso login" in only_reason(facts_of(profile="sso"))
    assert not caplog.records


def test_without_a_table_nothing_is_asked() -> None:
    facts = gather(Place(environment("staging"), {}), {"ecs"})
    assert facts.unreachable == {
        "ecs": "AWS was not asked: environments/staging.facts.toml has no [aws] with its region"
    }


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ExpiredToken", "the AWS credentials have expired: sign in again"),
        ("InvalidClientTokenId", "AWS knows no such credentials (InvalidClientTokenId)"),
    ],
)
def test_credentials_that_aws_refuses_are_one_doubt(code: str, said: str, stand_in: StandIn) -> None:
    with stand_in.front.refuse("GetCallerIdentity", code):
        assert only_reason(facts_of()).startswith(said)


def test_another_account_is_asked_for_nothing(stand_in: StandIn) -> None:
    before = len(stand_in.front.asked)
    reason = only_reason(facts_of(account="111111111111"))
    assert "are of account 000000000000, environments/staging.facts.toml says 111111111111" in reason
    assert stand_in.front.asked[before:] == ["sts:GetCallerIdentity"]


def test_an_aws_that_cannot_be_reached_is_one_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert only_reason(facts_of()).startswith("AWS does not answer sts:GetCallerIdentity")


def test_a_wrong_region_is_one_doubt() -> None:
    reason = only_reason(facts_of(region="eu-west-1"))
    assert reason.startswith(
        "nothing is in eu-west-1, no cluster servio-staging, no database, no balancer: check region"
    )


def test_each_call_is_bounded_in_time() -> None:
    aws = account.connect(Place(environment("staging"), {"aws": {"region": REGION}}))
    config = aws._clients.of("ecs").meta.config
    assert (config.connect_timeout, config.read_timeout) == (5, 10)


@pytest.mark.parametrize(
    ("operation", "code", "action", "facts"),
    [
        ("DescribeTasks", "AccessDeniedException", "ecs:DescribeTasks", {f"ecs.{name}" for name in ecs.TASKS}),
        (
            "DescribeLoadBalancerAttributes",
            "AccessDenied",
            "elasticloadbalancing:DescribeLoadBalancerAttributes",
            {f"alb.{name}" for name in ("access_logs", "deletion_protection", "drops_invalid_headers")}
            | {"alb.http2", "alb.idle_seconds"},
        ),
    ],
)
def test_one_denied_call_leaves_its_own_facts_unread(
    operation: str, code: str, action: str, facts: set[str], stand_in: StandIn, staging: Look
) -> None:
    with stand_in.front.refuse(operation, code):
        unread = unread_of(staging.facts())
    assert set(unread) == facts
    assert set(unread.values()) == {f"AccessDenied for {action}: allow it (deploy/aws/read-only-policy.json)"}


@pytest.mark.parametrize(
    ("operation", "code"), [("ListTasks", "ThrottlingException"), ("DescribeDBInstances", "Throttling")]
)
def test_what_was_throttled_is_asked_again(operation: str, code: str, stand_in: StandIn, staging: Look) -> None:
    with stand_in.front.refuse(operation, code, times=1):
        assert not unread_of(staging.facts())
        assert not stand_in.front.refused[operation]


def test_what_is_throttled_all_the_time_is_a_doubt(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "ATTEMPTS", 2)
    with stand_in.front.refuse("DescribeLogGroups", "ThrottlingException"):
        unread = unread_of(facts_of())
    assert set(unread.values()) == {"AWS throttles logs:DescribeLogGroups, whatever the pause: run again later"}


@pytest.mark.parametrize(
    ("operation", "code", "fact", "value"),
    [
        ("DescribeDBInstances", "DBInstanceNotFound", "rds.exists", "there is no database servio-staging-db"),
        ("DescribeReplicationGroups", "ReplicationGroupNotFoundFault", "elasticache.exists", "there is no replication"),
        ("DescribeServices", "ClusterNotFoundException", "ecs.exists", "there is no ECS service servio-staging-app"),
        ("DescribeTargetGroups", "TargetGroupNotFound", "target_group.exists", "there is no target group"),
    ],
)
def test_what_is_not_there_fails_one_check(
    operation: str, code: str, fact: str, value: str, stand_in: StandIn, staging: Look
) -> None:
    with stand_in.front.refuse(operation, code):
        facts = staging.facts()
    assert set(staging.complaints(facts)) == {fact}
    assert "is no, must be yes" in staging.complaints(facts)[fact]
    assert all(why.startswith(value) for why in unread_of(facts).values())


def test_a_roll_out_under_way_is_a_doubt_that_says_wait(stand_in: StandIn, staging: Look) -> None:
    def begin(told: Any) -> None:
        told["services"][0]["deployments"][0].update(rolloutState="IN_PROGRESS", runningCount=1)

    with json_told("DescribeServices", begin)(stand_in.staging, stand_in.front):
        said = staging.complaints()
    assert {"ecs.roll_out", "ecs.running", "ecs.digests", "target_group.healthy"} <= set(said)
    assert {line.partition("\n")[0] for line in said.values()} == {
        "a roll-out of servio-staging-app:1 is under way (1 of 2 new tasks run): wait until it is over, then run again"
    }


def test_an_answer_in_another_form_is_a_doubt(stand_in: StandIn, staging: Look) -> None:
    without = json_told("DescribeServices", lambda told: told["services"][0].pop("deployments"))
    with without(stand_in.staging, stand_in.front):
        facts = staging.facts()
    assert unread_of(facts)["ecs.roll_out"].startswith("AWS answered in another form than documented")
    assert facts.known["ecs.desired"].value == 2


def test_a_service_that_another_tool_rolls_out_tells_no_state(stand_in: StandIn, staging: Look) -> None:
    by_codedeploy = json_told("DescribeServices", lambda told: told["services"][0].update(deployments=[]))
    with by_codedeploy(stand_in.staging, stand_in.front):
        said = staging.complaints()
    assert said["ecs.roll_out"].startswith("ecs.roll_out is not set, must be 'COMPLETED'")


def test_forced_tls_may_be_the_default_of_the_version(stand_in: StandIn, staging: Look) -> None:
    asked = len(stand_in.front.asked)
    drop = text_told("DescribeDBParameters", r"(?s)<Parameter>(?:(?!</Parameter>).)*rds\.force_ssl.*?</Parameter>", "")
    with drop(stand_in.staging, stand_in.front):
        assert staging.facts().known["rds.force_tls"].value is False
    assert stand_in.front.asked[asked:].count("rds:DescribeDBParameters") > 1


def test_more_than_a_page_of_tasks_is_read_to_its_end(stand_in: StandIn, staging: Look) -> None:
    before = len(stand_in.front.asked)
    _scale(stand_in.staging, 103)
    try:
        known = staging.facts().known
    finally:
        _scale(stand_in.staging, 2)
    asked = stand_in.front.asked[before:]
    assert (known["ecs.running"].value, known["ecs.tasks_of_definition"].value) == (103, 103)
    assert (asked.count("ecs:ListTasks"), asked.count("ecs:DescribeTasks")) == (2, 2)


def _scale(aws: Made, tasks: int) -> None:
    aws.ecs.update_service(cluster="servio-staging", service="servio-staging-app", desiredCount=tasks)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, "[aws] region is missing: the region, such as us-east-1"),
        (
            {"region": "Ireland"},
            "[aws] region must be a text in quotes, the region, such as us-east-1; it is",
        ),
        ({"region": REGION, "acount": "1"}, "[aws] acount is no key of it; did you mean account?"),
        (
            {"region": REGION, "account": 123456789012},
            "[aws] account must be a text in quotes, the account's",
        ),
        ({"region": REGION, "cluster": ""}, "[aws] cluster must be a text in quotes, the ECS cluster; it is ''"),
    ],
)
def test_a_mistake_in_the_table_is_one_line(table: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as error:
        AwsSettings.of("staging", table)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("STRIPE_SECRET_KEY", "sk_test_1", True),
        ("DATABASE_URL", "postgresql://db/servio", True),
        ("SENTRY_AUTH_TOKEN", "x", True),
        ("SECRET_KEY_BASE", "0f1e2d", True),
        ("SMTP_PASSWORD_STAGING", "planted", True),
        ("ENCRYPTION_KEY", "correct-horse-battery-staple", True),
        ("STRIPE_CONFIG", '{"secret":"sk_live_abc"}', True),
        ("AUTH_HEADER", "Bearer sk_live_abc", True),
        ("DB_PASSWORD_READONLY", "hunter22x", True),
        ("API_KEY_DATADOG", "0f1e2d3c4b5a", True),
        ("TWILIO_PRIVATE", "0f1e2d3c4b5a", True),
        ("DB_PASSWORD", "12345", True),
        ("PASSWORD_HASHER_ROUNDS", "12", False),
        ("API_KEY_HEADER", "X-Api-Key", False),
        ("PASSWORD_RESET_URL", "https://staging.servio.com/reset", False),
        ("TASK_QUEUE", "task_live_abc", False),
        ("ANYTHING", "postgresql://it:pw@db/servio", True),
        ("NEXT_PUBLIC_STRIPE_KEY", "sk_live_1", True),
        ("NEXT_PUBLIC_SUPABASE_ANON_KEY", "eyJ", False),
        ("NEXT_PUBLIC_STRIPE_KEY", "pk_live_1", False),
        ("NODE_ENV", "staging", False),
        ("STRIPE_SECRET_KEY", "", False),
        ("KEYBOARD", "qwerty", False),
    ],
)
def test_secrets_in_plain_variables_are_known_by_name_or_value(name: str, value: str, secret: bool) -> None:
    assert looks_secret(name, value, name in DEPLOYMENT_SECRETS) is secret
