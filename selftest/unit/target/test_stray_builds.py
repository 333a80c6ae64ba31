"""Builds that pages and answers named while checks ran, held against the attested one."""

import pytest

from servio_verify.results.named_build import Look, NamedBuild
from servio_verify.target.builds.stray_builds import strays

OLD, NEW = "0ddba11c0de5", "5f3c1a9e2b7d"
NO_CACHE: dict[str, str] = {}


def named(build: str, *paths: str, origin: str = "web", count: int = 1, cache: dict[str, str] = NO_CACHE) -> NamedBuild:
    places = paths or ("/",)
    return NamedBuild(origin=origin, build=build, count=count, url="x", first=1, last=2, paths=places, cache=cache)


def look(web: dict[str, int], api: dict[str, int]) -> Look:
    return Look(when="start", web=web, api=api)


ATTESTED = [look({NEW: 20}, {NEW: 20}), look({OLD: 20}, {OLD: 20})]


@pytest.mark.parametrize(
    ("expected", "looks", "seen", "lines"),
    [
        (NEW, ATTESTED, [named(NEW), named(NEW[:7], origin="api")], []),
        (NEW, ATTESTED, [], []),
        (NEW, [], [named(OLD)], [f"another build than expected: the home page names {OLD}, not {NEW}"]),
        (None, ATTESTED, [named(OLD)], [f"another build than attested: the home page names {OLD}, not {NEW}"]),
        (
            None,
            [look({NEW: 20}, {OLD: 20})],
            [named(NEW, "/health", origin="api")],
            [f"another build than attested: the API's /health names {NEW}, not {OLD}"],
        ),
        (
            None,
            [look({}, {NEW: 20})],
            [named(OLD, "/menu")],
            [f"another build than attested: the page /menu names {OLD}, not {NEW}"],
        ),
        (
            None,
            [look({NEW: 1, OLD: 19}, {})],
            [named(NEW, origin="api", count=9)],
            [f"another build than attested: the API's / names {NEW}, not {OLD}"],
        ),
        (None, [look({}, {})], [named(NEW)], []),
        (
            None,
            [],
            [named(OLD, "/a", count=2), named(NEW, count=3), named("f00d", "/b", count=1)],
            [
                f"another build than elsewhere: the page /a names {OLD}, not {NEW}",
                f"another build than elsewhere: the page /b names f00d, not {NEW}",
            ],
        ),
        (None, [], [], []),
    ],
)
def test_a_page_of_another_build_is_told(
    expected: str | None, looks: list[Look], seen: list[NamedBuild], lines: list[str]
) -> None:
    assert strays(expected, looks, seen) == lines


BEGIN = "another build than expected: "


def line(found: NamedBuild) -> str:
    (only,) = strays(NEW, [], [found])
    return only


@pytest.mark.parametrize(
    ("found", "subject"),
    [
        (named(OLD, "/a"), "the page /a names"),
        (named(OLD, "/b", "/a"), "the page /b and 1 more name"),
        (named(OLD, "/b", "/a", "/"), "the home page and 2 more name"),
        (named(OLD, "/b", "/ready", origin="api"), "the API's /b and 1 more name"),
    ],
)
def test_several_pages_of_a_build_are_one_line(found: NamedBuild, subject: str) -> None:
    assert line(found) == f"{BEGIN}{subject} {OLD}, not {NEW}"


@pytest.mark.parametrize(
    ("cache", "end"),
    [
        ({"Age": "0"}, " (Age: 0 s)"),
        ({"Age": "x"}, " (Age: x s)"),
        ({"Age": " 1 "}, "; it came from a cache (Age:  1  s)"),
        ({"Age": "86"}, "; it came from a cache (Age: 86 s)"),
        ({"X-Cache": "MISS", "Via": "1.1 v"}, " (X-Cache: MISS, Via: 1.1 v)"),
        ({"X-Cache": "Hit from cloudfront"}, "; it came from a cache (X-Cache: Hit from cloudfront)"),
        ({"Service worker": "/sw.js", "Age": "5"}, "; it came from a service worker"),
    ],
)
def test_the_line_says_which_cache_it_came_from(cache: dict[str, str], end: str) -> None:
    assert line(named(OLD, cache=cache)) == f"{BEGIN}the home page names {OLD}, not {NEW}{end}"


def test_builds_are_cut_to_what_tells_them_apart() -> None:
    (only,) = strays(NEW + "0123", [], [named(OLD + "4567")])
    assert only == f"{BEGIN}the home page names {OLD}, not {NEW}"


def test_a_reason_has_160_characters_at_most_and_lets_go_of_the_last_header_first() -> None:
    bare = line(named(OLD, cache={"Age": "5"}))
    room = 160 - len(bare) - len(", Via: ")
    fitting = line(named(OLD, cache={"Age": "5", "Via": "v" * room}))
    assert (len(fitting), fitting[-3:]) == (160, "vv)")
    assert line(named(OLD, cache={"Age": "5", "Via": "v" * (room + 1)})) == bare


@pytest.mark.parametrize("cache", [{}, {"Age": "5"}, {"Service worker": "/sw.js"}], ids=str)
def test_what_is_too_long_by_itself_is_cut(cache: dict[str, str]) -> None:
    found = line(named(OLD, "/" + "p" * 200, cache=cache))
    assert len(found) == 160
    assert found.startswith(f"{BEGIN}the page /ppp")
