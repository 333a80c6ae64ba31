"""A row is as promised or it is not, either way; what did not arrive or was not promised never passes."""

from dataclasses import replace

import pytest

from selftest.unit.proof.rows import HEADERS, PAGES, fault, row, shot
from servio_verify.proof.campaign.judging import Shot, judged, row_of, shared
from servio_verify.proof.fault import Expected, Fault
from servio_verify.proof.matrix.model import Ended, Row
from servio_verify.results.verdict import Verdict

PROMISED = fault("without-csp", HEADERS)
DOUBTFUL = replace(fault("maintenance"), verdict=Verdict.INCONCLUSIVE)
SURVIVES, HARMLESS = fault("old", expected=Expected.SURVIVES), fault("gzip", expected=Expected.HARMLESS)
GO, NO_GO, INCONCLUSIVE, INVALID = Verdict.GO, Verdict.NO_GO, Verdict.INCONCLUSIVE, Verdict.INVALID

ENDS: list[tuple[Fault, Shot, Ended]] = [
    (PROMISED, shot(NO_GO, HEADERS), Ended.AS_PROMISED),
    (PROMISED, shot(NO_GO, HEADERS, PAGES), Ended.AS_PROMISED),
    (PROMISED, shot(GO), Ended.NOT_CAUGHT),
    (PROMISED, shot(NO_GO, PAGES), Ended.CAUGHT_BY_OTHERS),
    (replace(PROMISED, checks=(HEADERS, PAGES)), shot(NO_GO, HEADERS), Ended.CAUGHT_BY_OTHERS),
    (PROMISED, shot(INCONCLUSIVE, HEADERS), Ended.OTHER_VERDICT),
    (PROMISED, shot(INVALID, HEADERS), Ended.OTHER_VERDICT),
    (PROMISED, shot(NO_GO, HEADERS, changes=0), Ended.DID_NOT_ARRIVE),
    (PROMISED, replace(shot(NO_GO, HEADERS), changes=None), Ended.AS_PROMISED),
    (DOUBTFUL, shot(INCONCLUSIVE), Ended.AS_PROMISED),
    (DOUBTFUL, shot(NO_GO, PAGES), Ended.OTHER_VERDICT),
    (DOUBTFUL, shot(GO), Ended.NOT_CAUGHT),
    (SURVIVES, shot(GO), Ended.AS_PROMISED),
    (SURVIVES, shot(NO_GO, PAGES), Ended.CAUGHT_UNPROMISED),
    (SURVIVES, shot(GO, changes=0), Ended.DID_NOT_ARRIVE),
    (HARMLESS, shot(GO), Ended.AS_PROMISED),
    (HARMLESS, shot(INCONCLUSIVE), Ended.FALSE_ALARM),
    (HARMLESS, shot(GO, changes=0), Ended.NOT_APPLICABLE),
    (HARMLESS, shot(NO_GO, HEADERS, changes=0), Ended.DID_NOT_ARRIVE),
]


@pytest.mark.parametrize(("of", "seen", "ends"), ENDS, ids=lambda value: getattr(value, "name", None))
def test_a_row_ends_as_it_was_promised_or_as_a_mismatch(of: Fault, seen: Shot, ends: Ended) -> None:
    ended, why = judged(of, seen)
    assert ended is ends
    assert bool(why) == (ended is not Ended.AS_PROMISED), "what is not as promised says why"


def test_a_row_tells_what_was_seen() -> None:
    made = row_of(PROMISED, "proxy", shot(NO_GO, HEADERS, PAGES, changes=3))
    assert (made.changed, made.example, made.first_line) == (3, "GET web:/: without csp", "The page is bare (2 checks)")
    assert (made.detected, len(made.caught), made.verdict) == (1.0, 2, NO_GO)


@pytest.mark.parametrize(
    ("kept", "missed", "probability", "ends"),
    [
        (10, 10, 0.5, Ended.AS_PROMISED),
        (17, 3, 0.9, Ended.AS_PROMISED),
        (1, 19, 0.9, Ended.OTHER_SHARE),
        (20, 0, 0.5, Ended.OTHER_SHARE),
    ],
)
def test_a_share_is_held_against_the_stated_probability(
    kept: int, missed: int, probability: float, ends: Ended
) -> None:
    seen, green = row("flaky", HEADERS), replace(row("flaky"), ended=Ended.NOT_CAUGHT)
    lost = replace(seen, ended=Ended.DID_NOT_ARRIVE)
    rows: list[Row] = [seen] * kept + [green] * missed + [lost] * 4
    made = shared(replace(PROMISED, probability=probability), rows)
    assert made.ended is ends
    assert made.share
    assert (made.share.caught, made.share.runs) == (kept, kept + missed), "what did not arrive is no run"
    assert made.share.low < kept / (kept + missed) <= made.share.high
    assert f"caught in {kept} of 20 runs" in made.why


def test_one_run_that_stays_red_decides_over_every_share() -> None:
    rows = [row("flaky", HEADERS)] * 19 + [replace(row("flaky", HEADERS), ended=Ended.STAYED_RED, why="still")]
    assert shared(replace(PROMISED, probability=0.9), rows).ended is Ended.STAYED_RED
    assert shared(PROMISED, [replace(row("flaky"), ended=Ended.DID_NOT_ARRIVE)]).ended is Ended.DID_NOT_ARRIVE
