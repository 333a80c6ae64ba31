"""Numbers of a load balancer in CloudWatch, minute by minute.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html: a metric is
told only with the dimensions that it has, and a count only where it is not zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.monitoring.aws.minutes import MINUTE
from servio_verify.monitoring.reading import GapError

PERIOD = 60
REQUESTS, TARGET_5XX, BALANCER_5XX = "RequestCount", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"
UNHEALTHY = "UnHealthyHostCount"

PerMinute = Mapping[datetime, float]


@dataclass(frozen=True)
class Dimensions:
    """What CloudWatch calls a balancer (`app/NAME/ID`) and its target group (`targetgroup/NAME/ID`)."""

    balancer: str
    group: str

    @classmethod
    def of(cls, balancer_arn: str, group_arn: str) -> "Dimensions":
        """Return them from the ARNs. Raises ValueError where these are none of an application balancer."""
        _, found, balancer = balancer_arn.partition(":loadbalancer/")
        group = group_arn.rpartition(":")[2]
        if not found or not group.startswith("targetgroup/"):
            raise ValueError(f"{balancer_arn} is no balancer's ARN")
        return cls(balancer, group)

    def told(self, *names: str) -> list[dict[str, str]]:
        """Return those of these names, as AWS takes them."""
        values = {"LoadBalancer": self.balancer, "TargetGroup": self.group}
        return [{"Name": name, "Value": values[name]} for name in names]


_OF_BALANCER, _OF_GROUP = ("LoadBalancer",), ("LoadBalancer", "TargetGroup")
_ASKED = (
    (REQUESTS, "Sum", _OF_BALANCER),
    (BALANCER_5XX, "Sum", _OF_BALANCER),
    (TARGET_5XX, "Sum", _OF_GROUP),
    (UNHEALTHY, "Maximum", _OF_GROUP),
)


def numbers(aws: Aws, dimensions: Dimensions, first: datetime, last: datetime) -> dict[str, PerMinute]:
    """Return what is known of each metric by the beginnings of minutes, from the first to the last, in one call.

    Raises CallError, and GapError where CloudWatch tells a part only.
    """
    queries = [_query(name, stat, dimensions.told(*of)) for name, stat, of in _ASKED]
    answer = aws.ask("cloudwatch", "get_metric_data", MetricDataQueries=queries, StartTime=first, EndTime=last + MINUTE)
    found: dict[str, dict[datetime, float]] = {name: {} for name, *_ in _ASKED}
    for result in answer["MetricDataResults"]:
        if result.get("StatusCode", "Complete") not in ("Complete", "PartialData"):
            raise GapError(f"could not be read, CloudWatch told {result['StatusCode']} for a metric")
        name = next(name for name, *_ in _ASKED if _id(name) == result["Id"])
        pairs = zip(result["Timestamps"], result["Values"], strict=True)
        found[name] |= {time.astimezone(UTC): value for time, value in pairs}
    return dict(found)


def _query(name: str, stat: str, dimensions: list[dict[str, str]]) -> dict[str, Any]:
    metric = {"Namespace": "AWS/ApplicationELB", "MetricName": name, "Dimensions": dimensions}
    return {"Id": _id(name), "MetricStat": {"Metric": metric, "Period": PERIOD, "Stat": stat}}


def _id(name: str) -> str:
    """Return the name as the id of a query, which begins with a small letter."""
    return name[0].lower() + name[1:]
