"""A page or answer of another build than the attested one is found wherever it is fetched (docs/verdict.md)."""

import json
from pathlib import Path
from typing import Any

import pytest

from selftest.support import scenarios
from selftest.support.front import Scenario, front
from selftest.support.processes import Outcome, Verify
from selftest.support.project import Project
from selftest.support.scenarios import OLD_BUILD

BUILD = "5f3c1a9e2b7d"
FETCH = "def test_fetch(web): assert web.get('{path}').is_success\n"
LIST = "def test_list(anonymous_api): assert anonymous_api.get('/venues').is_success\n"
BROWSE = """
def test_browse(new_context):
    page = new_context().new_page()
    page.goto('{path}')
    page.get_by_role('heading').first.wait_for()
"""
FETCH_IN_PAGE = """
def test_browse(new_context, environment):
    page = new_context().new_page()
    page.goto('/')
    page.evaluate('url => fetch(url).then(answer => answer.text())', f'{environment.api_url}/api/v1/venues')
"""
WITH_WORKER = """
def test_browse(new_context):
    page = new_context().new_page()
    page.goto('/')
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto('/login')
"""
BY_ASSETS = {"SERVIO_BUILD": "asset:/assets/([^/]+)/"}
CACHED = "it came from a cache (Age: 8335 s, X-Cache: Hit from cdn)"

STALE = {
    "an old page in the browser": (
        scenarios.stale("web", "/login"),
        BROWSE.format(path="/login"),
        {},
        f"the page /login names {OLD_BUILD}",
    ),
    "an old list": (scenarios.stale("api", "/api/v1/venues"), LIST, {}, f"the API's /api/v1/venues names {OLD_BUILD}"),
    "an old list in the browser": (
        scenarios.stale("api", "/api/v1/venues"),
        FETCH_IN_PAGE,
        {},
        f"the API's /api/v1/venues names {OLD_BUILD}",
    ),
    "an old page by its assets": (
        scenarios.stale("web", "/login"),
        FETCH.format(path="/login"),
        BY_ASSETS,
        f"the page /login names {OLD_BUILD}",
    ),
    "an old page by its assets in the browser": (
        scenarios.stale("web", "/login"),
        BROWSE.format(path="/login"),
        BY_ASSETS,
        f"the page /login names {OLD_BUILD}",
    ),
}


def named(ended: Outcome) -> list[dict[str, Any]]:
    """Which build each page and answer named."""
    rows: list[dict[str, Any]] = json.loads((ended.run / "builds.json").read_text())
    return rows


def run(folder: Path, verify: Verify, behind: dict[str, str], scenario: Scenario, checks: str, **more: str) -> Outcome:
    project = Project(folder / "project", verify)
    project.write(checks)
    with front(behind, scenario) as settings:
        return project.run("--expect-build", BUILD, "--wait", "2", **settings, **more)


@pytest.mark.parametrize("case", STALE)
def test_the_line_names_the_page_both_builds_and_the_cache(
    case: str, tmp_path: Path, verify: Verify, healthy: dict[str, str]
) -> None:
    scenario, checks, more, says = STALE[case]
    ended = run(tmp_path, verify, healthy, scenario, checks, **more)
    assert ended.code == 11, ended.output
    assert ended.verdict["reasons"] == [f"Another build than expected: {says}, not {BUILD}; {CACHED}"]
    assert ended.verdict["attestation"]["proven"] is False


def test_a_task_that_is_old_on_pages_only_is_found(tmp_path: Path, verify: Verify, healthy: dict[str, str]) -> None:
    checks = "def test_fetch(web): assert {web.get('/login').status_code for _ in range(6)} == {200}\n"
    ended = run(tmp_path, verify, healthy, scenarios.stale("web", "/login", every=2), checks)
    assert ended.code == 11, ended.output
    assert ended.verdict["reasons"] == [f"Another build than expected: the page /login names {OLD_BUILD}, not {BUILD}"]
    assert {each["build"]: each["count"] for each in json.loads((ended.run / "builds.json").read_text())} == {
        BUILD: 3,
        OLD_BUILD: 3,
    }


def test_an_old_page_of_a_service_worker_is_found(tmp_path: Path, verify: Verify, healthy: dict[str, str]) -> None:
    ended = run(tmp_path, verify, healthy, scenarios.old_service_worker(), WITH_WORKER)
    assert ended.code == 11, ended.output
    (reason,) = ended.verdict["reasons"]
    assert f"the page /login names {OLD_BUILD}" in reason
    assert reason.endswith("it came from a service worker")


def test_an_old_asset_of_a_page_is_nobody_s_fault(tmp_path: Path, verify: Verify, healthy: dict[str, str]) -> None:
    checks = BROWSE.format(path="/login") + FETCH.format(path=f"/assets/{BUILD}/style.css")
    ended = run(tmp_path, verify, healthy, scenarios.stale("web", "/assets/.*"), checks)
    assert ended.code == 0, ended.output
    assert {each["build"] for each in named(ended)} == {BUILD}
