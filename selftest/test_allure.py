"""What a colleague finds in the Allure results of a run."""

import json
from pathlib import Path
from typing import Any

import pytest

from selftest.conftest import Verify
from servio_verify import areas

NEEDED = {"epic", "feature", "story", "severity", "check"}


def results(run: Path) -> dict[str, dict[str, Any]]:
    told = [json.loads(path.read_text()) for path in (run / "allure-results").glob("*-result.json")]
    return {labels(result)["check"]: result for result in told}


def labels(result: dict[str, Any]) -> dict[str, str]:
    return {label["name"]: label["value"] for label in result["labels"]}


def test_results_are_labelled_and_keep_their_identity_from_run_to_run(verify: Verify, tmp_path: Path) -> None:
    for arguments in ([], ["-n", "2", "--seed", "7"]):
        assert verify("-m", "smoke", "-k", "headers or pages", *arguments).code == 0
    one, other = (results(run) for run in sorted((tmp_path / "runs").iterdir()))
    assert not [check for check, result in one.items() if not labels(result).keys() >= NEEDED]
    assert {check: result["historyId"] for check, result in one.items()} == {
        check: result["historyId"] for check, result in other.items()
    }
    assert len({result["historyId"] for result in one.values()}) == len(one)
    home = one["tests/smoke/test_pages.py::test_every_asset_loads_on[chromium-home]"]
    assert home["name"] == "Every asset loads on home"
    assert (labels(home)["epic"], labels(home)["severity"]) == ("Web app", "critical")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("test_a_wrong_password_opens_no_session", "A wrong password opens no session"),
        ("test_a_body_that_is_no_json_is_refused", "A body that is no JSON is refused"),
    ],
)
def test_the_name_of_a_check_is_a_sentence(name: str, said: str) -> None:
    assert areas.sentence(name) == said


def test_a_file_that_no_table_knows_has_an_area_too() -> None:
    assert areas.area_of("e2e/test_gift_cards.py") == areas.Area("E2e", "Gift cards")
