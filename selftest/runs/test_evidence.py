"""What a failure leaves behind, and the sessions that journeys share."""

import pytest

from selftest.support.project import Suite

FAILING = """
def test_journey(signed_in_page, api):
    api.make_venue()
    signed_in_page.goto("/dashboard")
    {call}

@pytest.fixture
def falling_down():
    yield
    raise RuntimeError("fell")

def test_teardown(page, falling_down):
    page.goto("/")

def test_well(page):
    page.goto("/")
"""

WELL = """
from playwright.sync_api import Page
from playwright.sync_api._generated import Tracing
screenshot, stop, asked = Page.screenshot, Tracing.stop, []
Page.screenshot = lambda page, **more: asked.append("screenshot") or screenshot(page, **more)
Tracing.stop = lambda tracing, **more: asked.append(more) or stop(tracing, **more)

def test_well(page):
    page.goto("/login")

def test_after(page):
    assert asked == [{}]
    page.goto("/login")
"""


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "workers"])
def test_a_failure_leaves_its_evidence(suite: Suite, workers: list[str]) -> None:
    ended = suite(FAILING.format(call="assert False"), *workers)
    assert ended.code == 11  # the fixture that falls down is ours
    kept = {path.name: path for path in (ended.run / "browser").iterdir()}
    journey = kept["tests-e2e-test-it-py-test-journey-chromium"]
    assert {path.name for path in journey.iterdir()} == {
        "api.txt", "reproduce.txt", "requests.txt", "test-failed-1.png", "trace.zip",
    }  # fmt: skip
    assert "POST" in (journey / "api.txt").read_text()
    assert "/dashboard 200" in (journey / "requests.txt").read_text()
    assert "trace.zip" in {path.name for path in kept["tests-e2e-test-it-py-test-teardown-chromium"].iterdir()}
    attached = [path.read_text() for path in (ended.run / "allure-results").glob("*-result.json")]
    assert any("vnd.allure.playwright-trace" in result for result in attached)


def test_what_a_failure_would_leave_is_not_made_where_a_check_goes_well(suite: Suite) -> None:
    ended = suite(WELL)
    assert ended.code == 0, ended.output


def test_the_reproduction_line_names_check_environment_and_seed(suite: Suite) -> None:
    ended = suite("@pytest.mark.parametrize('of', ['two words'])\ndef test_bad(of): assert False", "--seed", "7")
    (line,) = ended.run.glob("browser/*/reproduce.txt")
    assert line.read_text().strip() == "pytest 'tests/e2e/test_it.py::test_bad[two words]' --env local --seed 7"


def test_a_worker_signs_in_once_and_its_session_s_file_is_for_its_owner_only(suite: Suite) -> None:
    checks = """
@pytest.mark.parametrize("number", range(6))
def test_dashboard(signed_in_page, run, number):
    signed_in_page.goto("/dashboard")
    file = run.folder / f"shared-browser-{run.worker}.json"
    assert oct(file.stat().st_mode)[-3:] == "600"
    (run.folder / f"seen-{run.worker}-{number}").write_text(file.read_text())
"""
    ended = suite(checks, "-n", "2")
    assert ended.code == 0, ended.output
    seen = [{path.read_text() for path in ended.run.glob(f"seen-{worker}-*")} for worker in ("gw0", "gw1")]
    assert [len(each) for each in seen] == [1, 1]
    assert seen[0] != seen[1], "two workers in one session would take each other's messages"
    assert not list(ended.run.glob("shared-*"))


def test_a_session_that_has_ended_is_renewed(suite: Suite) -> None:
    checks = """
def test_before(signed_in_page, environment, run):
    cookies = {each["name"]: each["value"] for each in signed_in_page.context.cookies()}
    httpx.post(f"{environment.api_url}/api/v1/auth/logout", cookies=cookies)
    os.utime(run.folder / f"shared-browser-{run.worker}.json", (0, 0))

def test_after(signed_in_page):
    signed_in_page.goto("/dashboard")
    signed_in_page.get_by_text("Venues").wait_for()
"""
    ended = suite(checks)
    assert ended.code == 0, ended.output
