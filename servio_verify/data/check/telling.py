"""Telling of a check: the verdict first, then what to do, then the places that matter, and how many the others are."""

from collections.abc import Iterator
from typing import Any

from servio_verify.data.check.kinds import WORDS
from servio_verify.data.check.model import Looked, Outcome, Report

MOST = 30
"""Lines of one kind that are shown; `--json` has all."""

WIDTH = 160
VERDICTS = {0: "GO", 1: "NO-GO", 10: "INCONCLUSIVE"}


def lines(report: Report) -> Iterator[str]:
    """Yield what a person reads."""
    yield f"{VERDICTS[report.exit_code]}: {_verdict(report)}"
    yield from _advice(report)
    for title, places in (("personal data", report.found), ("not told", report.in_doubt)):
        if places:
            yield f"{title}:"
            yield from _table(places)
    for line in (*report.integrity.wrong, *(f"not looked at: {line}" for line in report.integrity.not_told)):
        yield f"rows: {line}"[:WIDTH]
    yield from _counts(report)


def _verdict(report: Report) -> str:
    columns = sum(each.place.is_column for each in report.looked)
    if report.found:
        count = sum(finding.count for looked in report.found for finding in looked.findings)
        return f"{report.database} holds {count:,} personal data in {len(report.found)} places"
    if report.integrity.wrong:
        return f"{report.database}: {report.integrity.wrong[0]}"[:WIDTH]
    if report.exit_code:
        some = len(report.in_doubt) + len(report.integrity.not_told)
        return f"no personal data seen in {report.database}, but of {some} places nobody can tell"
    sure = "nobody of production and " if report.with_canaries else ""
    return f"{sure}no personal data in {columns} columns of {report.database}"


def _advice(report: Report) -> Iterator[str]:
    if report.found:
        yield "  do: let nobody use it until it is anonymised again, with a decision on each in the policy"
        if any(not finding.of_production for looked in report.found for finding in looked.findings):
            yield '  what is public (the phone of a venue) is told so there: {keep = "why", holds = ["phone"]}'
    if any(each.untold for each in report.looked):
        yield "  do: give --canaries (`servio-verify data canaries` makes them): made-up names look like real ones"
    if any(each.outcome is Outcome.NOT_LOOKED_AT for each in report.looked):
        yield "  do: check as the owner of the tables or a role with pg_read_all_data and BYPASSRLS, with enough time"


def _table(places: tuple[Looked, ...]) -> Iterator[str]:
    width = min(48, max(len(each.place.name) for each in places))
    for each in places[:MOST]:
        words = each.words
        if each.outcome is not Outcome.NOT_LOOKED_AT and each.untold and not each.findings:
            words = f"whether {', '.join(WORDS[kind] for kind in each.untold)} are made up"
        elif each.outcome is Outcome.NOT_LOOKED_AT:
            words = f"not looked at: {words}"
        yield f"  {each.place.name:{width}}  {words}"[:WIDTH]
    if len(places) > MOST:
        yield f"  … and {len(places) - MOST} more (--json)"


def _counts(report: Report) -> Iterator[str]:
    columns = [each for each in report.looked if each.place.is_column]
    by_outcome = ", ".join(
        f"{count} {outcome}"
        for outcome in Outcome
        if (count := sum(each.outcome is outcome for each in columns)) or outcome is Outcome.NOT_LOOKED_AT
    )
    yield f"columns: {by_outcome}"
    rows = report.integrity.rows
    yield f"rows: {sum(rows.values()):,} in {len(rows)} tables; {report.integrity.references} references followed"
    for each in report.anonymity:
        small = f"{each.in_small_groups:,} of {each.rows:,} rows in groups under 5"
        yield f"k-anonymity of {each.table} by {', '.join(each.columns)}: {each.smallest} ({small})"[:WIDTH]
    if not report.with_policy:
        yield "no policy: which columns were replaced, and why others are kept, is not known (--policy)"


def document(report: Report) -> dict[str, Any]:
    """Return all of it as JSON; no value of any row is in it."""
    return {
        "form": "servio-verify/data-check-1",
        "verdict": VERDICTS[report.exit_code],
        "exit_code": report.exit_code,
        "database": report.database,
        "seconds": round(report.seconds, 1),
        "with_canaries": report.with_canaries,
        "with_policy": report.with_policy,
        "places": [_place(each) for each in report.looked],
        "rows": report.integrity.rows,
        "references": report.integrity.references,
        "wrong": list(report.integrity.wrong),
        "not_told": list(report.integrity.not_told),
        "anonymity": [
            {
                "table": each.table,
                "columns": list(each.columns),
                "smallest": each.smallest,
                "rows_in_groups_under_5": each.in_small_groups,
                "rows": each.rows,
            }
            for each in report.anonymity
        ],
    }


def _place(looked: Looked) -> dict[str, Any]:
    return {
        "place": looked.place.name,
        "outcome": str(looked.outcome),
        "words": looked.words,
        "found": [
            {"kind": str(it.kind), "count": it.count, "example": it.example, "of_production": it.of_production}
            for it in looked.findings
        ],
        "untold": [str(kind) for kind in looked.untold],
    }
