"""Findings that are made up: a run in which all went well, and what is changed of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from selftest.infra.held import environment
from servio_verify.environments.waiver import Waiver
from servio_verify.failures.failure import Failure
from servio_verify.failures.kind import Kind
from servio_verify.judgement.findings import Findings
from servio_verify.judgement.quarantine import Exempt
from servio_verify.results.model import Attestation, Entry, Outcome
from servio_verify.results.named_build import Look
from servio_verify.results.sample import Sample

BUILD = "5f3c1a9e2b7d"
TODAY = datetime.now(UTC).date()
BOTH = {"web": BUILD, "api": BUILD}
UP = Sample(100.0, "web", "the web app", well=True, seen="up")


def check(name: str, tier: str = "smoke") -> str:
    return f"tests/{tier}/test_it.py::{name}"


def entry(name: str, outcome: Outcome = Outcome.PASSED, why: str = "", tier: str = "smoke") -> Entry:
    return Entry(check=check(name, tier), tier=tier, outcome=outcome, why=why)


def failure(name: str, kind: Kind = Kind.CONTENT, text: str = "the till is open", **more: Any) -> Failure:
    return Failure.model_validate({"check": check(name), "kind": kind, "text": text, "since": 100, "until": 100} | more)


def proof(*, answers: int = 20, expected: str | None = BUILD, **changed: Any) -> Attestation:
    """Both origins named the expected build, at each of two looks in so many answers."""
    shares = {name: {BUILD: answers} for name in ("web", "api")}
    looks = tuple(Look(when=when, **shares) for when in ("start", "end"))
    told = {"expected": expected, "build": BUILD, "origins": BOTH, "proven": True, "looks": looks}
    return Attestation.model_validate(told | changed)


def unnamed(expected: str | None = None, **changed: Any) -> Attestation:
    """Neither origin named a build."""
    looks = tuple(Look(when=when, web={}, api={}) for when in ("start", "end"))
    return Attestation.model_validate({"expected": expected, "looks": looks} | changed)


WELL = Findings(environment(), proof(), ledger=[entry("test_a")], samples=[UP])


def found(**changed: Any) -> Findings:
    """A run in which all went well, but for what is changed."""
    return replace(WELL, **changed)


def waiver(text: str, until: date = TODAY + timedelta(days=9)) -> Waiver:
    return Waiver(check=text, reason="known", owner="ada", until=until)


def exempt(name: str, passes: bool = False, ended: bool = False, **changed: Any) -> Exempt:
    """A check in quarantine, and what travelled with its report."""
    whole = Exempt("quarantined", check(name).partition("[")[0], "quarantined until then, ada: known", ended)
    return whole._replace(check=check(name), passes=passes)._replace(**changed)
