"""What a page complains about fails the journey, unless it is expected or known."""

import re
from pathlib import Path

import pytest

from selftest.support.processes import servio, settings_of
from selftest.support.project import Suite

COMPLAINING = """
{mark}
def test_page(page):
    page.goto("/login")
    page.evaluate("() => {{ console.error('the till is open'); fetch('/nowhere'); setTimeout(() => till.close()) }}")
    page.wait_for_event("requestfinished")
    page.wait_for_timeout(100)
"""


def test_what_a_page_complains_about_fails_the_journey_with_the_list(suite: Suite) -> None:
    (cause,) = suite(COMPLAINING.format(mark="")).verdict["causes"]
    assert cause["text"].startswith("A page complained: the till is open")
    assert "uncaught: till is not defined" in cause["text"]
    assert re.search(r"GET http://\S+/nowhere answered 404", cause["text"])


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


@pytest.mark.parametrize(("whose", "code"), [(A_WORKER_S, 0), (SOMEBODY_S, 1)], ids=["another worker", "somebody"])
def test_an_error_for_what_another_worker_has_deleted_fails_no_journey(suite: Suite, whose: str, code: int) -> None:
    with servio("servio_sandbox", "--json", "--fault", "unknown-venue-500") as told:
        settings = settings_of(told)
        ended = suite(GONE.format(whose=whose, worker_s=A_WORKER_S, place=API).replace("/menus", ""), **settings)
    assert ended.code == code, ended.output  # of somebody's, nobody knows whether it is gone


LEFT = """
def test_page(page):
    page.goto("/login")
    page.route("**/health?slow", lambda route: None)
    page.evaluate("() => void fetch('/health?slow')")
    page.reload()
    for number in range({errors}):
        page.evaluate("number => console.error(number + ': TypeError: Failed to fetch')", number)
    page.wait_for_timeout(100)
"""


@pytest.mark.parametrize(("errors", "code"), [(1, 0), (3, 1)], ids=["of what was cut off", "of more"])
def test_what_a_page_says_when_it_is_left_fails_no_journey(suite: Suite, errors: int, code: int) -> None:
    assert suite(LEFT.format(errors=errors)).code == code


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
from servio_verify.browser.recording.complaints import unexcused
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
