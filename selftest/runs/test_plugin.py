"""What the plugin promises about a run, tried on small suites of our own against a real sandbox."""

import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selftest.support.processes import Verify
from selftest.support.project import Suite

TODAY = datetime.now(UTC).date()


def quarantined(until: object, then: str = "assert False") -> str:
    return f"""
@pytest.mark.quarantine("slow index", "ada", until=datetime.date.fromisoformat("{until}"))
def test_known(): {then}

def test_good(): pass
"""


def test_the_folder_is_the_tier(suite: Suite) -> None:
    ended = suite("def test_good(): pass", "-m", "e2e")
    assert ended.verdict["passed"] == 1
    assert suite("def test_good(): pass", "-m", "smoke").code == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_run_without_a_single_pass_is_no_go_and_no_success(suite: Suite) -> None:
    ended = suite("def test_bad(): pytest.skip('nothing to see')")
    assert (ended.code, ended.verdict["verdict"]) == (10, "INCONCLUSIVE")
    assert "no check ran to its end" in ended.output


def test_a_run_of_what_failed_the_last_time_says_so(suite: Suite) -> None:
    checks = 'def test_good(): pass\n\ndef test_mended(): assert os.environ.get("MENDED")'
    assert suite(checks).code == 1
    ended = suite(checks, "--lf", MENDED="1")
    assert (ended.code, "not covered: what did not fail the last time" in ended.output) == (0, True), ended.output


FULL = """
def test_full():
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))

def test_bad(): assert 1 == 2
"""


def test_a_disk_that_runs_full_is_a_line_and_no_no_go(suite: Suite) -> None:
    ended = suite(FULL)
    assert ended.code == 11, ended.output
    assert "INVALID: cannot write the run's folder: " in ended.output
    assert "INTERNALERROR" not in ended.output
    assert "Traceback" not in ended.output


def test_a_run_that_a_full_disk_ended_does_not_end_the_next_one(suite: Suite, tmp_path: Path) -> None:
    left = tmp_path / "runs" / "20261123t021012z-kqqcy5"
    left.mkdir(parents=True)
    (left / "target.json").touch()
    ended = suite("def test_good(): pass")
    assert ended.code == 0, ended.output


def test_a_report_that_cannot_be_written_is_told_before_the_checks(suite: Suite) -> None:
    ended = suite("def test_good(): pass", "--junitxml=/dev/null/junit.xml")
    assert ended.code == 4
    assert "ERROR: cannot write --junitxml /dev/null/junit.xml: " in ended.output


def test_a_project_that_was_not_found_is_told_with_what_to_do(verify: Verify, tmp_path: Path) -> None:
    ended = verify("--alluredir", str(tmp_path))
    assert ended.code == 4
    assert "run this in the project's folder, and write paths with a '=', like --alluredir=DIR" in ended.output


def test_a_quarantined_check_runs_and_does_not_decide(suite: Suite) -> None:
    ended = suite(quarantined(TODAY))
    assert (ended.code, ended.verdict["verdict"]) == (0, "GO")
    assert f"is quarantined until {TODAY}, ada: slow index" in ended.output


def test_after_its_date_a_quarantined_check_decides_again(suite: Suite) -> None:
    assert suite(quarantined(TODAY - timedelta(days=1))).code == 1


def test_a_quarantine_of_over_thirty_days_is_refused(suite: Suite) -> None:
    ended = suite(quarantined(TODAY + timedelta(days=31)))
    assert ended.code == 4
    assert "over 30 days ahead" in ended.output


def test_a_quarantine_without_a_date_is_refused(suite: Suite) -> None:
    ended = suite('@pytest.mark.quarantine("why", "who")\ndef test_known(): pass')
    assert ended.code == 4
    assert "write @pytest.mark.quarantine(reason, owner, until=" in ended.output


COMPLAINING = """
{mark}
def test_page(page):
    page.goto("/login")
    page.evaluate("() => {{ console.error('the till is open'); fetch('/nowhere'); setTimeout(() => till.close()) }}")
    page.wait_for_event("requestfinished")
    page.wait_for_timeout(100)
"""


def test_what_a_page_complains_about_fails_the_journey_with_the_list(suite: Suite) -> None:
    (reason,) = suite(COMPLAINING.format(mark="")).verdict["reasons"]
    assert "the till is open" in reason
    assert "uncaught: till is not defined" in reason
    assert re.search(r"GET http://\S+/nowhere answered 404", reason)


def test_a_journey_may_expect_complaints(suite: Suite) -> None:
    mark = '@pytest.mark.expects_browser_errors("the till", "till is not", "/nowhere answered 404")'
    assert suite(COMPLAINING.format(mark=mark)).code == 0


def test_known_noise_is_the_environment_s(suite: Suite, tmp_path: Path) -> None:
    noise = '\n[noise]\n"till" = "the till is replaced in May"\n"/nowhere" = "so is the road"\n'
    with (tmp_path / "project/environments/local.toml").open("a") as file:
        file.write(noise)
    assert suite(COMPLAINING.format(mark="")).code == 0


SOMEBODY_S, A_WORKER_S = "11111111-2222-4333-8444-555555555555", "11111111-2222-4333-8444-666666666666"
GONE = """
from servio_verify.run.journal import Journal

def test_page(page, api, environment, run):
    venue = api.make_venue()
    api.delete(f"/venues/{{venue.id}}")
    theirs = Journal(run.folder / "journal-gw9.jsonl")
    theirs.note_made("", "/venues/{worker_s}")
    theirs.note_deleted("/venues/{worker_s}")
    page.goto("/login")
    page.evaluate("url => fetch(url).then(() => 1)", f"{{environment.{place}/venues/{whose}/menus")
"""
API, PROXY = "api_url}/api/v1", "web_url}/api/proxy"


@pytest.mark.parametrize("place", [API, PROXY], ids=["the API", "the web app's own server"])
@pytest.mark.parametrize("whose", [SOMEBODY_S, A_WORKER_S], ids=["somebody", "another worker"])
def test_what_others_have_deleted_meanwhile_fails_no_journey(suite: Suite, whose: str, place: str) -> None:
    assert suite(GONE.format(whose=whose, worker_s=A_WORKER_S, place=place)).code == 0


def test_what_is_ours_and_gone_does(suite: Suite) -> None:
    (reason,) = suite(GONE.format(whose="{venue.id}", worker_s=A_WORKER_S, place=API)).verdict["reasons"]
    assert "answered 404" in reason


def test_what_only_the_page_does_not_find_does(suite: Suite) -> None:
    there = "{api.get('/venues').json()['data'][0]['id']}"
    (reason,) = suite(GONE.format(whose=there, worker_s=A_WORKER_S, place=PROXY)).verdict["reasons"]
    assert "answered 404" in reason


def test_a_page_that_is_not_there_does(suite: Suite) -> None:
    (reason,) = suite(GONE.format(whose="new", worker_s=A_WORKER_S, place=PROXY)).verdict["reasons"]
    assert "answered 404" in reason


IN_THE_CONSOLE = """
from servio_verify.browser.complaints import unexcused
from servio_verify.browser.visit import Visit

def test_visit(open_context, environment, run, api):
    venue = api.make_venue()
    api.delete(f"/venues/{venue.id}")
    visit = Visit(open_context(), environment.web_url, environment.api_url)
    visit.page.goto("/login")
    for gone in (venue.id, "11111111-2222-4333-8444-555555555555"):
        visit.page.evaluate("url => fetch(url).then(() => 1)", f"{environment.api_url}/api/v1/venues/{gone}?limit=1")
    told = unexcused(visit.recorder.errors(), environment, run)
    assert [str(venue.id) in line for line in told] == [True], told
"""


def test_the_console_s_own_words_for_that_are_known(suite: Suite) -> None:
    assert suite(IN_THE_CONSOLE, tier="smoke").code == 0


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


ONCE = """
tries = []
def test_it():
    tries.append(1)
    if len(tries) == 1:
        {fails}
"""


def test_only_what_a_network_can_cause_is_tried_again_and_reported_as_flaky(suite: Suite) -> None:
    flaky = suite(ONCE.format(fails="raise httpx.ConnectError('gone')"), "--reruns", "2")
    assert (flaky.code, flaky.verdict["flaky"]) == (0, ["tests/e2e/test_it.py::test_it"])
    assert "flaky: " in flaky.output


def test_a_broken_promise_is_not_tried_again(suite: Suite) -> None:
    assert suite(ONCE.format(fails="assert False, 'the total is wrong'"), "--reruns", "2").code == 1


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "workers"])
def test_a_browser_that_is_not_installed_costs_one_line(suite: Suite, workers: list[str]) -> None:
    ended = suite("def test_page(page): pass", "--browser", "webkit", *workers)
    assert ended.code == 4
    assert "webkit is not installed: run `playwright install webkit`" in ended.output
    assert "Traceback" not in ended.output


READ_ONLY = {"SERVIO_WRITES": "false", "SERVIO_LOAD": "false"}


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "workers"])
@pytest.mark.parametrize("tier", ["e2e", "load"])
def test_a_tier_that_may_not_run_is_refused(suite: Suite, tier: str, workers: list[str]) -> None:
    ended = suite("def test_it(): open('ran', 'w')", "-m", tier, *workers, tier=tier, **READ_ONLY)
    assert ended.code == 4, ended.output
    assert "pytest -m smoke" in ended.output
    assert not list(ended.folder.parent.rglob("ran"))


def test_nothing_signs_in_or_writes_where_that_is_not_allowed(verify: Verify, healthy: dict[str, str]) -> None:
    ended = verify("-m", "smoke", **(healthy | READ_ONLY))
    assert ended.code == 0, ended.output
    assert ended.verdict["passed"] > 20
    assert "not covered: local is read-only: nothing signs in or writes there" in ended.output
    assert not list(ended.run.glob("journal-*"))


def test_the_client_itself_refuses_to_write_where_that_is_not_allowed(suite: Suite) -> None:
    ended = suite("def test_it(guest): guest.post('/venues', {})", tier="smoke", **READ_ONLY)
    assert "ReadOnlyError" in ended.verdict["reasons"][0]


def test_a_target_that_says_it_is_production_is_not_written_to(verify: Verify) -> None:
    ended = verify("-m", "smoke", SERVIO_SANDBOX="--environment production")
    assert ended.code == 4
    assert "says that it is production" in ended.output
    assert "writes = false" in ended.output


def test_the_run_s_folder_is_named_where_it_cannot_be_made(verify: Verify, tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("in the way")
    ended = verify("-m", "smoke")
    assert ended.code == 4
    assert "cannot write the run's folder" in ended.output
    assert stat.S_ISREG((tmp_path / "runs").stat().st_mode)
