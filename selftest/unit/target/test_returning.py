"""Visitors that come back with the cookies of their first visit, on a real socket."""

import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from servio_verify.results.named_build import Pinned
from servio_verify.target.builds.returning import Returning
from servio_verify.target.probe import Answer, fresh_connections

OLD, NEW = "0ddba11c0de5", "5f3c1a9e2b7d"
SOURCE = "header:X-Build"


class Balancer(ThreadingHTTPServer):
    """Leads to a build by the whole `Cookie` that somebody comes with; who has another one meets the new build."""

    def __init__(self) -> None:
        self.pinned: dict[str, str] = {}
        self.came: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/health"


class _Handler(BaseHTTPRequestHandler):
    server: Balancer

    def do_GET(self) -> None:
        cookie = self.headers.get("Cookie", "")
        self.server.came.append(cookie)
        build = self.server.pinned.get(cookie, NEW)
        self.send_response(200)
        if build:
            self.send_header("X-Build", build)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def balancer() -> Iterator[Balancer]:
    with Balancer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


def first_visit(url: str, build: str, *cookies: str) -> Answer:
    headers = [("X-Build", build)] if build else []
    response = httpx.Response(200, headers=[*headers, *(("Set-Cookie", each) for each in cookies)])
    return Answer(url, 0.0, {}, response)


def back(visitors: Returning, **shares: Mapping[str, int]) -> list[Pinned]:
    """Let them come back while others see these builds."""
    with fresh_connections(2.0) as client:
        return list(visitors.visit(client, {"web": {NEW: 20}, "api": {NEW: 20}} | shares))


def test_whom_all_cookies_of_a_first_visit_lead_to_the_old_build_is_told(balancer: Balancer) -> None:
    visitors = Returning(SOURCE)
    visitors.meet("web", [first_visit(balancer.url, OLD, "session=s; Path=/", "SERVERID=a; Path=/")])
    balancer.pinned["session=s; SERVERID=a"] = OLD
    assert back(visitors) == [Pinned(origin="web", build=OLD, cookie="SERVERID")]
    assert back(visitors) == [Pinned(origin="web", build=OLD, cookie="SERVERID")], "they come back each time"


def test_who_is_led_to_a_third_build_is_told_of_that(balancer: Balancer) -> None:
    visitors = Returning(SOURCE)
    visitors.meet("api", [first_visit(balancer.url, OLD, "route=a")])
    balancer.pinned["route=a"] = "f00d"
    assert back(visitors) == [Pinned(origin="api", build="f00d", cookie="route")]


@pytest.mark.parametrize("build", [NEW, ""], ids=["the new build", "no build"])
def test_who_is_led_elsewhere_by_now_does_not_come_again(balancer: Balancer, build: str) -> None:
    visitors = Returning(SOURCE)
    visitors.meet("web", [first_visit(balancer.url, OLD, "route=a")])
    balancer.pinned["route=a"] = build
    assert back(visitors) == []
    balancer.pinned["route=a"] = OLD
    assert back(visitors) == []
    assert balancer.came == ["route=a"]


def test_while_others_see_the_build_too_nobody_needs_to_come_back(balancer: Balancer) -> None:
    visitors = Returning(SOURCE)
    visitors.meet("web", [first_visit(balancer.url, OLD, "route=a")])
    balancer.pinned["route=a"] = OLD
    assert back(visitors, web={OLD: 1, NEW: 19}) == []
    assert balancer.came == []
    assert back(visitors) == [Pinned(origin="web", build=OLD, cookie="route")]


def test_one_visitor_of_each_build_and_origin_comes_back_whoever_met_none_stays_away(balancer: Balancer) -> None:
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
