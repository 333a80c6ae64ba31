"""Whether one build answered from start to end, of counts that were taken over time; says why where it did not."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Protocol

from servio_verify.results import build_id

ORIGINS = {"web": "the web app", "api": "the API"}
Shares = Mapping[str, int]


class Pinned(Protocol):
    """The build that an origin still shows to whom a cookie pins."""

    @property
    def build(self) -> str:
        """Its name."""

    @property
    def cookie(self) -> str:
        """The cookie's name."""


class Counted(Protocol):
    """How many answers of each origin named which build, at one time."""

    @property
    def web(self) -> Shares:
        """Those of the web app."""

    @property
    def api(self) -> Shares:
        """Those of the API."""

    @property
    def pinned(self) -> Sequence[Pinned]:
        """Builds of whom a cookie pins."""


def problems(environment: str, expected: str | None, looks: Sequence[Counted]) -> list[str]:
    """Return why it was not one build, the expected one, that answered from start to end; nothing where it was."""
    if not looks:
        return []
    first, *later = looks
    if at_first := _at_first(environment, expected, first.web, first.api, first.pinned):
        return at_first
    lines = (
        [
            *_changed(environment, first, each),
            *_at_first(environment, expected, first.web or each.web, first.api or each.api, first.pinned),
        ]
        for each in later
    )
    return list(dict.fromkeys(chain.from_iterable(lines)))


def most(shares: Shares) -> str | None:
    """Return the build that most answers named."""
    return max(shares, key=lambda build: shares[build], default=None)


def in_words(shares: Shares) -> str:
    """Return each build with its share of the answers."""
    return ", ".join(_share(shares, build) for build in sorted(shares)) or "names no build"


def _at_first(environment: str, expected: str | None, web: Shares, api: Shares, pinned: Sequence[Pinned]) -> list[str]:
    origins = {"web": web, "api": api}
    if expected:
        return _wrong(environment, expected, origins, pinned)
    return [*_mixed(origins, pinned), *_skewed(web, api)]


def _wrong(environment: str, expected: str, origins: Mapping[str, Shares], pinned: Sequence[Pinned]) -> list[str]:
    places: dict[str, list[str]] = {}
    for name, shares in origins.items():
        for build in shares:
            if not build_id.is_same(build, expected):
                places.setdefault(_share(shares, build), []).append(ORIGINS[name])
    parts = [f"{share} of {' and '.join(names)}" for share, names in places.items()]
    parts += dict.fromkeys(_to_pinned(each) for each in pinned if not build_id.is_same(each.build, expected))
    return [f"{environment} still serves {', '.join(parts)}; expected {expected}"] if parts else []


def _mixed(origins: Mapping[str, Shares], pinned: Sequence[Pinned]) -> Iterator[str]:
    for name, shares in origins.items():
        if len(shares) > 1:
            yield f"several builds answer in turn: {in_words(shares)} of {ORIGINS[name]}"
    if left := dict.fromkeys(map(_to_pinned, pinned)):
        yield f"several builds are left: {', '.join(left)}"


def _skewed(web: Shares, api: Shares) -> Iterator[str]:
    on_web, on_api = most(web), most(api)
    if on_web and on_api and not build_id.is_same(on_web, on_api):
        yield f"skew: the web app serves {on_web}, the API {on_api}"


def _changed(environment: str, first: Counted, seen: Counted) -> Iterator[str]:
    for shares, before in ((seen.web, most(first.web)), (seen.api, most(first.api))):
        others = [build for build in shares if before and not build_id.is_same(build, before)]
        if others:
            after = ", ".join(_share(shares, build) for build in others)
            yield f"the build changed under the run's feet: {environment} served {before}, then {after}"


def _share(shares: Shares, build: str) -> str:
    return f"{build} ({shares[build]} of {sum(shares.values())} answers)"


def _to_pinned(each: Pinned) -> str:
    return f"{each.build} to whom its cookie {each.cookie} pins"
