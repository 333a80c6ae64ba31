"""Adds to Allure's result of each check what only the end of a run knows: why it failed, and whether it decides."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from servio_verify.causes import OUTAGE
from servio_verify.kinds import Kind
from servio_verify.pipeline import Pipeline
from servio_verify.result import Cause, Entry, Outcome, Result

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
    Kind.DOUBT: "too little measured",
    Kind.OWN: "error of our own",
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


def complete(result: Result, folder: Path, pipeline: Pipeline | None) -> None:
    """Complete every result in the folder that is of this run; OSError where one cannot be written."""
    entries = {entry.check: entry for entry in result.ledger}
    causes = {check: cause for cause in reversed(result.causes) for check in cause.checks}  # the strictest is first
    for path in folder.glob("*-result.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        check = next((label["value"] for label in told.get("labels", ()) if label["name"] == "check"), "")
        if (entry := entries.get(check)) is None:
            continue
        _label(told, environment=result.environment, **_labels(entry, causes.get(check)))
        _explain(told, entry)
        if pipeline:
            told.setdefault("links", []).append({"type": "link", "url": pipeline.url, "name": pipeline.build})
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        draft.replace(path)


def _labels(entry: Entry, cause: Cause | None) -> dict[str, str]:
    """Return `cause`, and as `counts_as` the verdict that this check alone would give."""
    if cause:
        return {"cause": CAUSES.get(cause.kind, PRODUCT), "counts_as": cause.verdict.value}
    return {"cause": OUTCOMES[entry.outcome]} if entry.outcome in OUTCOMES else {}


def _label(told: dict[str, Any], **labels: str) -> None:
    told["labels"] += [{"name": name, "value": value} for name, value in labels.items()]


def _explain(told: dict[str, Any], entry: Entry) -> None:
    """Say in Allure's own words what does not decide; a check that did not run says why."""
    flags = {Outcome.FLAKY: {"flaky": True}, Outcome.QUARANTINED: {"known": True, "muted": True}}
    if entry.outcome in flags:
        told["statusDetails"] = (told.get("statusDetails") or {}) | flags[entry.outcome]
    elif entry.outcome is Outcome.NOT_RUN:
        told["statusDetails"] = {"message": entry.why} | (told.get("statusDetails") or {})
