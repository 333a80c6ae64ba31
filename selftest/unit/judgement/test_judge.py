"""What a run found, and which verdict that is."""

from typing import Any

import pytest

from selftest.infra.held import environment
from selftest.unit.judgement.made import BOTH, BUILD, UP, check, entry, failure, found, proof, unnamed
from servio_verify.failures.kind import Kind
from servio_verify.judgement.findings import Findings
from servio_verify.judgement.judge import judge
from servio_verify.monitoring.reading import Readings
from servio_verify.results.model import Detector, Outcome
from servio_verify.results.named_build import Look
from servio_verify.results.verdict import Verdict
from servio_verify.target.described.other_api import Elsewhere

ASKS = "the pages ask http://x"
NOBODY_RAN = "No check that decides ran to its end"
AGAINST: dict[str, tuple[dict[str, Any], Verdict, str, str]] = {
    "another build": ({"build_problems": ["staging serves x"]}, Verdict.INVALID, "build", "Staging serves x"),
    "a detector that did not fire": (
        {"detectors": [Detector(name="leaks", caught=False)]},
        *(Verdict.INVALID, "detector", "The detector of leaks did not fire on a planted one"),
    ),
    "a detector that did not fire, and said why": (
        {"detectors": [Detector(name="leaks", caught=False, said="time-out")]},
        *(Verdict.INVALID, "detector", "The detector of leaks did not fire on a planted one (time-out)"),
    ),
    "a cold start": (
        {"cold_starts": ["GET / answered 500 at first"]},
        *(Verdict.NO_GO, "cold start", "GET / answered 500 at first"),
    ),
    "an API of another environment": (
        {"elsewhere": Elsewhere(ASKS, is_defect=True)},
        *(Verdict.NO_GO, "another API", "The pages ask http://x"),
    ),
    "another API, which may be meant": (
        {"elsewhere": Elsewhere(ASKS, is_defect=False)},
        *(Verdict.INCONCLUSIVE, "another API", "The pages ask http://x"),
    ),
    "what monitoring saw": (
        {"readings": Readings(against={"Sentry: 3 new": "Sentry"})},
        *(Verdict.NO_GO, "monitoring", "Sentry: 3 new"),
    ),
    "what monitoring doubts": (
        {"readings": Readings(doubts=("Flags: one changed",))},
        *(Verdict.INCONCLUSIVE, "monitoring", "Flags: one changed"),
    ),
    "a failure": ({"failures": [failure("test_a")]}, Verdict.NO_GO, "wrong content", "The till is open"),
    "no look at its health": (
        {"samples": []},
        *(Verdict.INCONCLUSIVE, "samples", "Not one look at the target's health was taken"),
    ),
    "a build that nobody names": (
        {"attestation": unnamed(BUILD)},
        *(Verdict.INCONCLUSIVE, "build"),
        f"Identity not proven: neither origin names its build, so {BUILD} cannot be attested",
    ),
    "too few answers at the end": (
        {"attestation": proof(answers=9)},
        *(Verdict.INCONCLUSIVE, "build", "Identity not proven: at the end web named its build in 9 answers only"),
    ),
    "a promised check that did not run": (
        {"ledger": [entry("test_a"), entry("test_b", Outcome.NOT_RUN, "the run was stopped")]},
        *(Verdict.INCONCLUSIVE, "not run", "1 promised checks did not run: the run was stopped"),
    ),
    "a run that a brake ended": (
        {"braked": "every check failed"},
        *(Verdict.INCONCLUSIVE, "brake", "Every check failed"),
    ),
    "an empty ledger": ({"ledger": []}, Verdict.INCONCLUSIVE, "not run", NOBODY_RAN),
    "skipped checks only": (
        {"ledger": [entry("test_a", Outcome.SKIPPED), entry("test_b", Outcome.QUARANTINED)]},
        *(Verdict.INCONCLUSIVE, "not run", NOBODY_RAN),
    ),
}


@pytest.mark.parametrize(("changed", "verdict", "kind", "reason"), AGAINST.values(), ids=AGAINST)
def test_one_thing_speaks_against_a_go(changed: dict[str, Any], verdict: Verdict, kind: str, reason: str) -> None:
    judged = judge(found(**changed))
    assert judged.verdict is verdict
    assert [(each.verdict, each.kind, str(each)) for each in judged.causes] == [(verdict, kind, reason)]


FOR: dict[str, dict[str, Any]] = {
    "all went well": {},
    "a detector that fired": {"detectors": [Detector(name="leaks", caught=True)]},
    "no build is expected, and none is named": {"attestation": unnamed()},
    "just enough answers": {"attestation": proof(answers=10)},
    "few answers at the start": {
        "attestation": proof(looks=[Look(when="start", web={BUILD: 1}, api={BUILD: 1}), proof().looks[1]])
    },
    "a check that passed when it was tried again": {"ledger": [entry("test_a", Outcome.FLAKY)]},
    "a check that was not asked for": {"ledger": [entry("test_a"), entry("test_b", Outcome.NOT_SELECTED)]},
}


@pytest.mark.parametrize("changed", FOR.values(), ids=FOR)
def test_what_does_not_speak_against_a_go(changed: dict[str, Any]) -> None:
    judged = judge(found(**changed))
    assert (judged.verdict, judged.causes) == (Verdict.GO, ())


def test_the_causes_are_told_in_the_order_of_their_weight() -> None:
    judged = judge(
        found(
            samples=[],
            elsewhere=Elsewhere(ASKS, is_defect=False),
            failures=[failure("test_a"), failure("test_b", Kind.DOUBT, "who knows")],
            build_problems=["staging serves x"],
        )
    )
    assert [cause.verdict for cause in judged.causes] == [
        Verdict.INVALID, Verdict.NO_GO, *[Verdict.INCONCLUSIVE] * 3
    ]  # fmt: skip


def test_a_check_whose_worker_crashed_is_told_by_its_failure_only() -> None:
    ledger = [entry("test_a"), entry("test_b", Outcome.NOT_RUN, "crashed")]
    judged = judge(found(ledger=ledger, failures=[failure("test_b", Kind.CRASH)]))
    assert [cause.kind for cause in judged.causes] == ["crashed worker"]


def test_where_every_check_failed_one_ran_to_its_end() -> None:
    judged = judge(found(ledger=[entry("test_a", Outcome.FAILED)], failures=[failure("test_a")]))
    assert [cause.kind for cause in judged.causes] == ["wrong content"]


def test_what_did_not_run_says_more_than_the_brake_that_ended_the_run() -> None:
    ledger = [entry("test_a"), *(entry(f"test_{n}", Outcome.NOT_RUN, f"why {n}") for n in range(2))]
    assert [str(cause) for cause in judge(found(ledger=ledger, braked="stopped")).causes] == [
        "2 promised checks did not run: why 0"
    ]


def test_a_failure_in_an_outage_is_the_outage_s() -> None:
    samples = [UP, *(type(UP)(100.0 + n, "ready", "redis", n in (0, 3), "not ready") for n in range(4))]
    judged = judge(found(samples=samples, failures=[failure("test_a", Kind.UNAVAILABLE, since=102, until=102)]))
    assert (judged.verdict, [cause.kind for cause in judged.causes]) == (Verdict.INCONCLUSIVE, ["outage"])
    assert [outage.subject for outage in judged.outages] == ["redis"]


def test_how_often_readiness_is_looked_at_says_how_early_an_outage_may_have_begun() -> None:
    samples = [UP, *(type(UP)(at, "ready", "redis", at == 80, "not ready") for at in (80.0, 100.0))]
    before = failure("test_a", Kind.UNAVAILABLE, since=85, until=85)
    for every, verdict in ((5, Verdict.NO_GO), (20, Verdict.INCONCLUSIVE)):
        where = environment(watch={"readiness_every": every})
        assert judge(found(environment=where, samples=samples, failures=[before])).verdict is verdict


def test_a_sign_in_that_never_worked_asks_whether_the_password_is_right() -> None:
    login = {"method": "POST", "url": "https://api.example.com/api/v1/auth/login", "status": 401}
    refused = failure("test_a", Kind.CREDENTIALS, exchange=login | {"account": "a@example.com"})
    where = environment(api_url="https://api.example.com", web_url="https://example.com")
    in_doubt = {"a@example.com": "SERVIO_PASSWORD"}
    judged = judge(found(environment=where, failures=[refused], passwords_in_doubt=in_doubt))
    assert judged.verdict is Verdict.INCONCLUSIVE
    asked = "Is SERVIO_PASSWORD still right? It never signed in at api.example.com as a@example.com"
    assert [str(cause) for cause in judged.causes] == [asked]
    assert judge(found(environment=where, failures=[refused])).verdict is Verdict.NO_GO


def test_an_origin_that_names_none_is_not_asked_for_its_answers() -> None:
    only_web = proof(origins={"web": BUILD}, looks=[Look(when="end", web={BUILD: 20}, api={})])
    assert judge(found(attestation=only_web)).verdict is Verdict.GO


def test_the_api_needs_enough_answers_too() -> None:
    looks = [Look(when="end", web={BUILD: 20}, api={BUILD: 4, "other": 5})]
    judged = judge(found(attestation=proof(origins=BOTH, looks=looks)))
    assert [str(cause) for cause in judged.causes] == [
        "Identity not proven: at the end api named its build in 9 answers only"
    ]


def test_a_failed_check_is_named_by_its_cause() -> None:
    (cause,) = judge(found(failures=[failure("test_a"), failure("test_b")])).causes
    assert cause.checks == (check("test_a"), check("test_b"))


def test_a_run_that_found_nothing_at_all_is_no_go_of_any_kind() -> None:
    nothing = Findings(environment())
    assert judge(nothing).verdict is Verdict.INCONCLUSIVE
    assert [cause.kind for cause in judge(nothing).causes] == ["samples", "not run"]
    assert not nothing.rehearsal  # what is said of it is compared with earlier runs


def test_a_fault_that_a_proof_put_before_the_target_is_told_first() -> None:
    told = "a proof put faults before the target, on purpose: without-csp"
    assert judge(found(faults="without-csp")).notes == (told, *judge(found()).notes)
