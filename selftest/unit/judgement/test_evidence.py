"""What stands behind the sentence of a cause: the checks, when, and what they saw."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from servio_verify.failures.exchange import Exchange
from servio_verify.failures.failure import Failure
from servio_verify.failures.headline import LONGEST
from servio_verify.failures.kind import Kind
from servio_verify.judgement.reasons import ROOM_FOR_COUNT, explain, of_outage, sentence_of, with_evidence
from servio_verify.results.model import Outage

ASKED = Exchange(method="GET", url="http://x/venues", status=200)


@pytest.fixture(autouse=True)
def _in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever time it is where the run works, a verdict tells UTC."""
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


def failure(text: str, since: float = 5, exchange: Exchange | None = None, name: str = "test_a") -> Failure:
    return Failure(check=f"t.py::{name}", kind=Kind.CONTENT, text=text, since=since, until=since, exchange=exchange)


LONG = "the page of venues " * 12
LINES: dict[str, tuple[Failure, list[str]]] = {
    "a sentence": (failure("the till is open"), ["The till is open", "t.py::test_a, 00:00:05 (UTC)"]),
    "nobody knows when": (failure("the till is open", since=0), ["The till is open", "t.py::test_a"]),
    "details": (
        failure("the till is open\n at 7 \nat 7\nat 8"),
        ["The till is open", "t.py::test_a, 00:00:05 (UTC)", "  at 7", "  at 8"],
    ),
    "a sentence that is cut": (
        failure(LONG.strip()),
        [f"{LONG[:1].upper()}{LONG[1:155]}…", "t.py::test_a, 00:00:05 (UTC)", f"  {LONG.strip()}"],
    ),
    "no words": (
        failure("", exchange=ASKED),
        ["GET /venues", "t.py::test_a, 00:00:05 (UTC)", "  GET http://x/venues answered 200"],
    ),
    "a request that can be found in a log": (
        failure("", exchange=ASKED.model_copy(update={"request_id": "r-1"})),
        ["GET /venues", "t.py::test_a, 00:00:05 (UTC), request r-1", "  GET http://x/venues answered 200"],
    ),
}


@pytest.mark.parametrize(("failed", "lines"), LINES.values(), ids=LINES)
def test_the_evidence_of_one_failure(failed: Failure, lines: list[str]) -> None:
    assert explain(failed).splitlines() == lines


@pytest.mark.parametrize(("count", "more"), [(3, []), (5, ["and 2 failures more"])])
def test_the_evidence_of_three_is_shown_and_the_others_are_counted(count: int, more: list[str]) -> None:
    members = [failure("late", name=f"test_{n}") for n in range(count)]
    shown = [f"t.py::test_{n}, 00:00:05 (UTC)" for n in range(3)]
    assert with_evidence("Late", members, "one line", "two lines").splitlines() == [
        *("Late", "one line", "two lines"),
        *(*shown, *more),
    ]


@pytest.mark.parametrize(
    ("seconds", "over", "sentence"),
    [
        (9.6, True, "Redis was not ready for 10 s"),
        (0, True, "Redis was not ready for 1 s"),
        (90, False, "Redis was not ready for 90 s, until the end of the run"),
    ],
)
def test_an_outage_in_a_sentence(seconds: float, over: bool, sentence: str) -> None:
    since, until = (datetime.fromtimestamp(at, UTC) for at in (100, 100 + seconds))
    assert of_outage(Outage(subject="redis", seen="not ready", since=since, until=until, over=over)) == sentence


@pytest.mark.parametrize(("spare", "begins"), [(0, "Not Servio's answer: "), (-1, "Not Servio's: ")])
def test_whose_answer_it_is_is_said_at_length_as_long_as_the_count_of_checks_fits(spare: int, begins: str) -> None:
    who, scheme = "a captive portal wants a sign-in to the network (511)", "http://"
    whole = f"not Servio's answer: {who} at {scheme}: sign in to the network, or run from another one"
    host = "x" * (LONGEST - ROOM_FOR_COUNT - spare - len(whole))
    asked = Exchange(method="GET", url=f"{scheme}{host}/a", status=511, answered_by=who)
    sentence = sentence_of([failure("", exchange=asked)])
    assert sentence.startswith(begins)
    assert sentence.endswith(", or run from another one")


def test_several_sentences_about_one_request_are_not_one_of_them() -> None:
    members = [failure("no total", exchange=ASKED), failure("no venue", exchange=ASKED)]
    assert sentence_of(members) == "GET /venues"
