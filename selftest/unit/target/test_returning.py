"""Visitors that come back with the cookies of their first visit, on a real socket."""

from collections.abc import Iterator, Mapping

import httpx
import pytest

from selftest.support.pinning import PinningBalancer, pinning_balancer
from servio_verify.results.named_build import Pinned
from servio_verify.target.builds.returning import Returning
from servio_verify.target.probe import Answer, fresh_connections

OLD, NEW = "0ddba11c0de5", "5f3c1a9e2b7d"
SOURCE = "header:X-Build"


@pytest.fixture
def balancer() -> Iterator[PinningBalancer]:
    with pinning_balancer(NEW) as server:
        yield server


def first_visit(url: str, build: str, *cookies: str) -> Answer:
    headers = [("X-Build", build)] if build else []
    response = httpx.Response(200, headers=[*headers, *(("Set-Cookie", each) for each in cookies)])
    return Answer(url, 0.0, {}, response)


def back(visitors: Returning, **shares: Mapping[str, int]) -> list[Pinned]:
    """Let them come back while others see these builds."""
    with fresh_connections(2.0) as client:
        return list(visitors.visit(client, {"web": {NEW: 20}, "api": {NEW: 20}} | shares))


def test_whom_all_cookies_of_a_first_visit_lead_to_the_old_build_is_told(balancer: PinningBalancer) -> None:
    visitors = Returning(SOURCE)
    visitors.meet("web", [first_visit(balancer.url, OLD, "session=s; Path=/", "SERVERID=a; Path=/")])
    balancer.pinned["session=s; SERVERID=a"] = OLD
    assert back(visitors) == [Pinned(origin="web", build=OLD, cookie="SERVERID")]
    assert back(visitors) == [Pinned(origin="web", build=OLD, cookie="SERVERID")], "they come back each time"


def test_who_is_led_to_a_third_build_is_told_of_that(balancer: PinningBalancer) -> None:
    visitors = Returning(SOURCE)
    visitors.meet("api", [first_visit(balancer.url, OLD, "route=a")])
    balancer.pinned["route=a"] = "f00d"
    assert back(visitors) == [Pinned(origin="api", build="f00d", cookie="route")]


@pytest.mark.parametrize("build", [NEW, ""], ids=["the new build", "no build"])
def test_who_is_led_elsewhere_by_now_does_not_come_again(balancer: PinningBalancer, build: str) -> None:
    visitors = Returning(SOURCE)
    visitors.meet("web", [first_visit(balancer.url, OLD, "route=a")])
    balancer.pinned["route=a"] = build
    assert back(visitors) == []
    balancer.pinned["route=a"] = OLD
    assert back(visitors) == []
    assert balancer.came == ["route=a"]


def test_while_others_see_the_build_too_nobody_needs_to_come_back(balancer: PinningBalancer) -> None:
    visitors = Returning(SOURCE)
    visitors.meet("web", [first_visit(balancer.url, OLD, "route=a")])
    balancer.pinned["route=a"] = OLD
    assert back(visitors, web={OLD: 1, NEW: 19}) == []
    assert balancer.came == []
    assert back(visitors) == [Pinned(origin="web", build=OLD, cookie="route")]


def test_one_visitor_of_each_build_and_origin_comes_back_whoever_met_none_stays_away(balancer: PinningBalancer) -> None:
    visitors = Returning(SOURCE)
    unreached = Answer(balancer.url, 0.0, {})
    web = [unreached, first_visit(balancer.url, OLD), first_visit(balancer.url, "", "route=x")]
    visitors.meet("web", [*web, first_visit(balancer.url, OLD, "route=a"), first_visit(balancer.url, OLD, "route=b")])
    visitors.meet("api", [first_visit(balancer.url, OLD, "route=c"), first_visit(balancer.url, "f00d", "route=d")])
    balancer.pinned |= {"route=b": OLD, "route=c": OLD, "route=d": "f00d"}
    assert [(each.origin, each.build) for each in back(visitors)] == [("web", OLD), ("api", OLD), ("api", "f00d")]
    assert balancer.came == ["route=b", "route=c", "route=d"]


def test_who_cannot_come_back_is_forgotten() -> None:
    visitors = Returning(SOURCE)
    visitors.meet("web", [first_visit("http://127.0.0.1:9/health", OLD, "route=a")])
    assert back(visitors) == []
