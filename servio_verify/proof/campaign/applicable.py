"""Whether a fault makes sense on a target: what it needs is there, and the checks that promise to catch it run."""

from collections.abc import Callable, Mapping, Sequence

from servio_verify.environments import permissions
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action
from servio_verify.proof.fault import Expected, Fault, Need
from servio_verify.results.model import Entry, Outcome

OWN_TARGET = "only a target of our own can have it"
RAN = (Outcome.PASSED, Outcome.FLAKY)

HAS: Mapping[Need, Callable[[Environment], bool]] = {
    Need.HTTPS: lambda it: it.over_https,
    Need.WRITES: lambda it: it.writes,
    Need.SECOND_ACCOUNT: lambda it: it.second_credentials is not None,
    Need.BUILD: lambda it: it.build is not None,
    Need.TWO_ORIGINS: lambda it: not it.has_one_origin,
    Need.ORDERS: lambda it: it.resources.menus and it.resources.orders,
    Need.CLOSED_COOKIE: lambda it: it.session.http_only,
    Need.SECURE_COOKIE: lambda it: it.session.secure and it.over_https,
}
"""What tells whether a target has it; of the rest, only its checks tell."""

Outcomes = Mapping[str, Sequence[Entry]]
"""What became of each check without a fault, by its name without parameters."""


def lacking(fault: Fault, environment: Environment, by: str) -> str:
    """Return why this target cannot have the fault; empty where it can."""
    if fault.make is None and by == "proxy":
        return OWN_TARGET
    missing = [need for need in sorted(fault.needs) if need in HAS and not HAS[need](environment)]
    if missing:
        return f"it needs {' and '.join(missing)}"
    return permissions.refusal(environment, Action(fault.tier)) or ""


def unnamed(fault: Fault, build: str | None) -> str:
    """Return why the fault cannot show where the target named this build (None: none); empty where it can."""
    return "the target names no build" if Need.BUILD in fault.needs and build is None else ""


def unchecked(fault: Fault, outcomes: Outcomes) -> str:
    """Return why a check that promises to catch it did not run without it; empty where all did."""
    for check in fault.checks if fault.expected is Expected.CAUGHT else ():
        entries = outcomes.get(check, ())
        if not any(entry.outcome in RAN for entry in entries):
            return next((f"{check}: {entry.why}" for entry in entries if entry.why), f"{check} did not run")
    return ""


def unknown(fault: Fault, outcomes: Outcomes) -> list[str]:
    """Return the promised checks that do not exist."""
    return [check for check in fault.checks if check not in outcomes]
