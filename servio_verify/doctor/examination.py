"""An examination of an environment: its steps, at once where they can be, within ten seconds."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from servio_verify.doctor import coverage, gate_lines, layers
from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import SETTINGS, Finding, Group, Mark, untried, wrong
from servio_verify.doctor.in_browser.browser import BrowserAtWork
from servio_verify.doctor.looks import answers, clock, places, proxy
from servio_verify.doctor.looks.answers import OriginLook
from servio_verify.doctor.proposal import Proposal
from servio_verify.doctor.servio import WRONG_SETTINGS, ServioLook
from servio_verify.environments.layout import current
from servio_verify.environments.model import Environment
from servio_verify.environments.proxies import bypass_proxies_for_localhost
from servio_verify.environments.settings import read_environment
from servio_verify.errors import UsageError
from servio_verify.run.progress import Tell
from servio_verify.secrets import second_factor
from servio_verify.traffic import transport
from servio_verify.workflow.start_target import start_target

SECONDS = 8.0
"""All of it is told after so long, whatever still hangs."""

TIERS = ("smoke", "e2e", "load")


def examine(name: str, root: Path, tell: Tell) -> list[Group]:
    """Return what was found in the environment of that name; `tell` hears what is being looked at."""
    with ExitStack() as undo:
        tell("its settings")
        try:
            bypass_proxies_for_localhost(os.environ)
            environment = read_environment(name, root, os.environ)
            told = tuple(layers.look(name, root, os.environ))
            environment = start_target(environment, undo).environment
        except UsageError as error:
            return [Group("Settings", (_mistake(error),)), *_in_spite_of_it(name, root, tell)]
        return [Group("Settings", told), *_groups(environment, root, tell)]


def look_at_origins(environment: Environment, deadline: Deadline) -> list[OriginLook]:
    """Return what was seen of each origin, both at once."""
    of_web, of_api = places.wanted_of_web(environment), places.wanted_of_api(environment)
    wanted = {"web app": (environment.web_url, of_web), "API": (environment.api_url, of_api)}
    if environment.has_one_origin:
        wanted = {"web app and API": (environment.web_url, tuple(dict.fromkeys([*of_web, *of_api])))}
    begun = [
        Attempt(partial(answers.look, environment, name, url, asked, deadline)) for name, (url, asked) in wanted.items()
    ]
    return [attempt.result(deadline.left(SECONDS)) for attempt in begun]


def _mistake(error: UsageError) -> Finding:
    said, _, advice = str(error).partition("\n")[0].partition("; ")
    if "has no api_url" in said:
        advice = f"did a gate keep init out? give what it wants ({gate_lines.WAYS}) and run init again, or set api_url"
    return wrong("settings", said, advice or "correct it; every setting: docs/environments.md", SETTINGS)


def _in_spite_of_it(name: str, root: Path, tell: Tell) -> list[Group]:
    """Return what can be seen without the wrong settings: all that needs no account, where only that is missing."""
    try:
        read_only = os.environ | {"SERVIO_WRITES": "false", "SERVIO_LOAD": "false"}
        return [*_groups(read_environment(name, root, read_only), root, tell, may_sign_in=False)]
    except (UsageError, LookupError):
        return []  # the one line above says it all


def _groups(environment: Environment, root: Path, tell: Tell, *, may_sign_in: bool = True) -> Iterator[Group]:
    deadline, browser = Deadline(SECONDS), BrowserAtWork(environment.web_url)
    current.follow(environment)
    transport.admit_to(environment)
    second_factor.keep(environment)
    try:
        tell(" and ".join(dict.fromkeys((environment.web_url, environment.api_url))))
        origins = look_at_origins(environment, deadline)
        yield from (Group(f"The {origin.name} {origin.url}", origin.findings) for origin in origins)
        tell("the browser")
        here = (clock.look(environment, origins), proxy.look(each.url for each in origins), browser.look(deadline))
        yield Group("This machine", here)
        tell("paths, form, sign-in, build")
        servio = ServioLook(environment, origins, deadline)
        there = tuple(servio.findings(browser, may_sign_in=may_sign_in))
        yield Group("Servio", there)
        if may_sign_in:
            yield Group("A run will cover", tuple(_tiers(environment, origins, [*here, *there], root)))
        else:
            yield Group("A run will cover", tuple(untried(step, WRONG_SETTINGS) for step in TIERS))
        proposal = answers.with_word(environment, origins, servio.proposal)
        if not proposal.is_empty:
            yield _to_paste(environment, proposal)
    finally:
        browser.close()


def _to_paste(environment: Environment, proposal: Proposal) -> Group:
    """Return the lines that should be set, tables whole: TOML has no two of one name."""
    old_lines = [
        key for key in proposal.settings if key in ("web_url", "api_url") or getattr(environment, key) is not None
    ]
    old_tables = [name for name in proposal.tables if getattr(environment, name).model_fields_set]
    kinds = " and ".join([*(["lines"] if old_lines else []), *(["tables"] if old_tables else [])])
    there = f", in place of its {kinds} of these names" if kinds else ""
    above = " (what is before a [table], above its first one)" if proposal.settings else ""
    lines = tuple(proposal.over(environment).lines())
    return Group(f"Put into environments/{environment.name}.toml{there}{above}", (), lines)


def _tiers(
    environment: Environment, origins: Sequence[OriginLook], found: Sequence[Finding], root: Path
) -> Iterator[Finding]:
    all_found = [*(finding for origin in origins for finding in origin.findings), *found]
    if broken := [finding.step for finding in all_found if finding.stops]:
        yield from (untried(step, f"{broken[0]} must be well before") for step in TIERS)
        return
    build_told = any(finding.step == "build" and finding.mark is Mark.WELL for finding in found)
    yield from coverage.look(environment, origins, build_told, root)
