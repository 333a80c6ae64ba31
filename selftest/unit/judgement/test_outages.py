"""What is an outage, and which failures it excuses."""

from datetime import UTC, datetime

import pytest

from servio_verify.judgement.causes import causes
from servio_verify.judgement.outages import outages
from servio_verify.results.failure import Failure
from servio_verify.results.kind import Kind
from servio_verify.results.model import Outage
from servio_verify.results.sample import Sample
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
