"""Source of the load balancer: its answers of 5xx and its unhealthy tasks in the time of the run.

CloudWatch counts by whole minutes, and knows of them one to three minutes later. Only a minute that lies inside the run
counts; one that the run shares with others is a note; one that is not known yet is not covered.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from servio_verify.environments.monitoring import BalancerSettings
from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.services.target_group import group_of
from servio_verify.infra.aws.settings import AwsSettings
from servio_verify.infra.source import Place
from servio_verify.monitoring.aws.asking import clock_of, gaps, signed_in
from servio_verify.monitoring.aws.minutes import is_inside, minutes_of, told
from servio_verify.monitoring.aws.numbers import (
    BALANCER_5XX,
    REQUESTS,
    TARGET_5XX,
    UNHEALTHY,
    Dimensions,
    PerMinute,
    numbers,
)
from servio_verify.monitoring.reading import GapError, Reading, Window, named
from servio_verify.monitoring.source import Source
from servio_verify.run.polling import wait_until

CALLED = "balancer"
LOOKS = 5
"""How often what is not known yet is asked for again while it is waited for."""

USUALLY_THERE = 180
"""Seconds after which CloudWatch knows of a minute, as a rule."""

_WHO = {TARGET_5XX: "Servio's tasks", BALANCER_5XX: "the balancer itself, for want of an answer of Servio"}


class BalancerProbe:
    """The balancer in one run. `begin` notes which tasks are unhealthy already."""

    def __init__(self, place: Place, settings: BalancerSettings) -> None:
        self._place = place
        self._settings = settings

    def begin(self) -> None:
        """Find the balancer and its target group, and note what is unhealthy."""
        self._aws = signed_in(self._place)
        self._ahead = clock_of(self._place, self._aws)
        with gaps():
            group = group_of(self._aws)
            self._group = group["TargetGroupArn"]
            self._dimensions = Dimensions.of(_balancer_before(group, self._aws.names), self._group)
            self._ill_before = self._ill(self._aws)

    def end(self, window: Window) -> Reading:
        """Say what the balancer answered since, and which tasks became unhealthy."""
        window = window.moved(self._ahead)
        with gaps():
            now = self._ill(self._aws.afresh())
            found = self._numbers(window)
        answers = _Answers(found, window, self._settings)
        fell_ill = [f"{task} ({why})" for task, why in sorted(now.items()) if task not in self._ill_before]
        signals = [*answers.signals(), *_unhealthy(fell_ill, found[UNHEALTHY], window, len(self._ill_before))]
        still = sorted(now.keys() & self._ill_before.keys())
        were = [f"{CALLED}: {named(still)} unhealthy, as before this run: it does not count"] if still else []
        return Reading(tuple(signals), tuple(answers.gaps()), (*answers.notes(), *were))

    def _ill(self, aws: Aws) -> dict[str, str]:
        """Return the tasks that are unhealthy now, and why."""
        told: list[dict[str, Any]] = aws.ask("elbv2", "describe_target_health", TargetGroupArn=self._group)[
            "TargetHealthDescriptions"
        ]
        return {
            f"task {each['Target']['Id']}": str(each["TargetHealth"].get("Reason", "no reason told"))
            for each in told
            if each["TargetHealth"]["State"].startswith("unhealthy")
        }

    def _numbers(self, window: Window) -> dict[str, PerMinute]:
        """Return what CloudWatch knows; as long as it lacks minutes, it is asked again until the wait is over."""
        minutes = minutes_of(window)
        found: dict[str, PerMinute] = {}

        def know_all() -> bool:
            found.update(numbers(self._aws.afresh(), self._dimensions, minutes[0], minutes[-1]))
            return all(minute in found[REQUESTS] for minute in minutes)

        wait_until(know_all, self._settings.wait, every=max(0.1, self._settings.wait / LOOKS))
        return found


class _Answers:
    """What the balancer answered in a window, in sentences."""

    def __init__(self, found: Mapping[str, PerMinute], window: Window, settings: BalancerSettings) -> None:
        self._found = found
        self._settings = settings
        minutes = minutes_of(window)
        self._inside = [minute for minute in minutes if is_inside(minute, window)]
        self._shared = [minute for minute in minutes if not is_inside(minute, window)]
        self._unknown = [minute for minute in minutes if minute not in found[REQUESTS]]

    def signals(self) -> Iterator[str]:
        """Yield the answers of 5xx that were given during the run."""
        if sum(self._count(name, self._inside) for name in _WHO) > self._settings.tolerated:
            for name, who in _WHO.items():
                if count := self._count(name, self._inside):
                    yield f"{CALLED}: {count} answers of 5xx by {who}, {told(self._inside)} ({name})"

    def gaps(self) -> Iterator[str]:
        """Yield the minutes of which nothing is known yet."""
        if self._unknown:
            wait = self._settings.wait
            yet = f"after {wait:g} s" if wait else f"yet (wait = {USUALLY_THERE} in [monitoring.balancer] waits for it)"
            yield f"{CALLED}: late, CloudWatch has no numbers for {told(self._unknown)} {yet}"

    def notes(self) -> Iterator[str]:
        """Yield what does not count, and that all is well."""
        known = [minute for minute in (*self._inside, *self._shared) if minute not in self._unknown]
        shared = sum(self._count(name, self._shared) for name in _WHO)
        inside = sum(self._count(name, self._inside) for name in _WHO)
        if shared:
            yield f"{CALLED}: {shared} answers of 5xx in minutes that the run shares with others, {told(self._shared)}"
        if 0 < inside <= self._settings.tolerated:
            yield f"{CALLED}: {inside} answers of 5xx, {told(self._inside)}; {self._settings.tolerated} are tolerated"
        if known and not shared and not inside:
            yield f"{CALLED}: no answer of 5xx, {told(known)}"

    def _count(self, name: str, minutes: Iterable[datetime]) -> int:
        return int(sum(self._found[name].get(minute, 0) for minute in minutes))


def _balancer_before(group: Mapping[str, Any], names: AwsSettings) -> str:
    """Return the ARN of the balancer that leads to this target group. Raises GapError where it does not."""
    for arn in group["LoadBalancerArns"]:
        if f"/{names.balancer}/" in arn:
            return str(arn)
    raise GapError(f"the balancer {names.balancer} does not lead to {names.target_group}: check them under [aws]")


def _unhealthy(fell_ill: list[str], hosts: PerMinute, window: Window, before: int) -> Iterator[str]:
    """Yield which tasks became unhealthy: those that are so now, else how many were so for a while."""
    if fell_ill:
        yield f"{CALLED}: unhealthy since this run began: {named(fell_ill)}"
        return
    ill = [minute for minute in minutes_of(window) if is_inside(minute, window) and hosts.get(minute, 0) > before]
    if ill:
        most = int(max(hosts[minute] for minute in ill))
        yield f"{CALLED}: {most} tasks were unhealthy for a while, {told(ill)} ({UNHEALTHY})"


def _open(place: Place) -> BalancerProbe:
    return BalancerProbe(place, place.environment.monitoring.balancer or BalancerSettings())


SOURCE = Source("balancer", CALLED, _open)
