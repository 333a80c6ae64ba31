"""Attestation of the build: what looks at both origins prove, and what they say where they prove nothing."""

import itertools
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from selftest.infra.held import environment
from selftest.support.pinning import PinningBalancer, pinning_balancer
from selftest.support.small_server import JSON, Said, only, serving
from servio_verify.environments.model import Environment
from servio_verify.judgement.findings import Findings
from servio_verify.judgement.judge import judge
from servio_verify.results.model import Attestation, Entry, Outcome
from servio_verify.results.named_build import Look, Pinned, Tasks
from servio_verify.results.sample import Sample
from servio_verify.results.verdict import Verdict
from servio_verify.target.builds import attestation
from servio_verify.target.builds.attestation import ANSWERS, problems, summarise
from servio_verify.target.builds.returning import Returning
from servio_verify.target.origins import Sightings

OLD, NEW = "0ddba11c0de5", "5f3c1a9e2b7d"
UNTOLD = "(no build)"
HERE = environment(build="header:X-Build")

Shares = dict[str, int]


def looked(web: Shares, api: Shares, *pinned: tuple[str, str, str]) -> Look:
    held = tuple(Pinned(origin=origin, build=build, cookie=cookie) for origin, build, cookie in pinned)
    return Look(when="start", web=web, api=api, pinned=held)


ALL_NEW = looked({NEW: 20}, {NEW: 20})
PINNED = ("web", OLD, "route"), ("api", OLD, "route")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (ALL_NEW, []),
        (looked({NEW[:7]: 20}, {NEW.upper(): 20}), []),
        (looked({NEW: 20}, {}), []),
        (looked({}, {}), []),
        (looked({NEW: 20}, {NEW: 20}, ("web", NEW[:9], "route")), []),
        (looked({OLD: 20}, {NEW: 20}), [f"{OLD} (20 of 20 answers) of the web app"]),
        (looked({OLD: 20}, {OLD: 20}), [f"{OLD} (20 of 20 answers) of the web app and the API"]),
        (
            looked({OLD: 5, NEW: 15}, {NEW: 10, OLD: 10}),
            [f"{OLD} (5 of 20 answers) of the web app, {OLD} (10 of 20 answers) of the API"],
        ),
        (looked({NEW: 20}, {UNTOLD: 1, NEW: 19}), ["(no build) (1 of 20 answers) of the API"]),
        (looked({NEW: 20}, {NEW: 20}, *PINNED), [f"{OLD} to whom its cookie route pins"]),
        (
            looked({NEW: 19, OLD: 1}, {NEW: 20}, *PINNED),
            [f"{OLD} (1 of 20 answers) of the web app, {OLD} to whom its cookie route pins"],
        ),
    ],
)
def test_every_answer_must_be_the_expected_build_s(seen: Look, said: list[str]) -> None:
    assert problems(HERE, NEW, [seen]) == [f"staging still serves {each}; expected {NEW}" for each in said]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (ALL_NEW, []),
        (looked({}, {}), []),
        (looked({NEW: 20}, {}), []),
        (looked({NEW: 20}, {NEW[:7]: 20}), []),
        (
            looked({NEW: 12, OLD: 8}, {NEW: 20}),
            [f"several builds answer in turn: {OLD} (8 of 20 answers), {NEW} (12 of 20 answers) of the web app"],
        ),
        (looked({OLD: 20}, {NEW: 20}), [f"skew: the web app serves {OLD}, the API {NEW}"]),
        (looked({NEW: 20}, {NEW: 20}, *PINNED), [f"several builds are left: {OLD} to whom its cookie route pins"]),
        (
            looked({NEW: 20}, {NEW: 20}, PINNED[0], ("web", "f00d", "sid")),
            [f"several builds are left: {OLD} to whom its cookie route pins, f00d to whom its cookie sid pins"],
        ),
    ],
)
def test_where_none_is_expected_all_answers_must_agree(seen: Look, said: list[str]) -> None:
    assert problems(HERE, None, [seen]) == said


CHANGED = "the build changed under the run's feet: staging served"


@pytest.mark.parametrize("expected", [NEW, None])
@pytest.mark.parametrize(
    ("later", "said"),
    [
        ([ALL_NEW, ALL_NEW], []),
        ([looked({}, {})], []),
        ([looked({NEW[:8]: 20}, {NEW: 20})], []),
        ([looked({OLD: 20}, {NEW: 20})], [f"{CHANGED} {NEW}, then {OLD} (20 of 20 answers)"]),
        ([looked({NEW: 20}, {OLD: 20})] * 2, [f"{CHANGED} {NEW}, then {OLD} (20 of 20 answers)"]),
        (
            [ALL_NEW, looked({OLD: 1, NEW: 18, "f00d": 1}, {NEW: 20})],
            [f"{CHANGED} {NEW}, then {OLD} (1 of 20 answers), f00d (1 of 20 answers)"],
        ),
    ],
)
def test_the_build_must_not_change_under_way(expected: str | None, later: list[Look], said: list[str]) -> None:
    assert problems(HERE, expected, [ALL_NEW, *later]) == said


def test_what_was_wrong_from_the_start_did_not_change() -> None:
    assert problems(HERE, NEW, [looked({OLD: 20}, {NEW: 20}), ALL_NEW]) == [
        f"staging still serves {OLD} (20 of 20 answers) of the web app; expected {NEW}"
    ]


@pytest.mark.parametrize(
    ("expected", "late", "said"),
    [
        (
            NEW,
            looked({NEW: 20}, {OLD: 20}),
            f"staging still serves {OLD} (20 of 20 answers) of the API; expected {NEW}",
        ),
        (None, looked({NEW: 20}, {OLD: 20}), f"skew: the web app serves {NEW}, the API {OLD}"),
        (None, looked({}, {OLD: 20}), f"skew: the web app serves {NEW}, the API {OLD}"),
        (NEW, looked({NEW: 20}, {NEW: 20}), ""),
        (None, looked({NEW: 20}, {NEW: 20}), ""),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_who_names_a_build_late_must_name_the_same(expected: str | None, late: Look, said: str, swapped: bool) -> None:
    looks = [looked({NEW: 20}, {}), late, late]
    if swapped:
        looks = [looked(each.api, each.web) for each in looks]
        said = said.replace("of the API", "of the web app").replace(
            f"web app serves {NEW}, the API {OLD}", f"web app serves {OLD}, the API {NEW}"
        )
    assert problems(HERE, expected, looks) == ([said] if said else [])


def test_who_never_looked_saw_nothing_wrong() -> None:
    assert problems(HERE, NEW, []) == []


TWO = Tasks(count=2, by="X-Task")


def test_an_attestation_holds_what_was_seen_at_first_and_every_look() -> None:
    looks = [looked({NEW: 19, OLD: 1}, {OLD: 11, NEW: 9}), ALL_NEW.model_copy(update={"tasks": {"web": TWO}})]
    assert summarise(HERE, NEW, looks, ["it is mixed"], ("web",)) == Attestation(
        expected=NEW,
        source="header:X-Build",
        build=NEW,
        origins={"web": NEW, "api": OLD},
        proven=False,
        answers_per_origin=ANSWERS,
        looks=tuple(looks),
        tasks={"web": TWO},
        spread=("web",),
    )


@pytest.mark.parametrize(
    ("where", "looks", "wrong", "build", "proven", "answers"),
    [
        (HERE, [ALL_NEW], [], NEW, True, 20),
        (HERE, [looked({}, {NEW: 20})], [], NEW, True, 20),
        (HERE, [ALL_NEW], ["it changed"], NEW, False, 20),
        (HERE, [looked({}, {})], [], None, False, 20),
        (HERE, [], [], None, False, 20),
        (environment(), [looked({}, {})], [], None, False, 0),
    ],
)
def test_only_a_build_that_was_named_and_never_wrong_is_proven(
    where: Environment, looks: list[Look], wrong: list[str], build: str | None, proven: bool, answers: int
) -> None:
    found = summarise(where, None, looks, wrong)
    assert (found.build, found.proven, found.answers_per_origin) == (build, proven, answers)
    assert (found.looks, found.spread, found.expected) == (tuple(looks), (), None)


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
        (in_turn(named(NEW), named("")), {NEW: 4, UNTOLD: 4}),
        (in_turn(named(NEW), named("", 500)), {NEW: 4}),  # an error need not name its build
        (in_turn(named(NEW), named(OLD, 500)), {NEW: 4, OLD: 4}),
        (in_turn(named("")), {}),
    ],
)
def test_a_share_is_how_often_a_build_was_named(answers: Callable[[str], Said], shares: Shares) -> None:
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
    assert found.tasks == {"web": TWO}
    assert found.clocks == pytest.approx(40, abs=1)


def test_an_answer_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(_path: str) -> Said:
        time.sleep(0.6)  # noqa: TID251 - a server that is late, nothing that is waited for
        return named(OLD)

    monkeypatch.setattr(attestation, "ANSWER_SECONDS", 0.3)
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
        where = environment(web_url=f"http://tasks.test:{port}", api_url=first, build=HERE.build, allow_http=True)
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
    def roll_out(_seen: str) -> None:
        rolling_out.build = NEW

    where = at(rolling_out.url, rolling_out.url)
    found, _ = attestation.await_build(where, NEW, 1.2, roll_out, Sightings())
    assert (found.web, found.pinned) == ({NEW: 20}, LEFT)


@pytest.mark.parametrize(("answers", "verdict"), [(ANSWERS // 2 - 1, Verdict.INCONCLUSIVE), (ANSWERS // 2, Verdict.GO)])
def test_fewer_than_half_of_the_answers_at_the_end_attest_nothing(answers: int, verdict: Verdict) -> None:
    looks = [ALL_NEW, looked({NEW: answers}, {NEW: ANSWERS})]
    proof = summarise(HERE, NEW, looks, problems(HERE, NEW, looks))
    sample = Sample(datetime.now(UTC).timestamp(), "web", "the web app", well=True, seen="up")
    entry = Entry(check="tests/smoke/test_it.py::test_it", tier="smoke", outcome=Outcome.PASSED)
    assert judge(Findings(HERE, proof, [], ledger=[entry], samples=[sample])).verdict is verdict


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
        found, spread = attestation.await_build(at(web, api), NEW, 5.0, told.append, seen)
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
