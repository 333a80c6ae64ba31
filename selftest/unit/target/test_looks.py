"""Looks at the builds of both origins, on real sockets: who is asked, what counts, and how a roll-out is awaited."""

import itertools
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from selftest.infra.held import environment
from selftest.support.pinning import PinningBalancer, pinning_balancer
from selftest.support.small_server import JSON, Said, only, serving
from servio_verify.environments.model import Environment
from servio_verify.results.named_build import Pinned, Tasks
from servio_verify.target.builds import attestation
from servio_verify.target.builds.returning import Returning
from servio_verify.target.origins import Sightings

OLD, NEW = "0ddba11c0de5", "5f3c1a9e2b7d"


def named(build: str, status: int = 200) -> Said:
    return status, {"X-Build": build} if build else {}, "ok"


def at(web: str, api: str, build: str = "header:X-Build") -> Environment:
    return environment(web_url=web, api_url=api, build=build)


def in_turn(*said: Said) -> Callable[[str], Said]:
    """Answers one after the other, for any path."""
    turns = itertools.cycle(said)
    return lambda _path: next(turns)


def test_each_origin_is_asked_twenty_times_by_a_new_visitor_each() -> None:
    seen = Sightings()
    with serving(only({"/health": named(NEW)})) as web, serving(only({"/health": named(OLD)})) as api:
        found = attestation.look(at(web, api), "end", seen=seen)
    assert (found.when, found.web, found.api) == ("end", {NEW: 20}, {OLD: 20})
    asked = seen.statuses(lambda answer: answer.request.headers["Connection"] == "close")
    assert asked == {f"{web}/health": [200] * 20, f"{api}/health": [200] * 20}


@pytest.mark.parametrize(
    ("answers", "shares"),
    [
        (in_turn(named(NEW), named(OLD), named(OLD), named(OLD)), {NEW: 2, OLD: 6}),
        (in_turn(named(NEW), named("")), {NEW: 4, "(no build)": 4}),
        (in_turn(named(NEW), named("", 500)), {NEW: 4}),  # an error need not name its build
        (in_turn(named(NEW), named(OLD, 500)), {NEW: 4, OLD: 4}),
        (in_turn(named("")), {}),
    ],
)
def test_a_share_is_how_often_a_build_was_named(answers: Callable[[str], Said], shares: dict[str, int]) -> None:
    with serving(answers) as web, serving(in_turn(named(NEW))) as api:
        found = attestation.look(at(web, api), "start", answers=8)
    assert (found.web, found.api) == (shares, {NEW: 8})


def test_an_origin_that_does_not_answer_names_no_build() -> None:
    with serving(in_turn(named(NEW))) as api:
        found = attestation.look(at("http://127.0.0.1:9", api), "start", answers=2)
    assert (found.web, found.api, found.tasks, found.clocks) == ({}, {NEW: 2}, {}, 0.0)


def test_where_no_build_is_told_nobody_is_asked() -> None:
    seen = Sightings()
    with serving(in_turn(named(NEW))) as web:
        found = attestation.look(environment(web_url=web, api_url=web), "start", seen=seen)
    assert (found.when, found.web, found.api, seen.statuses()) == ("start", {}, {}, {})


def test_a_build_in_an_asset_is_looked_for_on_the_home_page() -> None:
    page: Said = (200, {"Content-Type": "text/html"}, '<script src="/app-5f3c1a9e2b7d.js">')
    with serving(only({"/": page})) as web:
        found = attestation.look(at(web, web, build=r"asset:app-(\w+)\.js"), "start", answers=2)
    assert (found.web, found.api) == ({NEW: 2}, {NEW: 2})


def test_a_look_tells_tasks_apart_and_their_clocks() -> None:
    def task(number: int, second: int) -> Said:
        body = f'{{"meta": {{"timestamp": "2026-01-01T00:00:{second:02}Z"}}}}'
        return 200, JSON | {"X-Build": NEW, "X-Task": f"task-{number}"}, body

    with serving(in_turn(task(1, 0), task(2, 40))) as web, serving(in_turn(named(NEW))) as api:
        found = attestation.look(at(web, api), "start", answers=8)
    assert found.tasks == {"web": Tasks(count=2, by="X-Task")}
    assert found.clocks == pytest.approx(40, abs=1)


def test_an_answer_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(_path: str) -> Said:
        time.sleep(2.0)  # noqa: TID251 - a server that is late, nothing that is waited for
        return named(OLD)

    monkeypatch.setattr(attestation, "ANSWER_SECONDS", 1.0)
    with serving(late) as web, serving(in_turn(named(NEW))) as api:
        found = attestation.look(at(web, api), "start", answers=2)
    assert (found.web, found.api) == ({}, {NEW: 2})


def test_each_address_of_a_host_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """One name for two addresses, as round robin by DNS has it: the resolver alone is ours."""
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *rest: int, **more: int) -> object:
        hosts = ("127.0.0.2", "127.0.0.1") if host == "tasks.test" else (host,)
        return [found for each in hosts for found in real(each, port, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with serving(in_turn(named(NEW))) as first:
        port = first.rpartition(":")[2]
        where = environment(web_url=f"http://tasks.test:{port}", api_url=first, build="header:X-Build", allow_http=True)
        alone = attestation.look(where, "start", answers=8)
        assert alone.web == {NEW: 8}, "where an address is dead, the other one is asked"
        with serving(in_turn(named(OLD)), address="127.0.0.2", port=int(port)):
            found = attestation.look(where, "start", answers=8)
    assert set(found.web) == {OLD, NEW}
    assert all(3 <= count <= 5 for count in found.web.values())


@pytest.fixture
def rolling_out() -> Iterator[PinningBalancer]:
    """A balancer before the old build, which leads there whoever comes back with its cookies."""
    with pinning_balancer(OLD) as balancer:
        balancer.sets = ["session=s", "route=a"]
        balancer.pinned["session=s; route=a"] = OLD
        yield balancer


LEFT = tuple(Pinned(origin=name, build=OLD, cookie="route") for name in ("web", "api"))


def test_whom_a_cookie_pins_to_the_old_build_comes_back_at_each_look(rolling_out: PinningBalancer) -> None:
    where, visitors = at(rolling_out.url, rolling_out.url), Returning("header:X-Build")
    looks = []
    for build, pinned in ((OLD, OLD), (NEW, OLD), (NEW, NEW)):
        rolling_out.build = build
        rolling_out.pinned["session=s; route=a"] = pinned
        looks.append(attestation.look(where, "start", answers=2, returning=visitors))
    assert [each.web for each in looks] == [{OLD: 2}, {NEW: 2}, {NEW: 2}]
    assert [each.pinned for each in looks] == [(), LEFT, ()]


def test_a_roll_out_is_not_over_while_a_cookie_pins_to_the_old_build(rolling_out: PinningBalancer) -> None:
    told: list[str] = []

    def roll_out(seen: str) -> None:
        told.append(seen)
        rolling_out.build = NEW
        if len(told) == 2:
            rolling_out.pinned.clear()

    where = at(rolling_out.url, rolling_out.url)
    found, _ = attestation.await_build(where, NEW, 30.0, roll_out, Sightings())
    assert (len(told), found.web, found.pinned) == (3, {NEW: 20}, ())


def test_a_settled_target_is_looked_at_once() -> None:
    told: list[str] = []
    with serving(in_turn(named(NEW))) as web:
        found, spread = attestation.await_build(at(web, web), None, 5.0, told.append, Sightings())
    assert (found.web, found.api, spread, len(told)) == ({NEW: 20}, {NEW: 20}, (), 1)


def test_a_roll_out_is_looked_at_until_it_is_over() -> None:
    told: list[str] = []
    seen = Sightings()
    rolling_out = in_turn(*[named(OLD)] * 20, *[named(NEW)] * 20)
    with serving(rolling_out) as web, serving(in_turn(named(NEW))) as api:
        found, spread = attestation.await_build(at(web, api), NEW, 30.0, told.append, seen)
    assert told == [
        f"web {OLD} (20 of 20 answers); api {NEW} (20 of 20 answers)",
        f"web {NEW} (20 of 20 answers); api {NEW} (20 of 20 answers)",
    ]
    assert (found.when, found.web, spread) == ("start", {NEW: 20}, ())
    assert [len(came) for came in seen.statuses().values()] == [40, 40]


def test_a_roll_out_that_does_not_end_is_told_as_it_was_seen_last() -> None:
    told: list[str] = []
    with serving(in_turn(named(OLD), named(NEW))) as web, serving(in_turn(named(""))) as api:
        found, spread = attestation.await_build(at(web, api), NEW, 1.2, told.append, Sightings())
    assert told == [f"web {OLD} (10 of 20 answers), {NEW} (10 of 20 answers); api names no build"] * len(told)
    assert (found.web, spread) == ({OLD: 10, NEW: 10}, ("web",) if len(told) > 1 else ())
