"""Situations of a target that is broken, down or throttled for a while."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.runs.situations.table import (
    EVERYTHING_PASSED,
    GO,
    INCONCLUSIVE,
    NO_GO,
    Row,
    assert_ends_as_said,
    faults,
    first_line,
)
from selftest.support.processes import Verify
from selftest.support.project import Project, checks

ROWS = [
    Row(
        "Redis down for 5 s in the middle",
        INCONCLUSIVE,
        r"redis was not ready for \d+ s \(\d+ checks\)",
        checks=("steady",),
        seconds=11,
        sandbox=faults("redis-named", "redis-down@5-10"),
    ),
    Row(
        "a 500 in one endpoint during the same outage",
        NO_GO,
        r"GET / answered 500, expected success$",
        checks=("steady", "home"),
        seconds=9,
        sandbox=faults("home-500", "redis-named", "redis-down@4-30"),
    ),
    Row(
        "a wrong value beside an outage",
        NO_GO,
        "- the till is open$",
        checks=("bad", "steady"),
        seconds=9,
        sandbox=faults("redis-named", "redis-down@6-9"),
    ),
    Row(
        "Redis down and nothing fails",
        GO,
        EVERYTHING_PASSED,
        checks=("late",),
        seconds=7,
        sandbox=faults("redis-named", "redis-down@4-6"),
        also="seen: redis not ready",
    ),
    Row(
        "never ready since the deploy",
        NO_GO,
        r"a dependency is not ok: redis \(error\): GET /ready",
        checks=("readiness",),
        sandbox=faults("redis-down"),
    ),
    Row(
        "a shared fixture fails during an outage, and its checks afterwards",
        INCONCLUSIVE,
        r"redis was not ready for \d+ s.* \(2 checks\)",
        checks=("shared_fixture",),
        sandbox=faults("redis-named", "redis-down@4-9"),
    ),
    Row(
        "readiness lost for good: the brake",
        INCONCLUSIVE,
        r"redis was not ready for \d+ s, until the end of the run \(\d+ checks\)",
        checks=("steady",),
        seconds=40,
        sandbox=faults("redis-named", "redis-down@4"),
        also="promised checks did not run: redis not ready for 10 s: the run was stopped",
    ),
    Row(
        "the brake, two workers",
        INCONCLUSIVE,
        r"redis was not ready for \d+ s, until the end of the run \(\d+ checks\)",
        checks=("steady",),
        seconds=40,
        sandbox=faults("redis-named", "redis-down@4"),
        also="promised checks did not run: redis not ready for 10 s: the run was stopped",
        arguments=("-n", "2"),
    ),
    Row(
        "the API drops connections for a while",
        INCONCLUSIVE,
        r"the API was down \(.*\) for \d+ s \(\d+ checks\)",
        checks=("steady",),
        seconds=10,
        sandbox=faults("api-drops@5-10"),
    ),
    Row(
        "an endpoint hangs, all else is well",
        NO_GO,
        "GET …/venues got no answer: ReadTimeout",
        checks=("endpoint_hangs",),
        sandbox=faults("venues-hang"),
    ),
    Row(
        "an endpoint answers 500",
        NO_GO,
        "GET …/venues answered 500, expected success",
        checks=("steady",),
        seconds=1,
        sandbox=faults("venues-500"),
    ),
    Row(
        "throttled",
        INCONCLUSIVE,
        "GET …/venues answered 429, expected success",
        checks=("steady",),
        seconds=1,
        sandbox=faults("throttled"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_situation_ends_with_its_verdict(row: Row, tmp_path: Path, verify: Verify) -> None:
    assert_ends_as_said(row, Project(tmp_path / "project", verify))


@pytest.fixture
def hanging() -> Iterator[str]:
    """A port that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


NOWHERE = {"refused": "http://127.0.0.1:9", "without an address": "https://nowhere.invalid"}


@pytest.mark.parametrize("url", NOWHERE.values(), ids=NOWHERE)
def test_a_target_that_cannot_be_reached_is_inconclusive(tmp_path: Path, verify: Verify, url: str) -> None:
    unreached(Project(tmp_path / "project", verify), url)


def test_a_target_that_hangs_is_inconclusive(tmp_path: Path, verify: Verify, hanging: str) -> None:
    unreached(Project(tmp_path / "project", verify), hanging)


def unreached(project: Project, url: str) -> None:
    project.write(checks("good"))
    ended = project.run("--wait", "0", SERVIO_WEB_URL=url, SERVIO_API_URL=url)
    assert (ended.verdict["verdict"], ended.code) == INCONCLUSIVE, ended.output
    assert re.search("Nothing was checked: local is down after", first_line(ended.lines)), ended.output


def test_an_expired_certificate_is_no_go(tmp_path: Path, verify: Verify) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(checks("good", "better"))
    ended = project.run("--env", "local-https", SERVIO_SANDBOX="--https --fault certificate-expired")
    assert (ended.verdict["verdict"], ended.code) == NO_GO, ended.output
    assert re.search(r"certificate has expired.* \(2 checks\)", first_line(ended.lines)), ended.output
