"""Faults, runs under them and their rows, made for tests."""

from dataclasses import replace

from servio_verify.proof.alteration import Alteration
from servio_verify.proof.campaign.judging import Shot
from servio_verify.proof.campaign.ran import Ran
from servio_verify.proof.fault import Expected, Fault
from servio_verify.proof.matrix.model import Caught, Ended, Matrix, Row
from servio_verify.proof.proxy.record import Change
from servio_verify.results.verdict import Verdict

HEADERS, PAGES, LISTS = "smoke/test_headers.py::test_all", "smoke/test_pages.py::test_home", "e2e/test_lists.py::test_x"
CHANGE = Change("any", "GET web:/", "without csp")


def fault(name: str = "bare", *checks: str, expected: Expected = Expected.CAUGHT, kind: str = "headers") -> Fault:
    return Fault(
        name,
        kind,
        f"{name} <it>",
        "a guest | a till",
        "RFC",
        lambda _scene: Alteration(),
        checks=checks,
        expected=expected,
        reason="nobody looks there" if expected is Expected.SURVIVES else "",
    )


def red(*checks: str, seconds: float = 1.0) -> tuple[Caught, ...]:
    return tuple(Caught(f"tests/{check}[{{web}}/]", seconds, "The page is bare") for check in checks)


def ran(verdict: Verdict, *checks: str) -> Ran:
    return Ran(verdict, "" if verdict is Verdict.GO else "The page is bare (2 checks)", red(*checks), seconds=7.0)


def shot(verdict: Verdict, *checks: str, changes: int = 1) -> Shot:
    return Shot(ran(verdict, *checks), (CHANGE,) * changes)


def row(name: str, *checks: str, ended: Ended = Ended.AS_PROMISED, kind: str = "headers") -> Row:
    made = Row.of(fault(name, *checks[:1], kind=kind), "proxy", ended)
    return replace(made, caught=red(*checks), verdict=Verdict.NO_GO, first_line="The page is bare", changed=3)


def matrix(*rows: Row) -> Matrix:
    checks = tuple(f"tests/{check}[{{web}}/]" for check in (HEADERS, PAGES, LISTS))
    return Matrix("staging", "0123456789ab", "2026-11-29T05:00:00+00:00", rows, checks, "5f3c", 90.0, whole=True)
