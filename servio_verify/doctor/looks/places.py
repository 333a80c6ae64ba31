"""Paths that an application has instead of the contract's: the usual ones are tried, and settings proposed."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from servio_verify.api import health
from servio_verify.doctor.attempts import Deadline
from servio_verify.doctor.finding import TARGET, Finding, well, wrong
from servio_verify.doctor.looks.answers import UNKNOWN, OriginLook, ask
from servio_verify.environments.model import Environment
from servio_verify.failures.intermediary import is_envelope
from servio_verify.target.other_application import title_of

LOGIN: tuple[str, ...] = ("/login", "/sign-in", "/signin", "/auth/login", "/auth/sign-in", "/auth/signin")
LOGIN += ("/account/login", "/users/sign_in", "/app/login", "/en/login")
HEALTH: tuple[str, ...] = ("/health", "/api/health", "/healthz", "/api/healthz", "/_health", "/health/live", "/livez")
HEALTH += ("/api/status", "/status", "/up", "/api/v1/health")
READY = ("/ready", "/api/ready", "/readyz", "/api/readyz", "/health/ready", "/api/health/ready", "/api/v1/ready")
API = ("/api/v1", "/api", "/v1", "/api/v2", "/api/public")
RESOURCES = ("venues", "menus", "orders")


@dataclass(frozen=True)
class Paths:
    """Where an application has what the contract names."""

    login: str = "/login"
    dashboard: str = "/dashboard"
    health: str = "/health"
    ready: str = "/ready"
    api: str = "/api/v1"


@dataclass(frozen=True)
class Proposal:
    """What was found elsewhere: lines for the environment file, and what was found nowhere."""

    paths: Mapping[str, str]
    absent: tuple[str, ...]
    """Resources that the API does not have."""

    unfound: tuple[str, ...]
    """What the contract names, and none of the usual places has."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of an environment file."""
        paths = "; ".join(f'{key} = "{path}"' for key, path in self.paths.items())
        resources = "; ".join(f"{name} = false" for name in self.absent)
        tables = {"[paths]": paths, "[resources]": resources}
        return tuple(f"{table} {keys}" for table, keys in tables.items() if keys)


NOTHING_ELSEWHERE = Proposal({}, (), ())


def wanted_of_web(paths: Paths) -> tuple[str, ...]:
    """Return what a web app is asked for."""
    return (paths.health, "/", paths.login, UNKNOWN)


def wanted_of_api(paths: Paths) -> tuple[str, ...]:
    """Return what an API is asked for."""
    return (paths.health, paths.ready, f"{paths.api}/venues?limit=1", UNKNOWN)


def look(
    environment: Environment, paths: Paths, web: OriginLook, api: OriginLook, deadline: Deadline
) -> tuple[Finding, Proposal]:
    """Return whether the paths of the settings are there, and what is elsewhere instead."""
    venues = f"{paths.api}/venues?limit=1"
    there = {
        "login": is_page_of_its_own(web.at(paths.login), web.at(UNKNOWN)),
        "health": all(tells_health(origin.at(paths.health)) for origin in (web, api)),
        "api": is_api(api.at(venues)),
    }
    proposal = _propose(environment, paths, there, deadline)
    if all(there.values()):
        return well("paths", f"{paths.login}, {paths.health} and {paths.api}/venues are Servio's"), proposal
    missing = [name for name, is_there in there.items() if not is_there]
    names = {"login": paths.login, "health": paths.health, "api": f"{paths.api}/venues"}
    said = f"not where the settings say: {', '.join(f'{name} ({names[name]})' for name in missing)}"
    advice = f"set {'   '.join(proposal.lines)}" if proposal.lines else "another application? look at web_url, api_url"
    return wrong("paths", said, advice, TARGET), proposal


def _propose(environment: Environment, paths: Paths, there: Mapping[str, bool], deadline: Deadline) -> Proposal:
    if all(there.values()):
        return NOTHING_ELSEWHERE
    web, api = environment.web_url, environment.api_url
    wanted = {
        *(web + path for path in (*LOGIN, *HEALTH, UNKNOWN)),
        *(api + path for path in (*HEALTH, *READY, UNKNOWN)),
        *(f"{api}{base}/{name}" for base in API for name in RESOURCES),
    }
    urls = sorted(wanted)
    came = {answer.url: answer.response for answer in ask(environment, urls, deadline)}
    found: dict[str, str] = {}
    unfound = []
    unknown = came.get(web + UNKNOWN)
    login = next((path for path in LOGIN if is_page_of_its_own(came[web + path], unknown)), None)
    both = [path for path in HEALTH if tells_health(came[web + path]) and tells_health(came[api + path])]
    ready = next((path for path in READY if tells_health(came[api + path])), None)
    base = next((base for base in API if any(is_api(came[f"{api}{base}/{name}"]) for name in RESOURCES)), None)
    for key, value, contract in (
        ("login", login, paths.login),
        ("health", both[0] if both else None, paths.health),
        ("ready", ready, paths.ready),
        ("api", base, paths.api),
    ):
        if value is None:
            unfound.append(key)
        elif value != contract:
            found[key] = value
    if base:
        absent = tuple(name for name in RESOURCES[:1] if not is_api(came[f"{api}{base}/{name}"]))
    else:
        absent = RESOURCES[:1] if found else ()  # what is below venues goes with them
    return Proposal(found, absent, tuple(unfound))


def is_page_of_its_own(answer: httpx.Response | None, unknown: httpx.Response | None) -> bool:
    """Return whether it is a page, and not the one that is shown for every unknown address."""
    if answer is None or not answer.is_success or "html" not in answer.headers.get("Content-Type", ""):
        return False
    if unknown is None or not unknown.is_success:
        return True
    return answer.text != unknown.text and (title_of(answer) != title_of(unknown) or not title_of(answer))


def tells_health(answer: httpx.Response | None) -> bool:
    """Return whether it is a health, well or ill: the text ok, or JSON."""
    return answer is not None and (answer.is_success or answer.status_code == 503) and health.says_health(answer)


def is_api(answer: httpx.Response | None) -> bool:
    """Return whether an API answers there: in JSON, with a list or with a refusal."""
    if answer is None or not (answer.is_success or answer.status_code in (400, 401, 403, 405, 422, 429, 500)):
        return False
    return is_envelope(answer.text) or "json" in answer.headers.get("Content-Type", "")
