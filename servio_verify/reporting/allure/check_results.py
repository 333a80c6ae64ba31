"""Adds to Allure's result of each check what only the end of a run knows: why it failed, and whether it decides."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from servio_verify.failures.headline import detail, headline
from servio_verify.failures.kind import Kind
from servio_verify.failures.sentences import title
from servio_verify.judgement.causes import OUTAGE
from servio_verify.reporting.allure import labels
from servio_verify.results.model import Cause, Entry, Outcome, Result
from servio_verify.run.ci_job import Pipeline
from servio_verify.run.files import write_atomically

PRODUCT = "product defect"
DOWN = "target down"
NETWORK = "network"

CAUSES: Mapping[str, str] = {
    OUTAGE: DOWN,
    Kind.UNAVAILABLE: DOWN,
    Kind.CONNECTION: NETWORK,
    Kind.TIME_OUT: NETWORK,
    Kind.CERTIFICATE: "certificate",
    Kind.DEPENDENCY: "dependency",
    Kind.THROTTLED: "rate limited",
    Kind.CREDENTIALS: "sign-in refused",
    Kind.DOUBT: "too little measured",
    Kind.SUITE_ERROR: "error of our own",
    Kind.CRASH: "crashed worker",
}
"""The label `cause` by the kind of a judged cause; every other kind is the product's."""

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.QUARANTINED: "quarantined",
    Outcome.FLAKY: "flaky",
    Outcome.NOT_RUN: "not run",
    Outcome.SKIPPED: "not covered",
}
"""The same label where nothing failed, or what failed does not decide."""


LEFT_NONE = (Outcome.FAILED, Outcome.NOT_RUN)
"""What became of checks that may have left no result: a worker fell with it, or it was never begun."""


def complete(result: Result, folder: Path, pipeline: Pipeline | None) -> None:
    """Complete the results of this run in the folder, one for each check; OSError where one cannot be written."""
    entries = {entry.check: entry for entry in result.ledger}
    causes = {check: cause for cause in reversed(result.causes) for check in cause.checks}  # the strictest is first
    allure_results = {path: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*-result.json")}
    recorded = {_check(allure_result) for allure_result in allure_results.values()}
    collected = labels.collect(folder.parent)
    for each in result.ledger:
        if each.outcome in LEFT_NONE and each.check not in recorded:
            known = {"environment": result.environment} | collected.get(each.check, {})
            allure_result = _result(each, causes.get(each.check), known)
            allure_results[folder / f"{allure_result['uuid']}-result.json"] = allure_result
    for path, allure_result in allure_results.items():
        if (entry := entries.get(_check(allure_result))) is None:  # of another run
            continue
        said = _labels(entry, causes.get(entry.check))
        if entry.outcome is Outcome.PASSED and not said and not pipeline:
            continue  # there is nothing to complete
        _label(allure_result, **said)
        _explain(allure_result, entry)
        if pipeline:
            allure_result.setdefault("links", []).append({"type": "link", "url": pipeline.url, "name": pipeline.build})
        write_atomically(path, json.dumps(allure_result, ensure_ascii=False))


def _check(allure_result: Mapping[str, Any]) -> str:
    return next((label["value"] for label in allure_result.get("labels", ()) if label["name"] == "check"), "")


def _result(entry: Entry, cause: Cause | None, collected: dict[str, str]) -> dict[str, Any]:
    """Return a result for a check that left none."""
    named = labels.labels(entry.check, labels.default_area(entry.check)) | collected | {"check": entry.check}
    return {
        "uuid": str(uuid4()),
        "historyId": hashlib.sha256(entry.check.encode()).hexdigest(),
        "fullName": entry.check,
        "name": title(entry.check),
        "status": "broken" if cause else "skipped",
        "statusDetails": {"message": str(cause) if cause else headline(entry.why)},
        "labels": [{"name": name, "value": value} for name, value in named.items()],
    }


def _labels(entry: Entry, cause: Cause | None) -> dict[str, str]:
    """Return `cause`, and as `counts_as` the verdict that this check alone would give."""
    if cause:
        return {"cause": CAUSES.get(cause.kind, PRODUCT), "counts_as": cause.verdict.value}
    return {"cause": OUTCOMES[entry.outcome]} if entry.outcome in OUTCOMES else {}


def _verbatim(text: str) -> list[str]:
    """Return lines as a block of Markdown in which nothing of the target's words is markup."""
    return [f"    {line}" for line in text.splitlines()]


def _label(allure_result: dict[str, Any], **labels: str) -> None:
    allure_result["labels"] += [{"name": name, "value": value} for name, value in labels.items()]


def _explain(allure_result: dict[str, Any], entry: Entry) -> None:
    """Say in Allure's own words what does not decide; a check that did not run says why."""
    flags = {Outcome.FLAKY: {"flaky": True}, Outcome.QUARANTINED: {"known": True, "muted": True}}
    if entry.outcome in flags:
        allure_result["statusDetails"] = (allure_result.get("statusDetails") or {}) | flags[entry.outcome]
    elif entry.outcome is Outcome.NOT_RUN:
        allure_result["statusDetails"] = {"message": headline(entry.why)} | (allure_result.get("statusDetails") or {})
    elif entry.outcome is Outcome.FAILED:  # the trace still holds the exception as it was
        allure_result["statusDetails"] = (allure_result.get("statusDetails") or {}) | {"message": headline(entry.why)}
        description = [*filter(None, [allure_result.get("description")]), *_verbatim(detail(entry.why))]
        allure_result["description"] = "\n".join(description)
