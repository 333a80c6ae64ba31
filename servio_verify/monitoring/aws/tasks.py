"""Source of ECS: tasks of the service that ended in the time of the run, and those that did not come up.

A task of another task definition is of another release, and never counts; nor does one that ECS stopped to scale in or
to roll out, or that a person stopped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.services.ecs import service_of
from servio_verify.infra.source import Place
from servio_verify.monitoring.aws.asking import clock_of, gaps, signed_in
from servio_verify.monitoring.aws.stopped_task import StoppedTask
from servio_verify.monitoring.reading import Reading, Window, at, sentence
from servio_verify.monitoring.source import Source

CALLED = "tasks"
KEPT = timedelta(hours=1)
"""For so long ECS tells a task that ended, at least."""

DESCRIBED_AT_ONCE = 100
MOST_DESCRIBED = 300
MOST_TOLD = 5

ROOM = 120
"""Characters of an event that does not count."""

_WHOSE = re.compile(r"(?<!to )deployment (ecs-svc/\d+)")
"""The roll-out that an event is of; "rolling back to deployment …" names another one."""

_TROUBLE = ("unable to ", "unhealthy", "rolling back", "failed")
"""Words of trouble in service events (docs.aws.amazon.com/AmazonECS, Service event messages)."""


class TasksProbe:
    """The service's tasks in one run. `begin` notes what there is already."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def begin(self) -> None:
        """Note which tasks have ended, which events there were, and which roll-out is the current one."""
        self._aws = signed_in(self._place)
        self._ahead = clock_of(self._place, self._aws)
        with gaps():
            service = service_of(self._aws)
            self._events_before = {each["id"] for each in service.get("events", [])}
            self._primary_before = _primary(service)
            self._definition = _short(service["taskDefinition"])
            self._ended_before = set(_ended(self._aws))

    def end(self, window: Window) -> Reading:
        """Say which tasks ended since, and what ECS tells of trouble with new ones."""
        window = window.moved(self._ahead)
        aws = self._aws.afresh()
        with gaps():
            service = service_of(aws)
            new = [arn for arn in _ended(aws) if arn not in self._ended_before]
            ended = [StoppedTask.of(each) for each in _described(aws, new[:MOST_DESCRIBED])]
            ended = [each for each in ended if each.stopped is None or each.stopped >= window.begins]
            mine = [each for each in ended if each.definition == self._definition]
            trouble, of_others = self._trouble(service)
            signals = [*_crashes(mine), *self._failed(service), *islice(trouble, MOST_TOLD)]
            notes = [*self._roll_out(service), *islice(of_others, MOST_TOLD), *_gone(ended, mine)]
            if not signals:
                run = service["runningCount"]
                notes.append(f"{CALLED}: none of {service['serviceName']} ended by itself, {run} run")
        return Reading(tuple(signals), tuple(_gaps(window, new)), tuple(notes))

    def _failed(self, service: Mapping[str, Any]) -> Iterator[str]:
        """Yield how many tasks of this release did not come up since."""
        now, before = _primary(service), self._primary_before
        failed = now.get("failedTasks", 0) - (before.get("failedTasks", 0) if now.get("id") == before.get("id") else 0)
        if failed > 0 and _short(now["taskDefinition"]) == self._definition:
            yield f"{CALLED}: {failed} of {self._definition} did not come up since this run began (failedTasks)"

    def _trouble(self, service: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        """Return what the service's new events say of trouble, each once, and what of it is of another roll-out."""
        new = (each for each in service.get("events", []) if each["id"] not in self._events_before)
        said = {_plain(each["message"]): each["createdAt"] for each in new}
        trouble = {words: when for words, when in said.items() if any(sign in words for sign in _TROUBLE)}
        others = [words for words in trouble if self._is_of_another(words)]
        lines = {words: f"{CALLED}: {at(when)}, {words}" for words, when in trouble.items()}
        foreign = [f"{sentence(lines[words])[:ROOM]}, another roll-out: it does not count" for words in others]
        return [line for words, line in lines.items() if words not in others], foreign

    def _is_of_another(self, event: str) -> bool:
        """Return whether an event names another roll-out than the one that was the current one before the checks."""
        ours = self._primary_before.get("id")
        return bool(ours and (whose := _WHOSE.search(event)) and whose[1] != ours)

    def _roll_out(self, service: Mapping[str, Any]) -> Iterator[str]:
        now = _primary(service)
        if now and now.get("id") != self._primary_before.get("id"):
            yield f"{CALLED}: a roll-out of {_short(now['taskDefinition'])} began while the checks ran"


def _primary(service: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the current roll-out; nothing where another tool rolls out."""
    deployments: Iterable[Mapping[str, Any]] = service.get("deployments", [])
    return next((each for each in deployments if each["status"] == "PRIMARY"), {})


def _ended(aws: Aws) -> list[str]:
    names = aws.names
    told = aws.ask("ecs", "list_tasks", cluster=names.cluster, serviceName=names.service, desiredStatus="STOPPED")
    return list(told["taskArns"])


def _described(aws: Aws, arns: list[str]) -> Iterator[Mapping[str, Any]]:
    for first in range(0, len(arns), DESCRIBED_AT_ONCE):
        some = arns[first : first + DESCRIBED_AT_ONCE]
        yield from aws.ask("ecs", "describe_tasks", cluster=aws.names.cluster, tasks=some)["tasks"]


def _crashes(mine: list[StoppedTask]) -> Iterator[str]:
    """Yield the tasks that ended by themselves or because they were ill; many of one kind are one line."""
    kinds: dict[str, list[StoppedTask]] = {}
    for each in mine:
        if each.speaks_against:
            kinds.setdefault(each.why, []).append(each)
    for why, them in kinds.items():
        first, more = them[0], len(them) - 1
        others = f" and {more} more" if more else ""
        yield sentence(f"{CALLED}: {first.told}{others} ended: {why}")


def _gone(ended: list[StoppedTask], mine: list[StoppedTask]) -> Iterator[str]:
    """Yield what ended and does not count."""
    if others := [each for each in ended if each not in mine]:
        definitions = ", ".join(sorted({each.definition for each in others}))
        yield f"{CALLED}: {len(others)} of {definitions} ended, another release: it does not count"
    for each in mine:
        if not each.speaks_against and not each.is_scaled:
            yield f"{CALLED}: {each.told} ended, which does not count: {each.why}"


def _gaps(window: Window, new: list[str]) -> Iterator[str]:
    if window.ends - window.begins > KEPT:
        yield f"{CALLED}: sampled, ECS forgets tasks that ended more than an hour ago, and the run took longer"
    if new[MOST_DESCRIBED:]:
        yield f"{CALLED}: sampled, {len(new)} tasks ended since this run began, and {MOST_DESCRIBED} were looked at"


def _short(arn: str) -> str:
    return arn.rpartition("/")[2]


def _plain(message: str) -> str:
    """Return an event's message without the brackets around names."""
    return message.replace("(", "").replace(")", "")


def _open(place: Place) -> TasksProbe:
    return TasksProbe(place)


SOURCE = Source("tasks", CALLED, _open)
