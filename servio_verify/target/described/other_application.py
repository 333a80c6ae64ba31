"""Whether what answers is the Servio that the settings describe, or another application (docs/verdict.md).

One thing that is broken is for the checks to find. Another application is told by several addresses of the contract
that are absent as any unknown address is, or by pages where the API should be.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from servio_verify.environments.layout.tables import API
from servio_verify.environments.model import Environment
from servio_verify.failures.intermediary import is_envelope
from servio_verify.target.origins import Origin, Sighting, Sightings, look_at

SECONDS = 3.0
"""How long the addresses are waited for, all at once; what does not answer then is not absent."""

UNKNOWN = "/servio-verify-asks-for-what-is-not-there"
"""A path that nobody has: as it is answered, so is what is absent."""

TITLE_SHOWN = 18

_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Found:
    """What was seen: `instead` is what is wrong for a Servio as it is described, empty where it may be one."""

    instead: str = ""
    sightings: tuple[Sighting, ...] = ()

    @property
    def shown(self) -> str:
        """What the home page is called, as a part of a sentence."""
        answer = next((each.answer for each in self.sightings), None)
        words = title_of(answer)[:TITLE_SHOWN].strip() if answer is not None else ""
        return f', / is "{words}"' if words else ""


@dataclass(frozen=True)
class _Group:
    """Addresses that stand for one promise, `name`, and how an unknown one beside them is answered."""

    name: str
    sightings: tuple[Sighting, ...]
    unknown: tuple[Sighting, ...]
    of_the_web_app: Sighting | None = None
    """How the web app answers what is unknown, where the API shares its origin."""

    @property
    def is_404(self) -> bool:
        """Whether all are 404, as what is unknown there."""
        return bool(self.sightings) and all(_is_like(*pair) and _is_404(pair[0]) for pair in self._pairs())

    @property
    def is_absent(self) -> bool:
        """Whether all are 404, or the one page that is shown for whatever is unknown there."""
        return bool(self.sightings) and all(_is_like(*pair) for pair in self._pairs())

    @property
    def is_pages(self) -> bool:
        """Whether all are pages with success, or the web app's own 404; its framework's may be that of a broken API."""
        return bool(self.sightings) and all(
            sighting.answer is not None
            and not sighting.who
            and _page(sighting.answer) is not None
            and (sighting.answer.is_success or self._is_the_web_apps(sighting))
            for sighting in self.sightings
        )

    def _is_the_web_apps(self, sighting: Sighting) -> bool:
        return self.of_the_web_app is not None and _is_like(sighting, self.of_the_web_app)

    def _pairs(self) -> Iterator[tuple[Sighting, Sighting]]:
        return zip(self.sightings, self.unknown, strict=True)


def look(environment: Environment, origins: Sequence[Origin], met: Sightings, seconds: float = SECONDS) -> Found:
    """Return what is there instead of the Servio that the settings describe; what was asked for is kept in `met`.

    `origins`: the web app's and the API's.
    """
    web, *_, api = origins
    paths = environment.paths
    places = {
        "unknown": environment.web_url + UNKNOWN,
        "unknown of the API": environment.api_url + UNKNOWN,
        "login": environment.web_url + paths.login,
        **({"dashboard": environment.web_url + paths.dashboard} if paths.dashboard_is_told else {}),
        **{f"api {path}": environment.api_url + paths.at(f"{API}{path}") for path in _asked_of(environment)},
    }
    begun = time.monotonic()
    seen = dict(zip(places, look_at([*places.values()], seconds, met), strict=True))
    web.root.done.wait(max(0.0, begun + seconds - time.monotonic()))  # it was asked before, and need not be here yet
    unknown, unknown_of_api = seen["unknown"], seen["unknown of the API"]
    asked = tuple(sighting for name, sighting in seen.items() if name.startswith("api "))
    dashboard = seen.get("dashboard")
    of_the_web_app = unknown if environment.web_url == environment.api_url else None
    groups = (
        _Group(paths.login, () if _leads_to(dashboard, paths.login) else (seen["login"],), (unknown,)),
        _Group(paths.dashboard, (dashboard,) if dashboard else (), (unknown,)),
        _Group(paths.health, (web.health, api.health), (unknown, unknown_of_api)),
        _Group(paths.api, () if any(map(_speaks, asked)) else asked, asked[-1:] * len(asked), of_the_web_app),
    )
    sightings = (web.root, *seen.values())
    if web.root.answer is None or web.root.who or web.root.answer.is_error:
        return Found(sightings=sightings)
    is_servio = web.is_ready and not web.shows_a_page and any(map(_serves, asked))
    return Found(_judge(*groups, is_servio=is_servio), sightings)


def _asked_of(environment: Environment) -> tuple[str, ...]:
    """Return what the API is asked for, the last of it what nobody has there."""
    return () if environment.resources.missing("/venues") else ("/venues", f"/venues{UNKNOWN}", UNKNOWN)


def _judge(login: _Group, dashboard: _Group, health: _Group, api: _Group, *, is_servio: bool) -> str:
    """Return what is wrong. Where both origins speak as Servio's (`is_servio`), missing pages are a build's defect."""
    absent = [group for group in (login, dashboard, health) if group.is_absent]
    gone = [group for group in absent if group.is_404]
    if api.is_absent and absent:
        return f"{_names([*absent, api])} are not there"
    if api.is_pages and not any(map(_speaks, api.sightings)):
        return f"{api.name} answers pages, and is no API"
    # A single-page host shows one page for all addresses, and may be Servio's: there, only a 404 tells.
    if login in gone and len(gone) > 1 and not is_servio:
        return f"{_names(gone)} are not there"
    return ""


def _speaks(sighting: Sighting) -> bool:
    """Return whether it is in the envelope of Servio's API."""
    return sighting.answer is not None and is_envelope(sighting.answer.text)


def _serves(sighting: Sighting) -> bool:
    """Return whether an address of the contract is there, in its envelope."""
    return _speaks(sighting) and not _is_404(sighting)


def _leads_to(sighting: Sighting | None, path: str) -> bool:
    if sighting is None or sighting.answer is None or not sighting.answer.is_redirect:
        return False
    location = str(sighting.answer.headers.get("Location", ""))
    return urlsplit(urljoin(sighting.url, location)).path == path


def _is_like(sighting: Sighting, unknown: Sighting) -> bool:
    """Return whether an address is answered as one that nobody has, by somebody who is no intermediary."""
    if sighting.answer is None or unknown.answer is None or sighting.who or unknown.who:
        return False
    if sighting.status != unknown.status or not (_is_404(sighting) or sighting.answer.is_success):
        return False
    page = _page(sighting.answer)
    return page == _page(unknown.answer) and (page is not None or _is_404(sighting))


def _is_404(sighting: Sighting) -> bool:
    return sighting.status == httpx.codes.NOT_FOUND


def _page(answer: httpx.Response) -> str | None:
    """Return what makes two answers the same page: the title, or the text where there is none; None for no page."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return None
    return title_of(answer) or answer.text.replace(answer.url.path, "")


def title_of(answer: httpx.Response) -> str:
    """Return the title of a page; empty where it has none."""
    title = _TITLE.search(answer.text)
    return " ".join(title[1].split()) if title else ""


def _names(groups: Sequence[_Group]) -> str:
    *first, last = (group.name for group in groups)
    return f"{', '.join(first)} and {last}" if first else last
