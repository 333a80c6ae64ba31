"""What each tier will be able to cover, and what not, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from servio_verify.api.health import is_closed
from servio_verify.doctor.finding import Finding, doubt, untried, well, wrong
from servio_verify.doctor.looks.answers import OriginLook
from servio_verify.doctor.looks.limits import announced_by
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action, refusal
from servio_verify.errors import InconclusiveError
from servio_verify.load.lifecycle.limit_looks import Held
from servio_verify.load.lifecycle.limits import ON_API, declared, within
from servio_verify.load.lifecycle.options import DEFAULT_PROFILE
from servio_verify.load.plan.profile import JOURNEYS
from servio_verify.load.plan.profile_files import read_profile

ON_WEB = tuple(journey for journey in JOURNEYS if journey not in ON_API)


def look(environment: Environment, origins: Sequence[OriginLook], build_told: bool, root: Path) -> Iterator[Finding]:
    """Yield a finding for each tier."""
    gaps = [*_gaps(environment, build_told), *_seen(environment, origins)]
    command = f"servio-verify run -m smoke --env {environment.name}"
    yield well("smoke", f"{command}; {'not covered: ' + '; '.join(gaps) if gaps else 'all of it'}")
    if reason := refusal(environment, Action.RUN_E2E):
        yield untried("e2e", reason)
    else:
        lacking = _resources(environment)
        covered = f"the journeys; not covered: those of {lacking}" if lacking else "every journey in the browser"
        yield well("e2e", f"servio-verify run -m e2e --env {environment.name}: {covered}")
    yield _load(environment, origins, root)


def _gaps(environment: Environment, build_told: bool) -> Iterator[str]:
    if not environment.writes:
        yield "what signs in or writes (writes = false)"
    elif environment.second_credentials is None:
        yield "whether one account is closed to another (SERVIO_EMAIL_2, SERVIO_PASSWORD_2)"
    if lacking := _resources(environment):
        yield lacking
    if environment.has_one_origin:
        yield "CORS (one origin)"
    if not environment.over_https:
        yield "TLS, and the Secure cookie (plain HTTP)"
    if not build_told:
        yield "which build it is (build)"
    yield from environment.session.unpromised
    yield from (f"{waiver.check} (waived)" for waiver in environment.waivers if not waiver.has_ended)


def _resources(environment: Environment) -> str:
    """Return which of its things the API does not have, and by which setting; empty where it has all."""
    if whole := environment.resources.missing("/venues"):
        return f"venues, menus and orders ({whole})"
    if menus := environment.resources.missing("/menus"):
        return f"menus and orders ({menus})"
    part = environment.resources.missing("/orders")
    return f"orders ({part})" if part else ""


def _seen(environment: Environment, origins: Sequence[OriginLook]) -> Iterator[str]:
    """Yield what the looks at the origins themselves did not find."""
    ready = environment.paths.ready
    answer = origins[-1].at(ready)
    if answer is not None and is_closed(answer):
        yield f"the API's readiness ({ready} is {answer.status_code})"
    home = origins[0].at("/")
    if home is not None and "sentry" not in f"{home.text}{home.headers}".lower():
        yield "Sentry, unless a script has its client (the home page names none)"


def _load(environment: Environment, origins: Sequence[OriginLook], root: Path) -> Finding:
    if reason := refusal(environment, Action.RUN_LOAD):
        return untried("load", reason)
    try:
        profile = read_profile(DEFAULT_PROFILE, root)
    except SettingsError as error:
        return wrong("load", str(error), "run this in the project's folder", error.exit_code)
    held = [*declared(environment), *_announced(environment, origins)]
    command = f"locust --headless --env {environment.name}"
    try:
        within(profile, held, fit=False, wait=0.0)
    except InconclusiveError as error:
        over, _, advice = str(error).rpartition(": ")
        return doubt("load", over, advice)
    known = "keeps every known limit" if held else "no limit is known"
    return well("load", f"{command}: profile {profile.name!r}, {known}")


def _announced(environment: Environment, origins: Sequence[OriginLook]) -> Iterator[Held]:
    """Yield what the answers announced, as if its windows had just begun: the load is for later."""
    for origin in origins:
        on_it = tuple(JOURNEYS) if len(origins) == 1 else ON_WEB if origin.url == environment.web_url else ON_API
        for limit in announced_by(origin):
            yield Held(replace(limit, remaining=None, ends_in=None), f"the {origin.name} announces", on_it)
