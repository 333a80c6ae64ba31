"""The place where a deployment names its build: the known ones are tried, and the setting is proposed."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import httpx

from servio_verify.doctor.finding import Finding, doubt, well
from servio_verify.doctor.looks.answers import OriginLook
from servio_verify.environments.model import Environment
from servio_verify.results import build_id
from servio_verify.traffic import build_source

_NAMES_A_BUILD = re.compile(
    r"build|commit|revision|release|(?:^|[-_])git|sha(?:$|[-_])|deployment[-_]?id", re.IGNORECASE
)
_NO_BUILD = re.compile(r"time|date|branch|^x-vercel-id$|number", re.IGNORECASE)
_VERSION = re.compile(r"^(?:x-)?(?:app-?|servio-?)?version$", re.IGNORECASE)
_COMMIT = re.compile(r"(?=.*[0-9])[0-9a-f]{7,40}", re.IGNORECASE)
_WORD = re.compile(r"[\w.+-]{2,64}")

_IN_PAGES = (
    r"asset:[?&;]dpl=([\w.-]+)",
    r'asset:\\?"b\\?":\\?"([\w.-]+)',
    r'asset:\\?"buildId\\?":\\?"([\w.-]+)',
    r"asset:/(?:assets|static|_app|dist)/([0-9a-f]{7,40})/",
)
"""Where Next.js and others tell it in the home page (docs/environments.md)."""


class Place(NamedTuple):
    """A setting of `build`, what it reads, and the origins where it does."""

    source: str
    build: str
    origins: tuple[str, ...]

    @property
    def rank(self) -> tuple[bool, int, bool]:
        """The better place first: a commit before another word, both origins before one, a header before the rest."""
        return (not _COMMIT.fullmatch(self.build), -len(self.origins), not self.source.startswith("header:"))

    def __str__(self) -> str:
        return f"{self.build} ({' and '.join(self.origins)})"


def look(environment: Environment, origins: Sequence[OriginLook], health: str) -> Finding:
    """Return what the configured place tells, or which place to set instead. `health` is its path."""
    found = places(origins, health)
    proposal = f"set {line(found[0].source)}   # tells {found[0]}" if found else ""
    if environment.build is None:
        if proposal:
            return doubt("build", f"not set; {found[0].source.partition(':')[0]} tells one", proposal)
        advice = "have the deployment send its commit in a header, then set build"
        return doubt("build", "not set, and no known place tells one: identity is not proven", advice)
    told = dict(_told(environment.build, origins, health))
    if not told:
        advice = proposal or "have the deployment tell it there, or take the setting out"
        return doubt("build", f"{environment.build} tells none: identity is not proven", advice)
    names = list(dict.fromkeys(told.values()))
    if not all(build_id.is_same(name, names[0]) for name in names):
        said = ", ".join(f"{origin} {build}" for origin, build in told.items())
        return doubt("build", f"two builds: {said}", "a roll-out under way? a run waits for one build, then says skew")
    if len(told) < len(origins):
        silent = " and ".join(origin.name for origin in origins if origin.name not in told)
        said = f"{names[0]} by {environment.build}; {silent} names none"
        better = next((place for place in found if len(place.origins) > len(told)), None)
        return well("build", said, f"better: {line(better.source)}   # tells {better}" if better else "")
    return well("build", f"{names[0]} by {environment.build}, at {' and '.join(told)}")


def places(origins: Sequence[OriginLook], health: str) -> list[Place]:
    """Return the places that name a build, the best one first."""
    candidates = dict.fromkeys(
        source
        for origin in origins
        for path, answer in _answers(origin, health)
        for source in _candidates(answer, is_health=path == health)
    )
    found = []
    for source in candidates:
        told = dict(_told(source, origins, health))
        builds = set(told.values())
        if len(builds) == 1 and _WORD.fullmatch(build := next(iter(builds))):
            found.append(Place(source, build, tuple(told)))
    return sorted(found, key=lambda place: place.rank)


def line(source: str) -> str:
    """Return the line of an environment file that sets it."""
    return f"build = '{source}'" if "\\" in source or '"' in source else f'build = "{source}"'


def _told(source: str, origins: Sequence[OriginLook], health: str) -> Iterator[tuple[str, str]]:
    path = "/" if build_source.path_for(source) == "/" else health
    for origin in origins:
        answer = origin.at(path)
        if answer is not None and answer.is_success and (build := build_source.read(source, answer)):
            yield origin.name, build


def _answers(origin: OriginLook, health: str) -> Iterator[tuple[str, httpx.Response]]:
    for path in ("/", health):
        if (answer := origin.at(path)) is not None and answer.is_success:
            yield path, answer


def _candidates(answer: httpx.Response, *, is_health: bool) -> Iterator[str]:
    if is_health:
        for name in answer.headers:
            if _is_name(name):
                yield f"header:{name.title()}"
        for path in _json_paths(answer):
            yield f"json:{path}"
    else:
        yield from _IN_PAGES


def _json_paths(answer: httpx.Response) -> Iterator[str]:
    try:
        yield from _paths(answer.json(), ())
    except ValueError:
        return


def _paths(value: Any, above: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            if re.fullmatch(r"[\w-]+", name):  # what a setting can name
                yield from _paths(member, (*above, name))
    elif isinstance(value, str) and above and above[0] != "meta" and _is_name(above[-1]):
        yield ".".join(above)


def _is_name(name: str) -> bool:
    return bool((_NAMES_A_BUILD.search(name) or _VERSION.match(name)) and not _NO_BUILD.search(name))
