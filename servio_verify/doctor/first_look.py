"""A first look at a target of which only one address is known: its API is looked for, and what can be set."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from servio_verify.browser.recording.origins import is_kin, origin_of
from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import Finding, Group, doubt
from servio_verify.doctor.looks import answers, builds, limits, places
from servio_verify.doctor.looks.answers import OriginLook
from servio_verify.doctor.looks.builds import Place
from servio_verify.doctor.proposal import Proposal
from servio_verify.environments.layers.complaints import one_line
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.layout.tables import CONTRACT
from servio_verify.environments.model import Environment
from servio_verify.environments.origins import is_loopback
from servio_verify.run.progress import Tell
from servio_verify.target.described import identity
from servio_verify.target.guard import environments_said
from servio_verify.traffic import transport

SECONDS = 8.0
MOST_CANDIDATES = 8
MOST_SCRIPTS = 12
_URL = re.compile(r"""https?://[\w.-]+(?::\d+)?""")


@dataclass(frozen=True)
class FirstLook:
    """What is known of a target after one look; `api_url` is None where none was found."""

    environment: Environment
    api_url: str | None
    origins: tuple[OriginLook, ...]
    proposal: Proposal = field(default_factory=Proposal)
    builds: tuple[Place, ...] = ()
    findings: tuple[Finding, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    """What a gate was given, by the keys of an environment file."""

    @property
    def stopped_by(self) -> Finding | None:
        """The step of an origin that failed; what lies behind it is not known."""
        return next((finding for origin in self.origins for finding in origin.findings if finding.stops), None)

    @property
    def words(self) -> list[str]:
        """By which words the target calls its environment."""
        came = [answer.response for origin in self.origins for answer in origin.answers.values() if answer.response]
        said = (word for answer in came for word in environments_said(answer))
        return list(dict.fromkeys(word for word in said if re.fullmatch(r"[\w.-]+", word)))

    def groups(self) -> list[Group]:
        """Return what was found, to be shown."""
        groups = [Group(f"The {origin.name} {origin.url}", origin.findings) for origin in self.origins]
        return [*groups, Group("Servio", self.findings)] if self.findings else groups


def look(name: str, web_url: str, api_url: str | None, given: Mapping[str, Any], tell: Tell) -> FirstLook:
    """Look at a web app, find its API, and find what an environment file should say. `given`: for a gate."""
    return replace(_look(name, web_url, api_url, given, tell), given=given)


def _look(name: str, web_url: str, api_url: str | None, given: Mapping[str, Any], tell: Tell) -> FirstLook:
    deadline = Deadline(SECONDS)
    tell(web_url)
    alone = _environment(name, web_url, api_url or web_url, given)
    wanted = tuple(dict.fromkeys([*places.wanted_of_web(alone), *places.wanted_of_api(alone)]))
    web = answers.look(alone, "web app", web_url, wanted, deadline)
    if not web.is_reached:
        return FirstLook(alone, api_url, (web,))
    tell("its API")
    found, gated = (api_url, "") if api_url else _api_of(alone, web, deadline)
    environment = _environment(name, web_url, found or web_url, given)
    origins: tuple[OriginLook, ...] = (web,)
    if found and found != web_url:
        origins = (web, answers.look(environment, "API", found, places.wanted_of_api(alone), deadline))
    if not all(origin.is_reached for origin in origins):
        return FirstLook(environment, found, origins)
    tell("its paths and its build")
    paths, proposal = places.look(environment, origins[0], origins[-1], deadline)
    if found is None:
        paths = doubt("API", *_not_found(gated))
        proposal = Proposal(unfound=tuple(key for key in proposal.unfound if key == "login"))
    elif proposal.tables:
        paths = doubt("paths", paths.found, "what was found elsewhere stands in the file")
    health = str(proposal.tables.get("paths", {}).get("health", CONTRACT.paths.health))
    seen = answers.with_path(environment, origins, health, deadline)
    shown = (paths, builds.look(environment, seen, health), limits.look(environment, origins))
    return FirstLook(environment, found, origins, proposal, tuple(builds.places(seen, health)), shown)


def _environment(name: str, web_url: str, api_url: str, given: Mapping[str, Any]) -> Environment:
    """Return an environment of these addresses; its requests carry what a gate was given. Raises SettingsError."""
    plain = any(url.startswith("http:") and not is_loopback(urlsplit(url).hostname or "") for url in (web_url, api_url))
    values = {"name": name, "web_url": web_url, "api_url": api_url, "allow_http": plain}
    try:
        environment = Environment.model_validate({**given, **values})
    except ValidationError as error:
        raise SettingsError(f"process environment: {one_line(error)}") from None
    transport.admit_to(environment)
    return environment


def _not_found(gated: str) -> tuple[str, str]:
    """Return what is told of an API that was not found, and what to do; `gated` gets no key of a gate unasked."""
    if gated:
        return f"the pages name {gated}, and a gate stands before it too", f"is it the API? then give --api {gated}"
    return "found at no usual address, and the home page names none", "give --api URL, or set api_url"


def _api_of(alone: Environment, web: OriginLook, deadline: Deadline) -> tuple[str | None, str]:
    """Return the origin that has the API: the web app's own, one that its home page names, or the usual sibling.

    Where none of them has: the first one before which a gate stands.
    """
    own = web.at("/")
    scripts = [*identity.scripts(f"{web.url}/", own.text, web.url)][:MOST_SCRIPTS] if own is not None else []
    texts = (
        [answer.response.text for answer in answers.ask(alone, scripts, deadline) if answer.response] if scripts else []
    )
    pages = [own.text, *texts] if own is not None else texts
    candidates = list(dict.fromkeys([*_named(web, pages), *_siblings(web.url)]))[:MOST_CANDIDATES]
    lists = [f"{base}/{name}" for base in places.API for name in places.RESOURCES]
    begun = {
        url: Attempt(partial(answers.ask, alone, [url + path for path in (*lists, "/health", "/api/health")], deadline))
        for url in candidates
    }
    answered = {url: attempt.result(deadline.left(SECONDS)) for url, attempt in begun.items()}
    came = {url: [answer.response for answer in all_of_it] for url, all_of_it in answered.items()}
    with_lists = (url for url in came if any(map(places.is_api, came[url][: len(lists)])))
    # The health of a web app is its own; below `/api` it is that of an API on the same origin.
    healthy = (url for url in came if any(map(places.tells_health, came[url][-1 if url == web.url else -2 :])))
    gated = (url for url, all_of_it in answered.items() if url != web.url and any(each.who for each in all_of_it))
    return next(with_lists, None) or next(healthy, None), next(gated, "")


def _named(web: OriginLook, pages: Sequence[str]) -> Iterator[str]:
    """Yield the origins of the same owner that the home page names, in its policy first, and then the app's own."""
    home = web.at("/")
    policy = re.search(r"connect-src([^;]*)", home.headers.get("content-security-policy", "")) if home else None
    for text in (policy[1] if policy else "", *pages):
        for url in _URL.findall(text):
            if is_kin(url, [web.url]) or is_loopback(urlsplit(url).hostname or ""):
                yield origin_of(url)
    yield web.url


def _siblings(web_url: str) -> Iterator[str]:
    parts = urlsplit(web_url)
    host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    if not is_loopback(host) and "." in host:
        bare = host.removeprefix("www.").removeprefix("app.")
        first, _, rest = bare.partition(".")
        for name in (f"api.{bare}", f"{first}-api.{rest}", f"api-{bare}"):
            yield f"{parts.scheme}://{name}{port}"
