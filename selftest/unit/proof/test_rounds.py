"""Faults share a run only where the matrix of before shows that nothing of one can hide the other."""

from dataclasses import replace

from selftest.unit.proof.rows import HEADERS, LISTS, PAGES, fault, matrix, row
from servio_verify.proof.campaign.rounds import MOST, grouped
from servio_verify.proof.fault import Expected, Fault
from servio_verify.proof.matrix.model import Ended, Row
from servio_verify.results.verdict import Verdict


def names(faults: list[Fault], *rows: Row) -> list[list[str]]:
    return [[each.name for each in group] for group in grouped(faults, matrix(*rows))]


A, B, C = fault("a", HEADERS), fault("b", PAGES), fault("c", HEADERS)


def test_without_an_earlier_matrix_each_is_alone() -> None:
    assert [len(group) for group in grouped([A, B, C], None)] == [1, 1, 1]


def test_faults_of_other_checks_share_a_run() -> None:
    assert names([A, B, C], row("a", HEADERS), row("b", PAGES), row("c", HEADERS, LISTS)) == [["a", "b"], ["c"]]


def test_what_was_no_promise_kept_is_alone() -> None:
    kept = row("a", HEADERS)
    for unsure in (
        row("b", PAGES, ended=Ended.CAUGHT_BY_OTHERS),
        replace(row("b", PAGES), whole=False),
        row("b", LISTS),
        replace(row("b", PAGES), tier="e2e"),
    ):
        assert names([A, B], kept, unsure) == [["a"], ["b"]]
    for other in (replace(B, probability=0.5), replace(B, verdict=Verdict.INCONCLUSIVE)):
        assert names([A, other], kept, row("b", PAGES)) == [["a"], ["b"]]


def test_harmless_ones_share_runs_with_each_other_only() -> None:
    calm = [fault(f"calm-{number}", expected=Expected.HARMLESS, kind=f"kind {number}") for number in range(MOST + 1)]
    groups = names([A, *calm], row("a", HEADERS))
    assert ["a"] in groups
    assert sorted(map(len, groups)) == [1, 1, MOST]


def test_two_harmless_ones_of_a_kind_may_undo_each_other() -> None:
    gzip, brotli = (fault(name, expected=Expected.HARMLESS, kind="encodings") for name in ("gzip", "brotli"))
    assert names([gzip, brotli]) == [["gzip"], ["brotli"]]


def test_the_slowest_begin_first() -> None:
    slow, quick = (replace(row(name, HEADERS), seconds=seconds) for name, seconds in (("c", 90.0), ("a", 4.0)))
    assert names([A, C], slow, quick) == [["c"], ["a"]]
    assert names([A, C], quick) == [["c"], ["a"]]
