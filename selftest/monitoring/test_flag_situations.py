"""Situations of flags, each by a run of its own: verdict, exit code, first line, and what else is said."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selftest.monitoring.flag_service import KEYS, FlagService, facts_file, flag_service
from selftest.runs.situations.table import EVERYTHING_PASSED, GO, INCONCLUSIVE, NO_GO, first_line
from selftest.support.processes import Verify
from selftest.support.project import Project
from selftest.support.reasons import understood
from selftest.support.small_server import JSON

CHECKS = """
def test_good(environment):
    httpx.get("{origin}/flip", trust_env=False)
"""
IN_A_PAGE = """
def test_good(new_context):
    page = new_context().new_page()
    page.goto("{origin}/")
    told = page.evaluate("async () => (await (await fetch('/api/frontend')).json()).toggles.map(each => each.name)")
    assert told == ["split-bills"]
"""
AGREED = """
[[agreed]]
fact = "unleash.on[split-bills]"
local = "there"
production = "not there"
reason = "it is being tried"
owner = "bills"
until = {until}
"""


@dataclass(frozen=True)
class Row:
    """A situation: what the flags do, how the run ends, its first line, and a line that it has besides."""

    name: str
    ends: tuple[str, int]
    says: str
    also: str
    flags: str = "decides = true"
    flip: Callable[[FlagService], object] | None = None
    key: str = KEYS["development"]
    checks: str = CHECKS
    agreed: str = ""


def switch_off(it: FlagService) -> None:
    it.put("split-bills", on=False)


def go_down(it: FlagService) -> None:
    it.down = 503, JSON, "{}"


ROWS = [
    Row(
        "a flag flipped under the run",
        INCONCLUSIVE,
        r"flag 'split-bills' changed under the run \(on → off\): the checks saw both; run again$",
        "INCONCLUSIVE",
        flip=switch_off,
    ),
    Row(
        "a flag flipped under the run, and it does not decide",
        GO,
        EVERYTHING_PASSED,
        r"\nflag 'split-bills' changed under the run \(on → off\)",
        "decides = false",
        flip=switch_off,
    ),
    Row(
        "the flag service goes down",
        GO,
        EVERYTHING_PASSED,
        "not covered: flags of Unleash: 127.0.0.1 answered 503",
        flip=go_down,
    ),
    Row(
        "a wrong token",
        GO,
        EVERYTHING_PASSED,
        r"not covered: flags of Unleash: 127.0.0.1 refuses UNLEASH_API_KEY \(401\)",
        key="*:development.canary-of-nobody",
    ),
    Row(
        "the token of another environment",
        GO,
        EVERYTHING_PASSED,
        "not covered: flags of Unleash: wrong project, UNLEASH_API_KEY is of 'production', and this is local",
        key=KEYS["production"],
    ),
    Row(
        "a flag on that production does not have",
        NO_GO,
        "flags on in local, not in production: split-bills; switch off, or agree in environments/mirror.toml$",
        "NO-GO",
        'decides = true, against = "production"',
    ),
    Row(
        "a flag on that production does not have, and it was agreed",
        GO,
        EVERYTHING_PASSED,
        r"\nflags: 1 of 2 are on in Unleash, the same before and after the checks\nEvery promised check ran",
        'decides = true, against = "production"',
        agreed=AGREED,
    ),
    Row(
        "pinned flags",
        GO,
        EVERYTHING_PASSED,
        r"(?s)\nflags pinned in the browser: split-bills on, old-menu off\n.*"
        r"not covered: flags are pinned in the browser only, not on the server: split-bills, old-menu\n",
        "pinned = {split-bills = true, old-menu = false}",
        checks=IN_A_PAGE,
    ),
]


@pytest.fixture
def services() -> Iterator[tuple[FlagService, FlagService]]:
    with flag_service(KEYS["development"]) as here, flag_service(KEYS["production"]) as there:
        there.put("split-bills", on=False)
        yield here, there


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_flags_end_as_said(
    row: Row, tmp_path: Path, verify: Verify, healthy: dict[str, str], services: tuple[FlagService, FlagService]
) -> None:
    here, there = services
    project = Project(tmp_path / "project", verify)
    facts_file(project.folder, "local", here, row.key)
    facts_file(project.folder, "production", there)
    (project.folder / "environments/mirror.toml").write_text(
        row.agreed.format(until=datetime.now(UTC).date() + timedelta(days=30))
    )
    here.flip = row.flip
    project.write(row.checks.format(origin=here.origin))
    ended = project.run(SERVIO_MONITORING=f"{{flags = {{{row.flags}}}}}", **healthy)
    assert (ended.verdict["verdict"], ended.code) == row.ends, ended.output
    understood(ended.verdict)
    assert re.search(row.says, first_line(ended.lines), re.IGNORECASE), ended.output
    assert re.search(row.also, ended.output), ended.output
    assert "canary" not in ended.output
    if row.name == "a flag flipped under the run":
        project.write("def test_good(environment): pass\n")
        assert "changed since" not in project.run(SERVIO_MONITORING="{flags = {}}", **healthy).output
        here.put("split-bills", on=True)
        output = project.run(SERVIO_MONITORING="{flags = {}}", **healthy).output
        assert "changed since the last GO: flags: + split-bills\n" in output, output
