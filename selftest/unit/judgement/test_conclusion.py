"""A run that is over as the result that everybody reads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selftest.infra.held import environment
from selftest.unit.judgement.made import check, entry, found, proof
from servio_verify.judgement.conclusion import Aftermath, conclude, unchecked
from servio_verify.judgement.findings import Judgement
from servio_verify.results.model import Cause, Detector, Fingerprint, Outage, Outcome, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run.identity import Run

AT = datetime(2026, 11, 23, 2, 11, 4, tzinfo=UTC)
RUN = Run("20261123t021104z-abcdef", Path("runs/20261123t021104z-abcdef").absolute())
DETECTOR = Detector(name="leaks", caught=True)
FOUND = found(
    environment=environment(web_url="https://web.example", api_url="https://api.example"),
    ledger=[entry("test_a"), entry("test_b", Outcome.FAILED, "broken")],
    detectors=[DETECTOR],
)
CAUSE = Cause(verdict=Verdict.NO_GO, kind="wrong content", text="the till is open\nseen", checks=(check("test_b"),))
OUTAGE = Outage(subject="redis", seen="not ready", since=AT, until=AT + timedelta(seconds=9), over=True)
JUDGED = Judgement(Verdict.NO_GO, (CAUSE,), (OUTAGE,), ("frames",), ("a note",))
AFTER = Aftermath(["sv-1"], 3, Fingerprint(home_ms=12.5), {"chromium": "130"}, ["swept"])


def test_the_result_holds_what_was_found_judged_and_left() -> None:
    result = conclude(FOUND, JUDGED, RUN, AFTER, {"smoke": 1.5})
    told = {
        "verdict": Verdict.NO_GO,
        "exit_code": 1,
        "reasons": ("The till is open",),
        "causes": (CAUSE,),
        "environment": "staging",
        "web_url": "https://web.example",
        "api_url": "https://api.example",
        "run": RUN.id,
        "tiers": ("smoke",),
        "started": AT,
        "passed": 1,
        "failed": 1,
        "folder": Path("runs/20261123t021104z-abcdef"),
        "attestation": proof().model_copy(update={"looks": FOUND.attestation.looks}),
        "outages": (OUTAGE,),
        "not_covered": ("frames",),
        "notes": ("a note", "swept", "may be left on the target: sv-1"),
        "detectors": (DETECTOR,),
        "ledger": tuple(FOUND.ledger),
        "timings": {"smoke": 1.5},
        "left_on_target": 1,
        "swept": 3,
        "fingerprint": Fingerprint(home_ms=12.5),
    }
    assert result.model_dump() | {"versions": {}} == result_of(told, result).model_dump() | {"versions": {}}


def result_of(told: dict[str, object], seen: Result) -> Result:
    """Return a result of these values; its end is the time of the test."""
    assert seen.ended.tzinfo is UTC
    assert abs(datetime.now(UTC) - seen.ended) < timedelta(minutes=1)
    return Result.model_validate(told | {"ended": seen.ended})


def test_it_names_the_versions_of_what_a_verdict_may_hang_on() -> None:
    versions = conclude(FOUND, JUDGED, RUN, AFTER, {}).versions
    assert set(versions) == {"Python", "servio-verify", "pytest", "playwright", "httpx", "chromium"}
    assert versions["chromium"] == "130"
    assert all(versions.values())


@pytest.mark.parametrize(
    ("left", "notes"),
    [
        (0, ()),
        (5, ("may be left on the target: sv-0, sv-1, sv-2, sv-3, sv-4",)),
        (7, ("may be left on the target: sv-0, sv-1, sv-2, sv-3, sv-4 and 2 more",)),
    ],
)
def test_what_may_be_left_on_the_target_is_named_and_counted(left: int, notes: tuple[str, ...]) -> None:
    after = replace(AFTER, left_on_target=[f"sv-{n}" for n in range(left)], notes=())
    result = conclude(FOUND, replace(JUDGED, notes=()), RUN, after, {})
    assert (result.left_on_target, result.notes) == (left, notes)


def test_a_run_that_could_not_begin_says_why_and_that_nothing_was_checked() -> None:
    where = environment(web_url=None, api_url=None, sandbox=[])
    result = unchecked(found(environment=where), RUN, Verdict.INCONCLUSIVE, "nobody answers", {"wait": 2.0})
    assert (result.verdict, result.exit_code) == (Verdict.INCONCLUSIVE, 10)
    assert result.reasons == ("Nothing was checked: nobody answers",)
    assert [(cause.verdict, cause.kind) for cause in result.causes] == [(Verdict.INCONCLUSIVE, "not begun")]
    assert (result.web_url, result.api_url, result.ledger, result.timings) == ("", "", (), {"wait": 2.0})
    assert result.attestation.build == proof().build
