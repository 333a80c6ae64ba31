"""What is an outage, and which failures it excuses."""

from datetime import UTC, datetime

import pytest

from servio_verify.environments.pacing import Watch
from servio_verify.failures.exchange import Exchange
from servio_verify.failures.failure import Failure
from servio_verify.failures.kind import Kind
from servio_verify.judgement.causes import causes
from servio_verify.judgement.outages import never_well, outages
from servio_verify.results.model import Outage
from servio_verify.results.sample import DEPENDENCY, Sample
from servio_verify.results.verdict import Verdict


def time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


DOWN = Outage(subject="redis", seen="not ready", since=time(100), until=time(110), over=True)


@pytest.mark.parametrize("kind", [Kind.CONNECTION, Kind.TIME_OUT, Kind.UNAVAILABLE, Kind.DEPENDENCY, Kind.BROWSER])
@pytest.mark.parametrize(
    ("at", "verdict"),
    [(95, Verdict.NO_GO), (99, Verdict.INCONCLUSIVE), (105, Verdict.INCONCLUSIVE), (112, Verdict.NO_GO)],
)
def test_an_outage_excuses_what_it_makes_and_only_around_it(kind: Kind, at: float, verdict: Verdict) -> None:
    failure = Failure(check="t::a", kind=kind, text="gone", since=at, until=at + 0.1)
    assert [cause.verdict for cause in causes([failure], [DOWN])] == [verdict]


@pytest.mark.parametrize("kind", [Kind.SERVER_ERROR, Kind.CONTENT, Kind.CLIENT_ERROR, Kind.CERTIFICATE])
def test_an_outage_never_excuses_a_wrong_answer(kind: Kind) -> None:
    failure = Failure(check="t::a", kind=kind, text="wrong", since=105, until=105)
    assert [cause.verdict for cause in causes([failure], [DOWN])] == [Verdict.NO_GO]


DEPENDENCY_DOWN = DOWN.model_copy(update={"subject": "auth", "dependency": True})


@pytest.mark.parametrize(
    ("status", "kind", "at", "verdict"),
    [
        (401, Kind.CLIENT_ERROR, 105, Verdict.INCONCLUSIVE),
        (401, Kind.CREDENTIALS, 105, Verdict.INCONCLUSIVE),
        (500, Kind.SERVER_ERROR, 105, Verdict.INCONCLUSIVE),
        (500, Kind.SERVER_ERROR, 115, Verdict.NO_GO),
        (501, Kind.SERVER_ERROR, 105, Verdict.NO_GO),
        (403, Kind.CLIENT_ERROR, 105, Verdict.NO_GO),
        (500, Kind.CONTENT, 105, Verdict.NO_GO),
    ],
)
def test_an_outage_of_a_declared_dependency_excuses_401_and_500_only(
    status: int, kind: Kind, at: float, verdict: Verdict
) -> None:
    exchange = Exchange(method="GET", url="http://x/api/v1/venues", status=status)
    failure = Failure(check="t::a", kind=kind, text="wrong", since=at, until=at, exchange=exchange)
    assert [cause.verdict for cause in causes([failure], [DEPENDENCY_DOWN])] == [verdict]
    assert [cause.verdict for cause in causes([failure], [DOWN])] == [Verdict.NO_GO]


def looks(place: str, ill_at: float, *well_at: float) -> list[Sample]:
    """Return looks at one thing that was well, and then was not for 2 s."""
    ill = [Sample(ill_at + n, place, "it", False, "down") for n in range(2)]
    return [*(Sample(at, place, "it", True, "up") for at in well_at), *ill, Sample(ill_at + 2, place, "it", True, "up")]


@pytest.mark.parametrize("place", ["ready", DEPENDENCY])
@pytest.mark.parametrize(
    ("found", "at", "verdict"),
    [
        ((100, 90, 95), 95.5, Verdict.INCONCLUSIVE),
        ((100, 90, 95), 94.5, Verdict.NO_GO),
        ((100, 90, 95), 95.2, Verdict.INCONCLUSIVE),
        ((100, 97, 98, 99), 97.5, Verdict.NO_GO),
        ((100, 97, 98, 99), 99.5, Verdict.INCONCLUSIVE),
        ((100, 80), 95.5, Verdict.INCONCLUSIVE),
        ((100, 80), 93, Verdict.NO_GO),
        ((100, 99), 104, Verdict.NO_GO),
    ],
    ids=[
        "since",
        "before",
        "just since",
        "well meanwhile",
        "quick looks",
        "a late look",
        "a look left out",
        "after its end",
    ],
)
def test_an_outage_may_have_begun_since_the_last_look_that_was_well(
    place: str, found: tuple[float, ...], at: float, verdict: Verdict
) -> None:
    failure = Failure(check="t::a", kind=Kind.UNAVAILABLE, text="gone", since=at, until=at + 0.1)
    assert [cause.verdict for cause in causes([failure], outages(looks(place, *found)))] == [verdict]


@pytest.mark.parametrize(
    ("place", "verdict"), [("api", Verdict.NO_GO), ("ready", Verdict.INCONCLUSIVE), (DEPENDENCY, Verdict.INCONCLUSIVE)]
)
def test_how_far_apart_looks_are_is_known_of_each_thing(place: str, verdict: Verdict) -> None:
    failure = Failure(check="t::a", kind=Kind.UNAVAILABLE, text="gone", since=96, until=96)
    assert [cause.verdict for cause in causes([failure], outages(looks(place, 100, 95)))] == [verdict]


def test_a_dependency_of_its_own_address_is_ill_also_where_it_never_was_well() -> None:
    (outage,) = outages([Sample(1, DEPENDENCY, "auth", False, "down (answered 503)")])
    assert (outage.subject, outage.dependency) == ("auth", True)


def samples(*well: bool) -> list[Sample]:
    return [Sample(float(n), "ready", "redis", each, "up" if each else "not ready") for n, each in enumerate(well)]


@pytest.mark.parametrize(
    ("seen", "spans"),
    [
        ((True, True), []),
        ((False, False), []),
        ((True, False, False, True), [(1, 3, True)]),
        ((True, False), [(1, 1, False)]),
        ((False, True, False, True), [(0, 1, True), (2, 3, True)]),
    ],
    ids=["well", "never well", "in the middle", "to the end", "twice"],
)
def test_an_outage_is_what_was_lost(seen: tuple[bool, ...], spans: list[tuple[int, int, bool]]) -> None:
    found = [(each.since.timestamp(), each.until.timestamp(), each.over) for each in outages(samples(*seen))]
    assert found == spans


@pytest.mark.parametrize(
    ("seen", "lines"),
    [
        ((False, False), ["redis not ready from the first look to the last"]),
        ((False, True), []),
        ((True, False), []),
        ((), []),
    ],
)
def test_what_never_was_well_is_told(seen: tuple[bool, ...], lines: list[str]) -> None:
    assert never_well(samples(*seen)) == lines


def test_each_thing_has_outages_of_its_own_in_the_order_of_time() -> None:
    several = [
        *(Sample(float(n), "ready", "redis", n in (0, 4), "not ready") for n in range(5)),
        *(Sample(float(n), "ready", "database", n in (0, 2), "not ready") for n in range(3)),
        *(Sample(float(n), "ready", "auth", n != 3, "not ready") for n in range(5)),
    ]
    assert [(each.subject, each.since, each.until) for each in outages(several)] == [
        ("redis", time(1), time(4)),
        ("database", time(1), time(2)),
        ("auth", time(3), time(4)),
    ]
    assert outages([*several[10:], *several[:10]])[0].subject == "redis"


def test_what_was_ill_at_the_first_look_may_have_been_so_as_long_as_nobody_looked() -> None:
    (seen,) = outages(samples(False, True, True))
    assert (seen.earliest, seen.since) == (time(-5.5), time(0))


def test_times_of_an_outage_are_told_in_utc() -> None:
    (seen,) = outages(samples(True, False, True))
    assert (seen.since.tzinfo, seen.until.tzinfo) == (UTC, UTC)


@pytest.mark.parametrize(("every", "earliest"), [(5, 94.5), (20, 80)])
def test_how_often_it_is_looked_at_is_the_environment_s_to_say(every: float, earliest: float) -> None:
    (seen,) = outages(looks("ready", 100, 80), Watch(readiness_every=every))
    assert seen.earliest == time(earliest)


def test_only_what_never_was_well_is_told_with_what_was_seen_last() -> None:
    several = [
        *(Sample(float(n), "ready", "redis", False, seen) for n, seen in enumerate(("gone", "late", "not ready"))),
        Sample(0, "ready", "database", True, "up"),
        Sample(0, DEPENDENCY, "auth", False, "down"),
        Sample(0, "web", DEPENDENCY, False, "down"),
    ]
    assert never_well(several) == [
        "redis not ready from the first look to the last",
        "dependency down from the first look to the last",
    ]


def refused(account: str) -> Failure:
    exchange = Exchange(method="POST", url="http://x/api/v1/auth/login", status=401, account=account)
    return Failure(check="t::a", kind=Kind.CREDENTIALS, text="refused", since=1, until=1, exchange=exchange)


@pytest.mark.parametrize(
    ("account", "verdict"),
    [("a@example.com", Verdict.INCONCLUSIVE), ("b@example.com", Verdict.NO_GO), ("", Verdict.INCONCLUSIVE)],
)
def test_a_refused_sign_in_is_asked_about_for_the_account_in_doubt_only(account: str, verdict: Verdict) -> None:
    (cause,) = causes([refused(account)], [], {"a@example.com": "Is SERVIO_PASSWORD still right?"})
    assert cause.verdict is verdict


ELSE = DOWN.model_copy(update={"subject": "database"})
LATER = DOWN.model_copy(update={"since": time(200), "until": time(210)})


def gone(name: str, at: float, kind: Kind = Kind.UNAVAILABLE, text: str = "gone") -> Failure:
    return Failure(check=f"t::{name}", kind=kind, text=text, since=at, until=at)


def test_each_outage_is_a_cause_of_the_failures_in_it() -> None:
    found = causes([gone("a", 105), gone("b", 205), gone("c", 107, text="away"), gone("d", 150)], [DOWN, ELSE, LATER])
    assert [(cause.kind, cause.verdict, cause.checks) for cause in found] == [
        ("unavailable", Verdict.NO_GO, ("t::d",)),
        ("outage", Verdict.INCONCLUSIVE, ("t::a", "t::c")),
        ("outage", Verdict.INCONCLUSIVE, ("t::b",)),
    ]
    first, second, *_ = found[1].text.splitlines()
    assert (first, second) == ("Redis was not ready for 10 s", "redis not ready 00:01:40 to 00:01:50 (UTC)")


@pytest.mark.parametrize(
    ("since", "until", "verdict"),
    [
        (111.5, 120, Verdict.INCONCLUSIVE),
        (111.6, 120, Verdict.NO_GO),
        (90, 98.5, Verdict.INCONCLUSIVE),
        (90, 98.4, Verdict.NO_GO),
    ],
    ids=["begun in it", "begun after it", "ended in it", "ended before it"],
)
def test_what_was_tried_during_an_outage_is_its_own(since: float, until: float, verdict: Verdict) -> None:
    tried = gone("a", 0).model_copy(update={"since": since, "until": until})
    assert [cause.verdict for cause in causes([tried], [DOWN])] == [verdict]


MEANS = {
    Kind.SUITE_ERROR: Verdict.INVALID,
    Kind.CRASH: Verdict.INCONCLUSIVE,
    Kind.DOUBT: Verdict.INCONCLUSIVE,
    Kind.THROTTLED: Verdict.INCONCLUSIVE,
    Kind.INTERMEDIARY: Verdict.INCONCLUSIVE,
}


@pytest.mark.parametrize("kind", Kind)
def test_what_a_failure_means_by_itself(kind: Kind) -> None:
    (cause,) = causes([gone("a", 105, kind)], [])
    assert (cause.verdict, cause.kind) == (MEANS.get(kind, Verdict.NO_GO), kind.value)


def test_the_strictest_and_then_the_most_far_reaching_cause_comes_first() -> None:
    said = [("a", "x"), ("b", "y"), ("c", "y"), ("d", "doubt"), ("e", "z"), ("f", "z"), ("g", "z")]
    failures = [gone(name, 1, Kind.DOUBT if text == "doubt" else Kind.CONTENT, text) for name, text in said]
    ours = gone("h", 1, Kind.SUITE_ERROR, "KeyError")
    assert [len(cause.checks) for cause in causes([*failures, ours], [])] == [1, 3, 2, 1, 1]
    assert [cause.verdict for cause in causes([*failures, ours], [])] == [
        *(Verdict.INVALID, Verdict.NO_GO, Verdict.NO_GO, Verdict.NO_GO, Verdict.INCONCLUSIVE),
    ]


def test_sign_ins_that_are_refused_are_one_cause_for_each_account() -> None:
    form = gone("form", 1, Kind.CREDENTIALS, "the form refuses")
    found = causes([refused("a@example.com"), refused("b@example.com"), refused("a@example.com"), form], [])
    assert [len(cause.checks) for cause in found] == [1, 1, 1]
    (asked,) = causes([form], [], {"a@example.com": "Is it right?"})
    assert (asked.verdict, asked.kind) == (Verdict.INCONCLUSIVE, "refused sign-in")
    assert asked.text.splitlines()[0] == "Is it right?"
    assert asked.checks == ("t::form",)


def test_only_a_refused_sign_in_is_excused_by_a_question() -> None:
    server_error = refused("a@example.com").model_copy(update={"kind": Kind.CLIENT_ERROR})
    assert [cause.verdict for cause in causes([server_error], [], {"a@example.com": "Is it right?"})] == [Verdict.NO_GO]
