"""What a colleague finds in the Allure results of a run."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import httpx
import pytest

from selftest.support.processes import Verify
from selftest.support.project import Project
from servio_verify.failures import sentences
from servio_verify.failures.failure import Failure
from servio_verify.failures.kind import Kind
from servio_verify.reporting import health_chart
from servio_verify.reporting.allure import labels
from servio_verify.results.sample import Sample
from servio_verify.traffic import exchanges

NEEDED = {"epic", "feature", "story", "severity", "check"}


def results(run: Path) -> dict[str, dict[str, Any]]:
    told = [json.loads(path.read_text()) for path in (run / "allure-results").glob("*-result.json")]
    return {labels_of(result)["check"]: result for result in told}


def labels_of(result: dict[str, Any]) -> dict[str, str]:
    return {label["name"]: label["value"] for label in result["labels"]}


def test_results_are_labelled_and_keep_their_identity_from_run_to_run(verify: Verify, tmp_path: Path) -> None:
    for arguments in ([], ["-n", "2", "--seed", "7"]):
        assert verify("-m", "smoke", "-k", "cors or every_asset", *arguments).code == 0
    one, other = (results(run) for run in sorted((tmp_path / "runs").iterdir()))
    assert not [check for check, result in one.items() if not labels_of(result).keys() >= NEEDED]
    assert {check: result["historyId"] for check, result in one.items()} == {
        check: result["historyId"] for check, result in other.items()
    }
    assert len({result["historyId"] for result in one.values()}) == len(one)
    home = one["tests/smoke/test_pages.py::test_every_asset_loads_on[chromium-home]"]
    assert home["name"] == "Every asset loads on home"
    assert (labels_of(home)["epic"], labels_of(home)["severity"]) == ("Web app", "critical")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("test_a_wrong_password_opens_no_session", "A wrong password opens no session"),
        ("test_a_body_that_is_no_json_is_refused", "A body that is no JSON is refused"),
        ("test_a_change_does_not_empty_a_venue_s_name", "A change does not empty a venue's name"),
    ],
)
def test_the_name_of_a_check_is_a_sentence(name: str, said: str) -> None:
    assert sentences.sentence(name) == said


def test_a_file_without_an_area_is_called_after_itself() -> None:
    assert labels.default_area("tests/e2e/test_gift_cards.py::test_it[a/b]") == labels.Area("E2e", "Gift cards")


CHECKS = """
from servio_verify.failures.check_errors import DependencyError, DoubtError

def test_total(web): assert False, 'the total is wrong'
def test_queue(web): raise DependencyError('redis is not ok')
def test_few(web): raise DoubtError('too few')
def test_ours(web): raise KeyError('ours')
def test_apart(web): pytest.skip('not there')
def test_good(web): pass

@pytest.mark.quarantine('slow', 'ada', until=datetime.datetime.now(datetime.UTC).date(), issue='https://issues.example/7')
def test_known(web): assert False
"""

CAUSES = {
    "total": ("product defect", "NO-GO"),
    "queue": ("dependency", "NO-GO"),
    "few": ("too little measured", "INCONCLUSIVE"),
    "ours": ("error of our own", "INVALID"),
    "apart": ("not covered", None),
    "good": (None, None),
    "known": ("quarantined", None),
}


def test_a_result_says_why_it_failed_and_whether_it_decides(tmp_path: Path, verify: Verify) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(CHECKS)
    ended = project.run(CI_PIPELINE_URL="https://ci.example/9", CI_PROJECT_PATH="servio/web", CI_PIPELINE_IID="9")
    assert ended.code == 11, ended.output
    found = {check.rpartition("test_")[2]: result for check, result in results(ended.run).items()}
    told = {name: labels_of(result) for name, result in found.items()}
    assert {name: (each.get("cause"), each.get("counts_as")) for name, each in told.items()} == CAUSES
    assert {each["environment"] for each in told.values()} == {"local"}
    known = found["known"]
    assert (known["statusDetails"]["known"], known["statusDetails"]["muted"]) == (True, True)
    assert told["known"]["owner"] == "ada"
    links = {link["url"] for link in known["links"]}
    assert links == {"https://issues.example/7", "https://ci.example/9"}
    executor = json.loads((ended.run / "allure-results/executor.json").read_text())
    assert (executor["type"], executor["buildUrl"]) == ("gitlab", "https://ci.example/9")
    assert "readiness over time" in next((ended.run / "allure-results").glob("*-globals.json")).read_text()


FALLS = """
from servio_verify.reporting.allure.labels import CRITICAL, area

pytestmark = area("Shop", "Gift cards", CRITICAL)
tries = []

def test_flaky(web):
    tries.append(1)
    if len(tries) == 1:
        raise httpx.ConnectError('gone')

def test_falls(web): os._exit(3)
"""


@pytest.mark.parametrize(
    ("checks", "arguments", "causes"),
    [
        (FALLS, ("-n", "1", "--reruns", "1"), {"flaky": ("flaky", None), "falls": ("crashed worker", "INCONCLUSIVE")}),
        (
            "def test_bad(web): assert False\ndef test_late(web): pass\n",
            ("-x",),
            {"bad": ("product defect", "NO-GO"), "late": ("not run", None)},
        ),
    ],
    ids=["flaky and fallen", "never begun"],
)
def test_what_left_no_result_of_its_own_has_one_too(
    tmp_path: Path,
    verify: Verify,
    checks: str,
    arguments: tuple[str, ...],
    causes: dict[str, tuple[str, str | None]],
) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(checks)
    ended = project.run(*arguments)
    found = {check.rpartition("test_")[2]: result for check, result in results(ended.run).items()}
    told = {name: labels_of(result) for name, result in found.items()}
    assert {name: (each.get("cause"), each.get("counts_as")) for name, each in told.items()} == causes, ended.output
    assert not [check for check, each in told.items() if not each.keys() >= NEEDED]
    assert {each["environment"] for each in told.values()} == {"local"}
    left_none = {name: found[name] for name in ("falls", "late") if name in found}
    areas = {name: told[name]["epic"] for name in left_none}
    assert areas == ({"falls": "Shop"} if "falls" in found else {"late": "Smoke"})
    assert not list(ended.run.glob("labels-*")), "what only the run itself needed stays in its folder"
    assert [result["status"] for result in left_none.values()] == ["broken" if "falls" in found else "skipped"]
    assert all(result["statusDetails"]["message"] for result in left_none.values())


def test_a_failed_journey_has_its_steps_its_exchanges_and_its_browser(verify: Verify) -> None:
    ended = verify(
        "tests/e2e/test_venues.py",
        "-k",
        "stored_and_listed",
        "--fault",
        "venue-toast-missing",
        "-p",
        "selftest.support.plugins.impatient",
    )
    assert ended.code == 1, ended.output
    (failed,) = [result for result in results(ended.run).values() if result["status"] == "failed"]
    intentions = [step["name"] for step in failed["steps"]]
    assert intentions[:3] == ["Open the dashboard", "Go to the venues", "Create a venue"], intentions
    assert "parameters" not in json.dumps(failed["steps"])
    kinds = {attachment["name"]: attachment["type"] for attachment in failed["attachments"]}
    assert kinds["requests"] == kinds["reproduce"] == "text/plain"
    sources = [each["source"] for each in failed["attachments"] if each["type"] == "application/vnd.allure.http+json"]
    (sign_in,) = [json.loads((ended.run / "allure-results" / source).read_text()) for source in sources]
    assert sign_in["request"]["url"].endswith("/api/v1/auth/login")
    assert "password" not in sign_in["request"]["body"]["value"].replace('"password":', "")
    facts = (ended.run / "allure-results/environment.properties").read_text()
    assert {"Chromium", "playwright", "Python"} <= {line.partition("=")[0] for line in facts.splitlines()}


def test_an_exchange_masks_who_asked() -> None:
    request = httpx.Request("GET", "https://api.example/x", headers={"Authorization": "Bearer abc", "Cookie": "s=1"})
    answer = httpx.Response(
        200, headers={"Set-Cookie": "s=2", "X-Kept": "yes"}, text='{"token":"t0p"}', request=request
    )
    told = exchanges.as_http(answer)
    headers = {each["name"]: each["value"] for part in told.values() for each in part["headers"]}
    masked = {name for name, value in headers.items() if value == exchanges.MASKED}
    assert (masked, headers["x-kept"]) == ({"authorization", "cookie", "set-cookie"}, "yes")
    assert "t0p" not in json.dumps(told)


def sampled(at: float, *, well: bool = True, build: str = "one") -> Sample:
    return Sample(1_000_000 + at, "api", "<the API>", well, "up" if well else "down", build)


def test_the_picture_of_readiness_shows_outages_failures_and_builds_and_stays_small() -> None:
    down = range(1800, 1830)
    hour = [sampled(at, well=at not in down, build="one" if at < 3000 else "two") for at in range(3600)]
    failure = Failure(check="test_<it>", kind=Kind.CONNECTION, text="refused", since=1_001_801, until=1_001_802)
    picture = health_chart.draw(hour, [failure], "NO-GO & more")
    root = Xml.fromstring(picture)  # noqa: S314 - our own
    colours = [each.get("fill") for each in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert colours.count(health_chart.WELL) == 2
    assert colours.count(health_chart.NOT_WELL) == 1
    assert colours.count(health_chart.FAILED) == 1
    assert "build two from" in picture
    assert len(picture) < 4000


def test_the_picture_says_where_nothing_was_sampled() -> None:
    assert "nothing was sampled" in health_chart.draw([], [], "INCONCLUSIVE")
