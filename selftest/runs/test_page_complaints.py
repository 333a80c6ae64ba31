"""What a page complains about fails the journey, unless it is expected or known. Each run tries several journeys."""

import re
from pathlib import Path

from selftest.support.processes import Outcome, servio, settings_of
from selftest.support.project import Suite

COMPLAINING = """
{mark}
def test_{name}(page):
    page.goto("/login")
    page.evaluate("() => {{ console.error('the till is open'); fetch('/nowhere'); setTimeout(() => till.close()) }}")
    page.wait_for_event("requestfinished")
    page.wait_for_timeout(100)
"""

EXPECTED = '@pytest.mark.expects_browser_errors("the till", "till is not", "/nowhere answered 404")'

SOMEBODY_S, A_WORKER_S = "11111111-2222-4333-8444-555555555555", "11111111-2222-4333-8444-666666666666"

GONE = """
from servio_verify.run.journal import Journal

def test_{name}(page, api, environment, run):
    venue = api.make_venue()
    api.delete(f"/venues/{{venue.id}}")
    theirs = Journal(run.folder / "journal-gw9.jsonl")
    theirs.note_made("", "/venues/{worker_s}")
    theirs.note_deleted("/venues/{worker_s}")
    page.goto("/login")
    page.evaluate("url => fetch(url).then(() => 1)", f"{{environment.{place}/venues/{whose}{what}")
"""

API, PROXY = "api_url}/api/v1", "web_url}/api/proxy"
LISTED = "{api.get('/venues').json()['data'][0]['id']}"

LEFT = """
def test_{name}(page):
    page.goto("/login")
    page.route("**/health?slow", lambda route: None)
    page.evaluate("() => void fetch('/health?slow')")
    page.reload()
    for number in range({errors}):
        page.evaluate("number => console.error(number + ': TypeError: Failed to fetch')", number)
    page.wait_for_timeout(100)
"""

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


def gone(name: str, whose: str, place: str, what: str = "/menus") -> str:
    """Return a journey whose page asks for what is not there."""
    return GONE.format(name=name, whose=whose, worker_s=A_WORKER_S, place=place, what=what)


def told(ended: Outcome) -> dict[str, str]:
    """Return what is said of each journey that failed."""
    said = {check: cause for cause in ended.verdict["causes"] for check in cause["checks"]}
    return {re.sub(r".*::test_(\w+).*", r"\1", check): f"{cause['text']}" for check, cause in said.items()}


def test_what_a_page_complains_about_fails_the_journey_with_the_list(suite: Suite) -> None:
    checks = [
        COMPLAINING.format(name="complains", mark=""),
        COMPLAINING.format(name="expected", mark=EXPECTED),
        LEFT.format(name="cut_off", errors=1),
        LEFT.format(name="more_than_was_cut_off", errors=3),
        gone("ours_and_gone", "{venue.id}", API),
        gone("only_the_page_does_not_find_it", LISTED, PROXY),
        gone("no_such_page", "new", PROXY),
    ]
    ended = suite("\n".join(checks))
    assert (ended.code, ended.verdict["passed"]) == (1, 2), ended.output
    said = told(ended)
    assert said["complains"].startswith("A page complained: the till is open")
    assert "uncaught: till is not defined" in said["complains"]
    assert re.search(r"GET http://\S+/nowhere answered 404", said["complains"])
    assert "Failed to fetch" in said["more_than_was_cut_off"]
    for name in ("ours_and_gone", "only_the_page_does_not_find_it", "no_such_page"):
        assert "answered 404" in said[name], name


def test_known_noise_is_the_environment_s(suite: Suite, tmp_path: Path) -> None:
    noise = '\n[noise]\n"till" = "the till is replaced in May"\n"/nowhere" = "so is the road"\n'
    with (tmp_path / "project/environments/local.toml").open("a") as file:
        file.write(noise)
    assert suite(COMPLAINING.format(name="page", mark="")).code == 0


def test_what_others_have_deleted_meanwhile_fails_no_journey(suite: Suite) -> None:
    places, owners = {"api": API, "own_server": PROXY}, {"somebody": SOMEBODY_S, "worker": A_WORKER_S}
    checks = [gone(f"{who}_{at}", whose, place) for who, whose in owners.items() for at, place in places.items()]
    ended = suite("\n".join(checks))
    assert (ended.code, ended.verdict["passed"]) == (0, 4), ended.output


def test_an_error_for_what_another_worker_has_deleted_fails_no_journey(suite: Suite) -> None:
    checks = [gone("worker", A_WORKER_S, API, what=""), gone("somebody", SOMEBODY_S, API, what="")]
    with servio("servio_sandbox", "--json", "--fault", "unknown-venue-500") as settings:
        ended = suite("\n".join(checks), **settings_of(settings))
    assert (ended.code, ended.verdict["passed"]) == (1, 1), ended.output
    assert list(told(ended)) == ["somebody"]  # of somebody's, nobody knows whether it is gone


def test_the_console_s_own_words_for_that_are_known(suite: Suite) -> None:
    assert suite(IN_THE_CONSOLE, tier="smoke").code == 0
