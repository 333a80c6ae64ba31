"""CloudWatch alarms: which there are, whether anybody hears them, and which of them ring."""

from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.parts import Part, source_of_parts
from servio_verify.infra.source import Read

ALARMS = {
    "names": "names of the alarms, without their prefix",
    "conditions": "what each alarm rings at",
    "blind": "names of alarms that say no thing which they watch: CloudWatch then measures nothing",
    "unheard": "names of alarms that tell nobody: no topic, or their actions are off",
    "ringing": "names of alarms that ring now",
    "without_data": "names of alarms that see no data",
}
_GIB = 1024**3
_SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
}


def _alarms(aws: Aws) -> Read:
    prefix = aws.names.alarms_prefix
    told = aws.ask("cloudwatch", "describe_alarms", AlarmNamePrefix=prefix)["MetricAlarms"]
    them = {each["AlarmName"].removeprefix(prefix): each for each in told}
    return {
        "names": tuple(sorted(them)),
        "conditions": tuple(sorted(f"{name} {_condition(each)}" for name, each in them.items())),
        "blind": _where(them, lambda it: not it.get("Dimensions") and not it.get("Metrics")),
        "unheard": _where(them, lambda it: not (it["ActionsEnabled"] and it.get("AlarmActions"))),
        "ringing": _where(them, lambda it: it["StateValue"] == "ALARM"),
        "without_data": _where(them, lambda it: it["StateValue"] == "INSUFFICIENT_DATA"),
    }


def _where(them: dict[str, dict[str, Any]], holds: Any) -> tuple[str, ...]:
    return tuple(sorted(name for name, each in them.items() if holds(each)))


def _condition(alarm: dict[str, Any]) -> str:
    sign = _SIGNS.get(alarm["ComparisonOperator"], alarm["ComparisonOperator"])
    seconds = alarm.get("Period", 60) * alarm["EvaluationPeriods"]
    threshold = alarm.get("Threshold", 0)
    size = f"{threshold / _GIB:g} GiB" if threshold >= _GIB / 10 else f"{threshold:g}"
    return f"{sign} {size} for {seconds} s"


SOURCE = source_of_parts("alarms", "cloudwatch", Part(ALARMS, _alarms))
