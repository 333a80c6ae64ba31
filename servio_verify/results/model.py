"""Model of `verdict.json`: the one source of every rendering (schemas/verdict-1.json).

`reasons` are sentences; the `text` of a cause is the same sentence, and behind its first line the evidence.
"""

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field

from servio_verify.failures.headline import detail, headline
from servio_verify.results.named_build import Look, NamedBuild, Part, Tasks
from servio_verify.results.verdict import Verdict
from servio_verify.run.files import write_atomically

SCHEMA: Literal["servio-verify/verdict-1"] = "servio-verify/verdict-1"


class Outcome(StrEnum):
    """What became of a promised check."""

    PASSED = "passed"
    FAILED = "failed"
    FLAKY = "flaky"
    SKIPPED = "skipped"
    QUARANTINED = "quarantined"
    NOT_SELECTED = "not selected"
    NOT_RUN = "not run"


class Entry(Part):
    """One promised check."""

    check: str
    tier: str
    outcome: Outcome
    why: str = ""
    seconds: float = 0.0


class Attestation(Part):
    """Which build answered. `proven`: one build was named, from start to end, and it is the expected one."""

    expected: str | None = None
    source: str | None = None
    build: str | None = None
    origins: dict[str, str] = {}
    proven: bool = False
    answers_per_origin: int = 0
    looks: tuple[Look, ...] = ()
    named: tuple[NamedBuild, ...] = Field((), exclude=True)  # `builds.json` has them
    tasks: dict[str, Tasks] = Field({}, exclude=True)  # the most that one look told apart, by origin
    spread: tuple[str, ...] = Field((), exclude=True)  # origins whose builds came in turn while a roll-out was awaited


class Cause(Part):
    """One cause and the checks that failed for it; `verdict` is what it alone would give."""

    verdict: Verdict
    kind: str
    text: str
    checks: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The reason: the first line of `text` as a sentence, and how many checks failed for it."""
        return headline(self.text, len(self.checks))

    @property
    def detail(self) -> str:
        """What stands behind the first line of `text`: the evidence."""
        return detail(self.text)


class Outage(Part):
    """A time in which something that had been well was not."""

    subject: str
    seen: str
    since: datetime
    until: datetime
    over: bool
    dependency: bool = Field(
        default=False, exclude=True, description="Declared in the environment's file: it explains 401 and 500 as well"
    )
    earliest: datetime | None = Field(default=None, exclude=True, description="It has not begun before: it was well")

    def __str__(self) -> str:
        """The line for people, with times in UTC."""
        ends = f"to {self.until:%H:%M:%S}" if self.over else "until the end"
        return f"{self.subject} {self.seen} {self.since:%H:%M:%S} {ends} (UTC)"


class Detector(Part):
    """Whether a planted defect was caught by the code that judges the target."""

    name: str
    caught: bool
    said: str = ""


class Endpoint(Part):
    """How long an endpoint took in this run (milliseconds)."""

    count: int
    p95_ms: float


class Fingerprint(Part):
    """What the target looks like from outside, so that the next run can say what changed."""

    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    tls: dict[str, str] = {}
    shapes: dict[str, tuple[str, ...]] = {}
    home_ms: float | None = None
    page_bytes: int | None = None
    page_requests: int | None = None
    endpoints: dict[str, Endpoint] = {}


class Merged(Part):
    """One of the runs that a merged verdict was made of."""

    file: str
    run: str
    tiers: tuple[str, ...]
    verdict: Verdict


class Result(Part):
    """The verdict and everything that it stands on."""

    schema_: Literal["servio-verify/verdict-1"] = Field(SCHEMA, alias="schema")
    verdict: Verdict
    exit_code: int
    reasons: tuple[str, ...]
    environment: str
    web_url: str
    api_url: str
    run: str
    tiers: tuple[str, ...] = ()
    started: datetime
    ended: datetime
    passed: int = 0
    failed: int = 0
    skipped: dict[str, str] = {}
    not_selected: int = 0
    not_run: int = 0
    flaky: tuple[str, ...] = ()
    quarantined: dict[str, str] = {}
    not_covered: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    attestation: Attestation = Attestation()
    causes: tuple[Cause, ...] = ()
    outages: tuple[Outage, ...] = ()
    detectors: tuple[Detector, ...] = ()
    ledger: tuple[Entry, ...] = ()
    left_on_target: int = 0
    swept: int = 0
    scrubbed: int = 0
    changes: tuple[str, ...] = ()
    new_failures: tuple[str, ...] = ()
    flips: dict[str, int] = {}
    fingerprint: Fingerprint = Fingerprint()
    versions: dict[str, str] = {}
    timings: dict[str, float] = {}
    parts: tuple[Merged, ...] = ()
    folder: Path

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def write(self, path: Path) -> None:
        """Write it down."""
        write_atomically(path, self.model_dump_json(indent=2, by_alias=True) + "\n")


def json_schema() -> dict[str, Any]:
    """Return the schema of `verdict.json`, as it is published in `schemas/verdict-1.json`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Result.model_json_schema(mode="serialization")


if __name__ == "__main__":  # writes the published schema again
    Path("schemas/verdict-1.json").write_text(json.dumps(json_schema(), indent=2) + "\n", encoding="utf-8")
