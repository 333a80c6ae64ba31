"""The balancer: whole minutes inside a run count, shared ones are notes, and minutes not known yet are not covered."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from selftest.monitoring.probes import RUN, opened
from selftest.monitoring.stand_in import StandIn
from servio_verify.monitoring.aws.numbers import BALANCER_5XX, REQUESTS, TARGET_5XX, UNHEALTHY, Dimensions
from servio_verify.monitoring.reading import GapError, Reading, Window
from servio_verify.monitoring.source import Probe

MINUTE = timedelta(minutes=1)
OF_GROUP = frozenset({TARGET_5XX, UNHEALTHY})
_HOURS = count(1)


class Numbers:
    """An hour in CloudWatch that no other test has, and a window in its first minutes."""

    def __init__(self, aws: StandIn) -> None:
        self._aws = aws
        self.first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=next(_HOURS))
        balancer = aws.made.elbv2.describe_load_balancers(Names=["servio-staging-alb"])["LoadBalancers"][0]
        group = aws.made.elbv2.describe_target_groups(Names=["servio-staging-tg"])["TargetGroups"][0]
        self.dimensions = Dimensions.of(balancer["LoadBalancerArn"], group["TargetGroupArn"])

    def put(self, minute: int, values: dict[str, float], *, of: frozenset[str] = OF_GROUP) -> None:
        """Put the numbers of a minute, with the dimensions that AWS has for each: those `of` the target group, two."""
        for name, value in values.items():
            of_group = name in of
            names = ("LoadBalancer", "TargetGroup") if of_group else ("LoadBalancer",)
            datum = {
                "MetricName": name,
                "Dimensions": self.dimensions.told(*names),
                "Timestamp": self.first + minute * MINUTE,
                "Value": value,
            }
            self._aws.made.cloudwatch.put_metric_data(Namespace="AWS/ApplicationELB", MetricData=[datum])

    def window(self, begins: float, ends: float) -> Window:
        """Return the window between these minutes."""
        return Window(self.first + begins * MINUTE, self.first + ends * MINUTE, "3f9c2d1", RUN)


@pytest.fixture
def numbers(near_aws: StandIn) -> Numbers:
    return Numbers(near_aws)


def begun(**settings: Any) -> Probe:
    probe = opened("balancer", **settings)
    probe.begin()
    return probe


def told(minutes: str, numbers: Numbers) -> str:
    return minutes.replace("00:", f"{numbers.first:%H}:")


def test_5xx_in_a_minute_inside_the_run_count(numbers: Numbers) -> None:
    for minute in range(4):
        numbers.put(minute, {REQUESTS: 60})
    numbers.put(2, {TARGET_5XX: 7, BALANCER_5XX: 2})
    assert begun().end(numbers.window(0.5, 3.5)).signals == (
        told("balancer: 7 answers of 5xx by Servio's tasks, 00:01 to 00:03 UTC (HTTPCode_Target_5XX_Count)", numbers),
        "balancer: 2 answers of 5xx by the balancer itself, for want of an answer of Servio, "
        + told("00:01 to 00:03 UTC (HTTPCode_ELB_5XX_Count)", numbers),
    )


def test_5xx_in_minutes_that_the_run_shares_with_others_are_a_note(numbers: Numbers) -> None:
    for minute in range(3):
        numbers.put(minute, {REQUESTS: 60})
    numbers.put(0, {TARGET_5XX: 5})
    numbers.put(2, {BALANCER_5XX: 1})
    note = told("balancer: 6 answers of 5xx in minutes that the run shares with others, 00:00 to 00:03 UTC", numbers)
    assert begun().end(numbers.window(0.5, 2.5)) == Reading(notes=(note,))


def test_all_is_well_where_every_minute_is_known(numbers: Numbers) -> None:
    numbers.put(0, {REQUESTS: 3, UNHEALTHY: 0})
    assert begun().end(numbers.window(0.2, 0.7)).notes == (
        told("balancer: no answer of 5xx, 00:00 to 00:01 UTC", numbers),
    )


def test_a_minute_without_requests_is_not_known_and_not_zero(numbers: Numbers) -> None:
    numbers.put(0, {REQUESTS: 3})
    late = told("balancer: late, CloudWatch has no numbers for 00:01 to 00:03 UTC yet (wait = 180 in ", numbers)
    reading = begun().end(numbers.window(0.5, 2.5))
    assert reading.gaps[0].startswith(late)
    assert reading.notes == (told("balancer: no answer of 5xx, 00:00 to 00:01 UTC", numbers),)


def test_a_5xx_without_requests_counts_for_the_balancer_had_no_task_to_ask(numbers: Numbers) -> None:
    numbers.put(1, {BALANCER_5XX: 4})
    assert begun().end(numbers.window(0.5, 2.5)).signals[0].startswith("balancer: 4 answers of 5xx by the balancer")


def test_a_count_of_another_target_group_is_not_ours(numbers: Numbers) -> None:
    numbers.put(0, {REQUESTS: 3})
    numbers.put(0, {TARGET_5XX: 9}, of=frozenset())
    assert begun().end(numbers.window(0, 1)).signals == ()


def test_so_many_as_are_tolerated_are_a_note(numbers: Numbers) -> None:
    numbers.put(0, {REQUESTS: 60, TARGET_5XX: 2})
    numbers.put(1, {REQUESTS: 60})
    reading = begun(tolerated=2).end(numbers.window(0, 1.5))
    assert not reading.signals
    assert told("balancer: 2 answers of 5xx, 00:00 to 00:01 UTC; 2 are tolerated", numbers) in reading.notes
    assert begun(tolerated=1).end(numbers.window(0, 1.5)).signals


def test_tasks_that_were_unhealthy_for_a_while_count(numbers: Numbers) -> None:
    numbers.put(1, {REQUESTS: 60, UNHEALTHY: 1})
    signals = begun().end(numbers.window(0.5, 2.5)).signals
    assert signals == (
        told("balancer: 1 tasks were unhealthy for a while, 00:01 to 00:02 UTC (UnHealthyHostCount)", numbers),
    )


def test_tasks_that_were_unhealthy_before_do_not_count(numbers: Numbers, near_aws: StandIn) -> None:
    numbers.put(1, {REQUESTS: 60, UNHEALTHY: 2})
    with near_aws.unhealthy("Target.Timeout", before=True):
        assert not begun().end(numbers.window(0.5, 2.5)).signals


@pytest.fixture
def later(numbers: Numbers) -> Iterator[None]:
    timer = threading.Timer(0.3, lambda: numbers.put(0, {REQUESTS: 60}))
    timer.start()
    yield
    timer.join()


def test_what_is_not_known_yet_is_waited_for(numbers: Numbers, later: None) -> None:
    reading = begun(wait=2).end(numbers.window(0.2, 0.7))
    assert (later, reading.gaps) == (None, ())


def test_the_wait_has_an_end(numbers: Numbers) -> None:
    (gap,) = begun(wait=0.2).end(numbers.window(0.2, 0.7)).gaps
    assert gap == told("balancer: late, CloudWatch has no numbers for 00:00 to 00:01 UTC after 0.2 s", numbers)


def test_a_balancer_that_is_not_there_is_a_gap(near_aws: StandIn) -> None:
    with near_aws.front.refuse("DescribeTargetGroups", "TargetGroupNotFound"), pytest.raises(GapError) as gap:
        begun()
    assert str(gap.value) == "there is no target group servio-staging-tg"


def test_only_an_application_balancer_has_these_numbers() -> None:
    with pytest.raises(ValueError, match="no balancer's ARN"):
        Dimensions.of("arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/a/1", "arn:…:targetgroup/a/1")
