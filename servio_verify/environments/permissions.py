"""Permissions: what may be done on an environment, and who asks.

| may it …                          | only where                      | asked by                                     |
| --------------------------------- | ------------------------------- | -------------------------------------------- |
| have `writes` or `load` set       | no host of production           | the environment's own model, when it is read |
| run the e2e tier                  | `writes`                        | the controller, when checks are selected     |
| run the load tier                 | `load`, no host of production   | the controller; again before the load starts |
| order under load                  | `writes`                        | the load run, for profiles that write        |
| be signed in to                   | `writes`                        | the fixture `account`                        |
| get a request that is no reading  | `writes`                        | the HTTP client, for each request            |
| be swept                          | `writes`, no sandbox of the run | the set-up of a run; `servio-verify sweep`   |
| have its old orders deleted       | `writes`, no word of production | `servio-verify data clean`                   |
| have faults put before it         | no production by host or name   | `servio-verify prove`                        |
| be written to or loaded at all    | it is clear, and not production | the start of a target (target.guard)         |
"""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum, auto

from servio_verify.environments.model import Environment
from servio_verify.environments.tier import Tier
from servio_verify.errors import UsageError

_SAYS = re.compile(
    r"live|(?!(?:non|pre)prod)[a-z]*(?:production|prod|prd)|prod(?:db|pg|sql|rds|env|data|main|cluster|eu|us)[a-z]*"
)
"""A word that is production's, glued to another too: `servioprod`; `preprod` and `products` are none."""


def says_production(text: str) -> str | None:
    """Return the word of production that a name has: `db-prod1.example.com` has `prod`."""
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower())
    return next(filter(_SAYS.fullmatch, words), None)


_BEFORE = re.compile(r"(?<![a-z])(?:non|pre)[-_ ]?prod", re.IGNORECASE)


def is_production(word: str) -> bool:
    """Return whether the word by which a target calls itself is production's: `prod-eu` is, `pre-production` is not."""
    return says_production(_BEFORE.sub("preprod", word)) is not None


class RefusedError(UsageError):
    """What was asked for may not be done there."""


class Action(StrEnum):
    """What somebody wants to do there; to run a tier is called like the tier."""

    RUN_SMOKE = "smoke"
    RUN_E2E = "e2e"
    RUN_LOAD = "load"
    RUN_INFRA = "infra"
    WRITE_UNDER_LOAD = auto()
    SIGN_IN = auto()
    WRITE = auto()
    SWEEP = auto()
    CLEAN = auto()
    PROVE = auto()


Rule = tuple[Callable[[Environment], bool], str]

RULES: dict[Action, tuple[Rule, ...]] = {
    Action.RUN_SMOKE: (),
    Action.RUN_E2E: (
        (lambda it: it.writes, "e2e checks write, and environment {name!r} is read-only (writes = false)"),
    ),
    Action.RUN_LOAD: (
        (lambda it: it.load, "environment {name!r} allows no load (load = false)"),
        (lambda it: not it.production_hosts, "environment {name!r} is production: no load goes there"),
    ),
    Action.RUN_INFRA: (),  # it only reads
    Action.WRITE_UNDER_LOAD: ((lambda it: it.writes, "environment {name!r} is read-only"),),
    Action.SIGN_IN: ((lambda it: it.writes, "{name} is read-only: nothing signs in or writes there"),),
    Action.WRITE: ((lambda it: it.writes, "environment {name!r} is read-only"),),
    Action.SWEEP: (
        (lambda it: it.writes, "environment {name!r} is read-only: nothing is deleted there"),
        (
            lambda it: not it.starts_sandbox,
            "a run's own sandbox is gone with it; give SERVIO_WEB_URL and SERVIO_API_URL of another",
        ),
    ),
    Action.CLEAN: (
        (lambda it: it.writes, "environment {name!r} is read-only: nothing is deleted there"),
        (
            lambda it: not says_production(it.name),
            "environment {name!r} is production by its name: nothing is deleted there",
        ),
    ),
    Action.PROVE: (
        (
            lambda it: it.starts_sandbox or not (it.production_hosts or says_production(it.name)),
            "environment {name!r} is production: no faults are put before it; prove staging, or `--env local`",
        ),
    ),
}
"""What must hold for each action, and the words where it does not."""


def refusal(environment: Environment, action: Action) -> str | None:
    """Return why this may not be done there, or None where it may."""
    broken = (words for holds, words in RULES[action] if not holds(environment))
    return next((words.format(name=environment.name) for words in broken), None)


def refuse(environment: Environment, action: Action) -> None:
    """Raise RefusedError where this may not be done there."""
    if reason := refusal(environment, action):
        raise RefusedError(reason)


def refuse_tiers(environment: Environment, checks: Iterable[str]) -> None:
    """Raise RefusedError where one of these checks is of a tier that may not run there."""
    tiers = {Tier.of(check) for check in checks}
    for tier in (tier for tier in Tier if tier in tiers):
        if reason := refusal(environment, Action(tier)):
            raise RefusedError(f"{reason}; run `servio-verify run -m smoke --env {environment.name}` instead")
