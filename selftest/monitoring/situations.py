"""The table of situations of issue "silent failures": what a run ends with when its monitoring says this.

How to add rows: make `selftest/monitoring/test_NAME_situations.py` with a list `ROWS` of `Row`, and one test
that is parametrised with it, has the stand-in of its source say what the row needs, and calls the fixture `staged`:

    ROWS = [Row("the DSN is missing", GO, EVERYTHING_PASSED, "[monitoring.sentry]", also=("not covered: Sentry: …",))]

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
    def test_a_situation_ends_with_its_verdict(row: Row, staged: Staged, sentry: Sentry) -> None:
        staged(row, SENTRY_AUTH_TOKEN="…")

A row is a whole run of a project with one check (`HEALTH`, or its own) against a healthy sandbox that is called
staging. `table` is written below environments/staging.toml; `{NAME}` in it is replaced by what `staged` is given as
`places={"NAME": …}`, such as the address of a stand-in; `files` are texts by their path in the project. Whatever else
`staged` is given are settings of the process. `staged(row, other, …)` runs rows of different sources at once, where
all of them end alike: a run costs half a second of CPU. `test_table.py` counts the rows of all files, and `staged`
holds each sentence to its length.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selftest.runs.situations.table import EVERYTHING_PASSED, GO, INCONCLUSIVE, INVALID, NO_GO, first_line
from selftest.support.processes import Outcome, Verify
from selftest.support.project import Project
from selftest.support.reasons import understood
from servio_verify.failures.headline import LONGEST

__all__ = ["EVERYTHING_PASSED", "GO", "INCONCLUSIVE", "INVALID", "NO_GO", "Row", "Staged"]

HEALTH = 'def test_health(web):\n    assert web.get("/health").status_code == 200\n'
STAGING = 'web_url = "{web}"\napi_url = "{api}"\nbuild = "header:X-Servio-Build"\nwrites = false\n'

Staged = Callable[..., Outcome]


@dataclass(frozen=True)
class Row:
    """A situation: how the run ends (verdict, exit code), a pattern for its first line, and what is told besides.

    `also` are patterns that the output has, `never` such that it has not; `source` is for the test of the row.
    """

    name: str
    ends: tuple[str, int]
    says: str
    table: str = ""
    also: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    checks: str = HEALTH
    arguments: tuple[str, ...] = ()
    source: Any = None


@dataclass(frozen=True)
class Stage:
    """A project whose environment `staging` is a healthy sandbox."""

    folder: Path
    verify: Verify
    sandbox: Mapping[str, str] = field(repr=False)

    def run(
        self,
        *rows: Row,
        places: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
        **settings: str,
    ) -> Outcome:
        """Run a row, and compare how that ends; several that end alike, of different sources, are one run."""
        project = Project(self.folder, self.verify)
        origins = {"web": self.sandbox["SERVIO_WEB_URL"], "api": self.sandbox["SERVIO_API_URL"]}
        table = re.sub(r"\{(\w+)\}", lambda found: (places or {})[found[1]], "\n".join(row.table for row in rows))
        (self.folder / "environments/staging.toml").write_text(f"{STAGING.format(**origins)}\n{table}\n")
        for path, text in (files or {}).items():
            (self.folder / path).write_text(text)
        project.write(rows[0].checks)
        ended = project.run("--env", "staging", *rows[0].arguments, **settings)
        for row in rows:
            assert_ends_as_said(row, ended)
        return ended


def assert_ends_as_said(row: Row, ended: Outcome) -> None:
    """Compare how a run ended with what the row says."""
    assert ended.code == row.ends[1], ended.output
    assert ended.verdict["verdict"] == row.ends[0], ended.output
    understood(ended.verdict)
    assert re.search(row.says, first_line(ended.lines)), ended.output
    for pattern in row.also:
        assert re.search(pattern, ended.output, re.MULTILINE), f"{row.name}: {pattern} is not in\n{ended.output}"
    for pattern in row.never:
        assert not re.search(pattern, ended.output, re.MULTILINE), f"{row.name}: {pattern} is in\n{ended.output}"
    lines = (*ended.verdict["not_covered"], *ended.verdict["notes"])
    assert not [line for line in lines if len(line) > LONGEST], ended.output
