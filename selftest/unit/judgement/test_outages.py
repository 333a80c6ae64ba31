"""What is an outage, and which failures it excuses."""

from datetime import UTC, datetime

import pytest

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
        ((100, 97, 98, 99), 97.5, Verdict.NO_GO),
        ((100, 97, 98, 99), 99.5, Verdict.INCONCLUSIVE),
        ((100, 80), 95.5, Verdict.INCONCLUSIVE),
        ((100, 80), 93, Verdict.NO_GO),
        ((100, 99), 104, Verdict.NO_GO),
    ],
    ids=["since", "before", "well meanwhile", "quick looks", "a late look", "a look left out", "after its end"],
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
