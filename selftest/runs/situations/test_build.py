"""Situations of a healthy target, and of one that serves another build than expected."""

from pathlib import Path

import pytest

from selftest.runs.situations.table import (
    BUILD,
    EVERYTHING_PASSED,
    GO,
    INCONCLUSIVE,
    INVALID,
    NO_GO,
    Row,
    assert_ends_as_said,
    faults,
)
from selftest.support.balancers import haproxy
from selftest.support.processes import Verify
from selftest.support.project import Project, checks

ROWS = [
    Row(
        "healthy, the build expected, short",
        GO,
        EVERYTHING_PASSED,
        arguments=("--expect-build", BUILD[:7]),
        also=f"build: web {BUILD}, api {BUILD}, from start to end",
    ),
    Row(
        "healthy, the build expected, long",
        GO,
        EVERYTHING_PASSED,
        arguments=("--expect-build", BUILD + "0" * 28),
    ),
    Row(
        "no build is told",
        GO,
        EVERYTHING_PASSED,
        sandbox=faults("build-untold"),
        also="build: identity not proven",
    ),
    Row(
        "the build is told in the JSON of health",
        GO,
        EVERYTHING_PASSED,
        settings={"SERVIO_BUILD": "json:data.build"},
        also=f"build: api {BUILD}, .*; web names none",
    ),
    Row(
        "the build is told by the assets of the home page",
        GO,
        EVERYTHING_PASSED,
        settings={"SERVIO_BUILD": "asset:/assets/([^/]+)/"},
        arguments=("--expect-build", BUILD),
        also="not covered: the API names no build: only the build of the web app is proven",
    ),
    Row(
        "the first answer of a path fails, later ones do not",
        NO_GO,
        "the first GET /api/v1/venues of the run answered 500, a later one 200",
        sandbox=faults("cold-start-500"),
    ),
    Row(
        "health was made at build time",
        GO,
        EVERYTHING_PASSED,
        checks=("late",),
        seconds=4,
        sandbox=faults("health-frozen"),
        also="not covered: the health of the API tells one time in",
    ),
    Row(
        "health comes from a cache",
        GO,
        EVERYTHING_PASSED,
        sandbox=faults("health-cached"),
        also=r"not covered: the health of the web app comes from a cache \(Age 812 s\)",
    ),
    Row(
        "assets of another build than expected",
        INVALID,
        rf"local still serves {BUILD} \(20 of 20 answers\) of the web app; expected 0ddba11c0de5",
        settings={"SERVIO_BUILD": "asset:/assets/([^/]+)/"},
        arguments=("--expect-build", "0ddba11c0de5", "--wait", "1"),
    ),
    Row(
        "the assets' build changes after 4 s",
        INVALID,
        f"the build changed under the run's feet: local served {BUILD}, then 0ddba11c0de5",
        checks=("late",),
        seconds=5,
        sandbox=faults("other-build@4"),
        settings={"SERVIO_BUILD": "asset:/assets/([^/]+)/"},
    ),
    Row(
        "plain health, no readiness",
        GO,
        EVERYTHING_PASSED,
        sandbox=faults("health-plain", "ready-missing"),
    ),
    Row(
        "a plain health that is called HTML",
        GO,
        EVERYTHING_PASSED,
        checks=("health_is_no_page",),
        sandbox=faults("health-ok-as-html"),
    ),
    Row(
        "no build is told, and one is expected",
        INCONCLUSIVE,
        "identity not proven: neither origin names its build",
        sandbox=faults("build-untold"),
        arguments=("--expect-build", BUILD),
    ),
    Row(
        "another build than expected",
        INVALID,
        rf"local still serves {BUILD} \(20 of 20 answers\) of the web app.*expected 0ddba11",
        arguments=("--expect-build", "0ddba11", "--wait", "1"),
    ),
    Row(
        "two builds in turn, one of them expected",
        INVALID,
        r"local still serves aaaaaaaa \(\d+ of 20 answers\)",
        sandbox="--build aaaaaaaa --build bbbbbbbb",
        arguments=("--expect-build", "bbbbbbbb", "--wait", "1"),
    ),
    Row(
        "two builds in turn, none expected",
        INVALID,
        r"several builds answer in turn: aaaaaaaa \(10 of 20 answers\), bbbbbbbb \(10 of 20 answers\)",
        sandbox="--build aaaaaaaa --build bbbbbbbb",
        arguments=("--wait", "1"),
    ),
    Row(
        "a roll-out that ends while the run waits",
        GO,
        EVERYTHING_PASSED,
        sandbox=faults("other-build@3"),
        arguments=("--expect-build", "0ddba11c", "--wait", "20"),
    ),
    Row(
        "the build changes after 4 s",
        INVALID,
        f"the build changed under the run's feet: local served {BUILD}, then 0ddba11c0de5",
        checks=("late",),
        seconds=5,
        sandbox=faults("other-build@4"),
    ),
    Row(
        "the API on the new build, the web app on the old",
        INVALID,
        f"skew: the web app serves {BUILD}, the API 0ddba11c0de5",
        sandbox=faults("other-build-api"),
        arguments=("--wait", "1"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_situation_ends_with_its_verdict(row: Row, tmp_path: Path, verify: Verify) -> None:
    assert_ends_as_said(row, Project(tmp_path / "project", verify))


def test_a_task_that_the_balancer_keeps_from_us_is_not_covered(
    tmp_path: Path, verify: Verify, healthy: dict[str, str]
) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(checks("good"))
    policy = "balance source\nhttp-response set-header X-Served-By %s"
    with haproxy(policy, [healthy["SERVIO_API_URL"]] * 2) as balancer:
        one = {"SERVIO_WEB_URL": balancer.url, "SERVIO_API_URL": balancer.url}
        ended = project.run("--expect-build", BUILD, **(healthy | one))
    assert (ended.verdict["verdict"], ended.code) == GO, ended.output
    line = f"every answer has the same X-Served-By: that another task runs {BUILD} too is not proven"
    assert f"not covered: {line}" in ended.lines
    assert "and one build answered from start to end: go, for what is covered." in ended.output


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_the_build_is_looked_at_again_between_tiers(tmp_path: Path, verify: Verify, workers: tuple[str, ...]) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(checks("good"))
    project.write(checks("good"), tier="e2e", file="test_journey.py")
    ended = project.run(*workers)
    looks = ended.verdict["attestation"]["looks"]
    assert {look["when"] for look in looks} == {"start", "between tiers", "during", "end"}
    assert set(ended.verdict["tiers"]) == {"smoke", "e2e"}, ended.output
