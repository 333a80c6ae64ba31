"""Paths that an application has instead of the contract's: the usual ones are tried at once, and settings proposed."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from servio_verify.api import health
from servio_verify.doctor.attempts import Deadline
from servio_verify.doctor.finding import NO_GO, SETTINGS, TARGET, Finding, well, wrong
from servio_verify.doctor.looks.answers import OriginLook, ask
from servio_verify.doctor.proposal import NO_VENUES, Proposal
from servio_verify.environments.layout.tables import WHERE_SIGN_IN_LEADS, Paths
from servio_verify.environments.model import Environment
from servio_verify.failures.intermediary import is_envelope
from servio_verify.target.described.other_application import UNKNOWN, title_of

LOGIN: tuple[str, ...] = ("/login", "/sign-in", "/signin", "/auth/login", "/auth/sign-in", "/auth/signin")
LOGIN += ("/account/login", "/users/sign_in", "/app/login", "/en/login")
HEALTH: tuple[str, ...] = ("/health", "/api/health", "/healthz", "/api/healthz", "/_health", "/health/live", "/livez")
HEALTH += ("/api/status", "/status", "/up", "/api/v1/health")
READY = ("/ready", "/api/ready", "/readyz", "/api/readyz", "/health/ready", "/api/health/ready", "/api/v1/ready")
API = ("/api/v1", "/api", "/v1", "/api/v2", "/api/public")
RESOURCES = ("venues", "menus", "orders")

Came = Mapping[str, httpx.Response | None]


def wanted_of_web(environment: Environment) -> tuple[str, ...]:
    """Return what a web app is asked for."""
    paths = environment.paths
    dashboard = (paths.dashboard,) if paths.dashboard_is_told else ()
    return tuple(dict.fromkeys((paths.health, "/", paths.login, *dashboard, UNKNOWN)))


def wanted_of_api(environment: Environment) -> tuple[str, ...]:
    """Return what an API is asked for."""
    lists = () if environment.resources.missing("/venues") else (venues_of(environment.paths),)
    return tuple(dict.fromkeys((environment.paths.health, environment.paths.ready, *lists, UNKNOWN)))


def venues_of(paths: Paths) -> str:
    """Return the address of the shortest list."""
    return f"{paths.api}/venues?limit=1"


def look(environment: Environment, web: OriginLook, api: OriginLook, deadline: Deadline) -> tuple[Finding, Proposal]:
    """Return whether what the settings name is there, and what is elsewhere instead."""
    paths = environment.paths
    has_lists = not environment.resources.missing("/venues")
    there = {paths.login: _is_page(web.at(paths.login))}  # a single-page host has one page for all addresses
    there[paths.health] = all(tells_health(origin.at(paths.health)) for origin in (web, api))
    if has_lists:
        there[f"{paths.api}/venues"] = is_api(api.at(venues_of(paths)))
    if paths.dashboard_is_told:
        there[paths.dashboard] = not _is_absent(web.at(paths.dashboard), web.at(UNKNOWN))
    missing = [name for name, is_there in there.items() if not is_there]
    if not missing:
        return well("paths", f"{', '.join(there)} are there"), Proposal()
    asked = {
        f"{paths.api}/venues": (api.at(venues_of(paths)),),
        paths.health: (web.at(paths.health), api.at(paths.health)),
    }
    kept = {name: why for name in missing if (why := _kept_from(asked.get(name, (web.at(name),))))}
    absent = [name for name in missing if name not in kept]
    said = "; ".join([f"not there: {', '.join(absent)}"] * bool(absent) + [f"{name} {kept[name]}" for name in kept])
    if not absent:
        return wrong("paths", said, "it may well be there: run again when it answers"), Proposal()
    proposal = _Elsewhere(environment, _ask_everywhere(environment, deadline)).proposal()
    if proposal.tables:
        return wrong("paths", said, "they are elsewhere: set what stands at the end", SETTINGS), proposal
    asks = "another application? look at web_url and api_url; " if absent[1:] else ""
    code = TARGET if missing[1:] else NO_GO
    return wrong("paths", said, f"{asks}mend it, or say under [paths] where it is", code), proposal


def _kept_from(came: tuple[httpx.Response | None, ...]) -> str:
    """Return what keeps us from a path, which may well be there: a limit, an outage; nothing where nothing does."""
    for answer in came:
        if answer is None:
            return "gives no answer"
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
            return f"answers {answer.status_code}"
    return ""


def _ask_everywhere(environment: Environment, deadline: Deadline) -> Came:
    web, api, paths = environment.web_url, environment.api_url, environment.paths
    wanted = {
        *(web + path for path in (paths.login, *LOGIN, paths.health, *HEALTH, UNKNOWN)),
        *(api + path for path in (paths.health, *HEALTH, paths.ready, *READY, UNKNOWN)),
        *(f"{api}{base}/{name}" for base in (paths.api, *API) for name in RESOURCES),
        *(f"{api}{base}{UNKNOWN}" for base in (paths.api, *API)),
    }
    if environment.paths.dashboard_is_told:
        wanted.add(web + environment.paths.dashboard)
    return {answer.url: answer.response for answer in ask(environment, sorted(wanted), deadline)}


@dataclass(frozen=True)
class _Elsewhere:
    """What the usual places answered."""

    environment: Environment
    came: Came

    def proposal(self) -> Proposal:
        """Return what was found; nothing where not even a sign-in page was, nor an API."""
        web, api, paths = self.environment.web_url, self.environment.api_url, self.environment.paths
        unknown = self.came[web + UNKNOWN]
        bases = (paths.api, *API)  # what is set stays, where it is there
        base = next((base for base in bases if any(self._lists(base, name) for name in RESOURCES)), None)
        found = {
            "login": next(
                (path for path in (paths.login, *LOGIN) if is_page_of_its_own(self.came[web + path], unknown)), None
            ),
            "health": next((path for path in (paths.health, *HEALTH) if self._is_health(path)), None),
            "ready": next((path for path in (paths.ready, *READY) if tells_health(self.came[api + path])), None),
            "api": base,
        }
        told = {key: value for key, value in found.items() if value and value != getattr(paths, key)}
        if paths.dashboard_is_told and _is_absent(self.came[web + paths.dashboard], unknown):
            told["dashboard"] = WHERE_SIGN_IN_LEADS
        proposal = Proposal(unfound=tuple(key for key, value in found.items() if not value))
        if not found["login"] and not base:
            return proposal
        proposal = proposal.with_table("paths", **told)
        if any(map(self._refuses_all, bases)) or (base and self._lists(base, "venues")):
            return proposal
        return proposal.asking(NO_VENUES)  # an unusual base answers no usual address either

    def _lists(self, base: str, name: str) -> bool:
        """Return whether an API has this list; one that refuses whatever is asked tells nothing."""
        return is_api(self.came[f"{self.environment.api_url}{base}/{name}"])

    def _refuses_all(self, base: str) -> bool:
        """Return whether it answers as an API to what nobody has; what it has then, cannot be told."""
        return is_api(self.came[f"{self.environment.api_url}{base}{UNKNOWN}"])

    def _is_health(self, path: str) -> bool:
        urls = (self.environment.web_url, self.environment.api_url)
        return all(tells_health(self.came[url + path]) for url in urls)


def is_page_of_its_own(answer: httpx.Response | None, unknown: httpx.Response | None) -> bool:
    """Return whether it is a page, and not the one that is shown for every unknown address."""
    if answer is None or not _is_page(answer):
        return False
    if unknown is None or not unknown.is_success:
        return True
    return answer.text != unknown.text and (title_of(answer) != title_of(unknown) or not title_of(answer))


def _is_page(answer: httpx.Response | None) -> bool:
    return answer is not None and answer.is_success and "html" in answer.headers.get("Content-Type", "")


def _is_absent(answer: httpx.Response | None, unknown: httpx.Response | None) -> bool:
    """Return whether it is answered with 404 or 410; a page for everything may be a single-page host's, and is one."""
    return answer is not None and answer.status_code in (404, 410) and unknown is not None


def tells_health(answer: httpx.Response | None) -> bool:
    """Return whether it is a health, well or ill: the text ok, or JSON."""
    return answer is not None and (answer.is_success or answer.status_code == 503) and health.says_health(answer)


def is_api(answer: httpx.Response | None) -> bool:
    """Return whether an API answers there: in JSON, with a list or with a refusal."""
    if answer is None or not (answer.is_success or answer.status_code in (400, 401, 403, 405, 422, 429, 500)):
        return False
    return is_envelope(answer.text) or "json" in answer.headers.get("Content-Type", "")
