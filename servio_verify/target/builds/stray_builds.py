"""Pages and answers of another build than the attested one (docs/verdict.md)."""

from collections.abc import Sequence

from servio_verify.results import build_id
from servio_verify.results.named_build import Look, NamedBuild
from servio_verify.traffic.builds_seen import SERVICE_WORKER

LONGEST = 160
"""Characters of a reason (docs/DESIGN.md, The verdict)."""

SHOWN = 12
"""Characters of a build that tell it from another."""


def strays(expected: str | None, looks: Sequence[Look], named: Sequence[NamedBuild]) -> list[str]:
    """Return a line for each other build that was named, with the page, both builds, and the cache it came from."""
    if not named:
        return []
    attested = {place: max(shares, key=lambda build: shares[build]) for place, shares in _shares(looks)}
    most = max(named, key=lambda each: each.count).build
    wanted = "expected" if expected else "attested" if attested else "elsewhere"
    lines = []
    for each in named:
        right = expected or attested.get(each.origin) or next(iter(attested.values()), most)
        if not build_id.is_same(each.build, right):
            lines.append(_line(each, right, wanted))
    return lines


def _shares(looks: Sequence[Look]) -> list[tuple[str, dict[str, int]]]:
    first = looks[0] if looks else None
    return [(place, shares) for place, shares in (("web", first.web), ("api", first.api)) if shares] if first else []


def _line(each: NamedBuild, right: str, wanted: str) -> str:
    more = len(each.paths) - 1
    subject = f"{_subject(each)} and {more} more name" if more > 0 else f"{_subject(each)} names"
    line = f"another build than {wanted}: {subject} {each.build[:SHOWN]}, not {right[:SHOWN]}"
    ways = [f"{name}: {value}{' s' if name == 'Age' else ''}" for name, value in each.cache.items()]
    if SERVICE_WORKER in each.cache:
        return f"{line}; it came from a service worker"[:LONGEST]
    told = "; it came from a cache" if _is_cached(each.cache) else ""
    while ways and len(f"{line}{told} ({', '.join(ways)})") > LONGEST:
        ways.pop()
    return (f"{line}{told} ({', '.join(ways)})" if ways else f"{line}{told}")[:LONGEST]


def _subject(each: NamedBuild) -> str:
    path = min(each.paths, key=lambda path: path != "/")  # else the first
    if each.origin == "api":
        return f"the API's {path}"
    return "the home page" if path == "/" else f"the page {path}"


def _is_cached(cache: dict[str, str]) -> bool:
    age = cache.get("Age", "").strip()
    return (age.isdecimal() and int(age) > 0) or any("hit" in value.lower() for value in cache.values())
