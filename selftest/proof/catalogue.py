"""Catalogue of the faults that the sandbox and the other Servio have: what they tell, and the rows about it in `rows/`.

A row says who would suffer (one plain sentence), the source that describes such a fault, and `caught`: the check that
is to catch it, with words of what it says; or `survives`: why none does. A situation is no defect: its row has the
`verdict`, and words of that.
"""

import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from selftest.support.processes import ROOT
from servio_verify.environments.tier import Tier
from servio_verify.proof.fault import Expected, Fault, Need
from servio_verify.results.verdict import Verdict

ROWS = Path(__file__).with_name("rows")


class By(StrEnum):
    """Who has the fault."""

    SANDBOX = "sandbox"
    OTHER = "other"


LISTED = {
    By.SANDBOX: ("servio_sandbox", "--list-faults", "--json"),
    By.OTHER: ("selftest.other_servio", "--list-defects", "--json"),
}


@dataclass(frozen=True)
class Told:
    """What a target tells of a fault of its own; `style` is the style of the sandbox that it makes sense in."""

    name: str
    tier: str
    description: str
    https: bool = False
    style: str | None = None


@dataclass(frozen=True)
class Entry:
    """A row, and what the target tells of its fault. `caught` has words of what each check says, by the check."""

    by: By
    kind: str
    told: Told
    suffers: str
    source: str
    caught: dict[str, str] = field(default_factory=dict)
    verdict: Verdict = Verdict.NO_GO
    says: str = ""
    """Of a situation: words of what the verdict says."""
    survives: str = ""
    """Why no check catches it."""

    @property
    def name(self) -> str:
        """The fault's name."""
        return self.told.name

    @property
    def check(self) -> str:
        """The check that is to catch it."""
        return next(iter(self.caught))

    @property
    def words(self) -> str:
        """Words of what that check says."""
        return self.caught[self.check]

    @property
    def tier(self) -> Tier:
        """The tier that promises to catch it; smoke looks at a situation."""
        return Tier.of(f"tests/{self.check}") or Tier.SMOKE if self.caught else Tier.SMOKE

    @property
    def expected(self) -> Expected:
        """What is promised about it."""
        if self.survives:
            return Expected.SURVIVES
        return Expected.HARMLESS if self.verdict is Verdict.GO else Expected.CAUGHT

    @property
    def fault(self) -> Fault:
        """The fault as it stands in the matrix."""
        return Fault(
            name=self.name,
            kind=self.kind,
            title=self.told.description,
            suffers=self.suffers,
            source=self.source,
            tier=self.tier,
            expected=self.expected,
            checks=tuple(dict.fromkeys(check.partition("[")[0] for check in self.caught)),
            verdict=self.verdict,
            reason=self.survives,
            needs=frozenset({Need.HTTPS} if self.told.https else ()),
        )


@cache
def told(by: By) -> dict[str, Told]:
    """Return what a target tells of its faults, by their names."""
    listed = subprocess.check_output([sys.executable, "-m", *LISTED[by]], cwd=ROOT)
    return {each["name"]: Told(**each) for each in json.loads(listed)}


@cache
def written() -> dict[By, dict[str, dict[str, Any]]]:
    """Return the rows as they are written, with their kinds. Raises ValueError for a fault that has two."""
    found: dict[By, dict[str, dict[str, Any]]] = {by: {} for by in By}
    for path in sorted(ROWS.glob("*.toml")):
        for by, rows in tomllib.loads(path.read_text()).items():
            for name, row in rows.items():
                if name in found[By(by)]:
                    raise ValueError(f"{by} {name} has two rows")
                found[By(by)][name] = {"kind": path.stem.replace("-", " "), **row}
    return found


@cache
def entries(by: By) -> dict[str, Entry]:
    """Return what is known of a target's faults, in its own order. Raises KeyError for one without a row."""
    rows = written()[by]
    return {
        name: Entry(by, told=each, **rows[name] | {"verdict": Verdict(rows[name].get("verdict", Verdict.NO_GO))})
        for name, each in told(by).items()
    }


def of_tier(by: By, tier: str, *, style: bool = False) -> dict[str, Entry]:
    """Return those of a tier; with `style` those that only make sense in a style of the sandbox, else the others."""
    return {
        name: entry
        for name, entry in entries(by).items()
        if entry.told.tier == tier and bool(entry.told.style) is style
    }
