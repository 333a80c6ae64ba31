"""An examination of an environment: its steps, at once where they can be, within ten seconds."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from servio_verify.doctor import coverage, layers
from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import SETTINGS, Finding, Group, Mark, untried, wrong
from servio_verify.doctor.looks import answers, builds, clock, limits, places, proxy, sign_in
from servio_verify.doctor.looks.answers import OriginLook
from servio_verify.doctor.looks.browser import BrowserAtWork, form_finding
from servio_verify.doctor.looks.places import Paths
from servio_verify.environments.model import Environment
from servio_verify.environments.proxies import bypass_proxies_for_localhost
from servio_verify.environments.settings import read_environment
from servio_verify.errors import UsageError
from servio_verify.run.progress import Tell
from servio_verify.workflow.start_target import start_sandbox

SECONDS = 9.0
"""All of it is told after so long, whatever still hangs."""

TIERS = ("smoke", "e2e", "load")
AFTER_THE_SETTINGS = {
    "Target": answers.STEPS,
    "This machine": ("clock", "proxy", "browser"),
    "Servio": ("paths", "form", "guard", "sign-in", "build", "limits"),
    "A run will cover": TIERS,
}
WRONG_SETTINGS = "the settings are wrong"


def examine(name: str, root: Path, tell: Tell) -> list[Group]:
    """Return what was found in the environment of that name; `tell` hears what is being looked at."""
    with ExitStack() as undo:
        tell("its settings")
        try:
            bypass_proxies_for_localhost(os.environ)
            environment = read_environment(name, root, os.environ)
            told = tuple(layers.look(name, root, os.environ))
            environment = start_sandbox(environment, undo)
        except UsageError as error:
            return [Group("Settings", (_mistake(error),)), *_in_spite_of_it(name, root, tell)]
        return [Group("Settings", told), *_groups(environment, root, tell)]


def look_at_origins(environment: Environment, paths: Paths, deadline: Deadline) -> list[OriginLook]:
    """Return what was seen of each origin, both at once."""
    of_web, of_api = places.wanted_of_web(paths), places.wanted_of_api(paths)
    wanted = {"web app": (environment.web_url, of_web), "API": (environment.api_url, of_api)}
    if environment.web_url == environment.api_url:
        wanted = {"web app and API": (environment.web_url, tuple(dict.fromkeys([*of_web, *of_api])))}
    begun = [
        Attempt(partial(answers.look, environment, name, url, asked, deadline)) for name, (url, asked) in wanted.items()
    ]
    return [attempt.result(deadline.left(SECONDS)) for attempt in begun]


def _mistake(error: UsageError) -> Finding:
    said, _, advice = str(error).partition("\n")[0].partition("; ")
    return wrong("settings", said, advice or "correct it; every setting: docs/environments.md", SETTINGS)


def _in_spite_of_it(name: str, root: Path, tell: Tell) -> list[Group]:
    """Return what can be seen without the wrong settings: all that needs no account, where only that is missing."""
    try:
        read_only = os.environ | {"SERVIO_WRITES": "false", "SERVIO_LOAD": "false"}
        return [*_groups(read_environment(name, root, read_only), root, tell, may_sign_in=False)]
    except (UsageError, LookupError):
        return [
            Group(heading, tuple(untried(step, WRONG_SETTINGS) for step in steps))
            for heading, steps in AFTER_THE_SETTINGS.items()
        ]


def _groups(environment: Environment, root: Path, tell: Tell, *, may_sign_in: bool = True) -> Iterator[Group]:
    deadline, browser = Deadline(SECONDS), BrowserAtWork()
    try:
        tell(" and ".join(dict.fromkeys((environment.web_url, environment.api_url))))
        origins = look_at_origins(environment, Paths(), deadline)
        yield from (Group(f"The {origin.name} {origin.url}", origin.findings) for origin in origins)
        tell("the browser")
        here = (clock.look(environment, origins), proxy.look(each.url for each in origins), browser.look(deadline))
        yield Group("This machine", here)
        tell("paths, form, sign-in, build")
        there = tuple(_servio(environment, origins, browser, deadline, may_sign_in=may_sign_in))
        yield Group("Servio", there)
        if may_sign_in:
            yield Group("A run will cover", tuple(_tiers(environment, origins, [*here, *there], root)))
        else:
            yield Group("A run will cover", tuple(untried(step, WRONG_SETTINGS) for step in TIERS))
    finally:
        browser.close()


def _servio(
    environment: Environment,
    origins: Sequence[OriginLook],
    browser: BrowserAtWork,
    deadline: Deadline,
    *,
    may_sign_in: bool,
) -> Iterator[Finding]:
    if far := [origin for origin in origins if not origin.is_reached]:
        reached = [origin for origin in origins if origin.is_reached]
        why = f"the {far[0].name} is not reached"
        yield from (untried(step, why) for step in ("paths", "form", "guard", "sign-in"))
        if reached:
            yield builds.look(environment, reached, Paths().health)
            yield limits.look(environment, reached)
        else:
            yield from (untried(step, why) for step in ("build", "limits"))
        return
    guard = Attempt(lambda: sign_in.guarded(environment, deadline))
    paths, proposal = places.look(environment, Paths(), origins[0], origins[-1], deadline)
    yield paths
    login = proposal.paths.get("login", Paths().login)
    form = browser.form_at(environment, login) if browser.is_up and "login" not in proposal.unfound else None
    if may_sign_in:
        guarded = guard.result(deadline.left(SECONDS))
        allowed = (guarded, sign_in.look(environment, guarded, deadline))
    else:
        allowed = (untried("guard", WRONG_SETTINGS), untried("sign-in", WRONG_SETTINGS))
    yield form_finding(form, login, deadline) if form else untried("form", "there is no browser, or no sign-in page")
    yield from allowed
    yield builds.look(environment, origins, Paths().health)
    yield limits.look(environment, origins)


def _tiers(
    environment: Environment, origins: Sequence[OriginLook], found: Sequence[Finding], root: Path
) -> Iterator[Finding]:
    all_found = [*(finding for origin in origins for finding in origin.findings), *found]
    if broken := [finding.step for finding in all_found if finding.stops]:
        yield from (untried(step, f"{broken[0]} must be well before") for step in TIERS)
        return
    build_told = any(finding.step == "build" and finding.mark is Mark.WELL for finding in found)
    yield from coverage.look(environment, origins, build_told, root)
