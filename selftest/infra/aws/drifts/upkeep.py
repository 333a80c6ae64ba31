"""Drifts of secrets, logs and alarms."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selftest.infra.aws.drifts.drift import Drift, Hand, drift, json_told, there_and_back
from selftest.support.aws.front import Front
from selftest.support.aws.made import ALARMS, Aws, put_alarm
from selftest.support.aws.sizes import STAGING

NAME = STAGING.name
APP, DATABASE = f"{NAME}-app", f"/aws/rds/instance/{NAME}-db/upgrade"


@contextmanager
def secret_going(aws: Aws, _: Front) -> Iterator[None]:
    name = f"{NAME}/UNLEASH_API_KEY"
    aws.secretsmanager.delete_secret(SecretId=name, RecoveryWindowInDays=7)
    try:
        yield
    finally:
        aws.secretsmanager.restore_secret(SecretId=name)


def retention(group: str, days: int | None) -> Hand:
    def put(aws: Aws, told: int | None) -> None:
        if told is None:
            aws.logs.delete_retention_policy(logGroupName=group)
        else:
            aws.logs.put_retention_policy(logGroupName=group, retentionInDays=told)

    return there_and_back(lambda aws: put(aws, days), lambda aws: put(aws, STAGING.log_days))


def alarm(name: str, **changed: Any) -> Hand:
    space, metric, sign, threshold, minutes = ALARMS[name]
    agreed: dict[str, Any] = {
        "Namespace": f"AWS/{space}",
        "MetricName": metric,
        "Dimensions": [{"Name": "Environment", "Value": NAME}],
        "ComparisonOperator": sign,
        "Threshold": threshold,
        "EvaluationPeriods": minutes,
    }
    return there_and_back(
        lambda aws: put_alarm(aws, f"{NAME}-{name}", **agreed | changed),
        lambda aws: put_alarm(aws, f"{NAME}-{name}", **agreed),
    )


@contextmanager
def no_alarm(aws: Aws, front: Front) -> Iterator[None]:
    aws.cloudwatch.delete_alarms(AlarmNames=[f"{NAME}-db-cpu"])
    try:
        yield
    finally:
        with alarm("db-cpu")(aws, front):
            """Put back as it was."""


def ringing(state: str) -> Any:
    name = f"{NAME}-app-5xx"
    return lambda aws: aws.cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="planted")


def _empty(told: Any) -> None:
    told["SecretList"][0]["SecretVersionsToStages"] = {}


def _old(told: Any) -> None:
    told["SecretList"][0]["LastChangedDate"] = 0


DRIFTS: list[Drift] = [
    drift(
        secret_going,
        "secrets.to_be_deleted",
        "UNLEASH_API_KEY",
        "nothing",
        secrets__missing=("UNLEASH_API_KEY", "nothing"),
    ),
    drift(json_told("ListSecrets", _empty), "secrets.without_value", "DATABASE_URL", "nothing"),
    drift(json_told("ListSecrets", _old), "secrets.oldest_days", "2", "at most 365"),
    drift(retention(APP, 7), "logs.retention_days", "7", "30"),
    drift(retention(APP, None), "logs.retention_days", "not set", "30", logs__kept_for_ever=(APP, "nothing")),
    drift(retention(DATABASE, 3), "logs.database_retention_days", "3", "30"),
    drift(retention(DATABASE, None), "logs.kept_for_ever", DATABASE, "nothing"),
    drift(alarm("app-5xx", ActionsEnabled=False), "alarms.unheard", "app-5xx", "nothing"),
    drift(alarm("app-5xx", AlarmActions=[]), "alarms.unheard", "app-5xx", "nothing"),
    drift(alarm("app-cpu", Threshold=99), "alarms.conditions", "app-cpu > 99 for 600 s", "app-cpu > 80 for 600 s"),
    drift(
        alarm("app-cpu", ComparisonOperator="GreaterThanOrEqualToThreshold"),
        "alarms.conditions",
        "app-cpu ≥ 80",
        "app-cpu > 80",
    ),
    drift(alarm("app-cpu", Dimensions=[]), "alarms.blind", "app-cpu", "nothing"),
    drift(there_and_back(ringing("ALARM"), ringing("OK")), "alarms.ringing", "app-5xx", "nothing"),
    drift(
        no_alarm,
        "alarms.names",
        "app-memory, db-storage",
        "db-cpu",
        alarms__conditions=("lacks db-cpu > 80", "lacks db-cpu > 80"),
    ),
]
