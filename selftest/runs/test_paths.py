"""A healthy Servio at other addresses, on one origin, and one without menus: GO, and what is not there is named."""

from typing import Any

import pytest

from selftest.support.processes import Outcome, Verify
from selftest.support.renamed import one_origin

SMOKE = "not https and (sign_in or health or test_headers or test_venues.py or public_answer or signed_out)"
E2E = "signs_in_and_out or new_order"


def entries(ended: Outcome, outcome: str) -> list[dict[str, Any]]:
    return [entry for entry in ended.verdict["ledger"] if entry["outcome"] == outcome]


@pytest.mark.parametrize(("tier", "chosen"), [("smoke", SMOKE), ("e2e", E2E)], ids=["smoke", "e2e"])
def test_a_servio_at_other_addresses_is_go(verify: Verify, healthy: dict[str, str], tier: str, chosen: str) -> None:
    with one_origin(healthy) as settings:
        ended = verify("-m", tier, "-k", chosen, **settings)
    assert (ended.code, ended.verdict["left_on_target"]) == (0, 0), ended.output
    skipped = {entry["why"].partition(":")[0] for entry in entries(ended, "skipped")}
    assert skipped == ({"CORS"} if tier == "smoke" else set()), ended.output
    assert all("test_cors" in entry["check"] for entry in entries(ended, "skipped"))


@pytest.mark.parametrize(("tier", "chosen"), [("smoke", "menus or orders or test_venues.py"), ("e2e", "new_menu")])
def test_what_needs_menus_is_not_covered_by_name(
    verify: Verify, healthy: dict[str, str], tier: str, chosen: str
) -> None:
    ended = verify("-m", tier, "-k", chosen, **healthy, SERVIO_RESOURCES__MENUS="false")
    assert ended.code == 0 if tier == "smoke" else 10, ended.output  # nothing ran at all is no GO
    skipped = entries(ended, "skipped")
    assert {entry["why"] for entry in skipped} == {"what the API does not have: [resources] menus = false"}
    assert {entry["check"].partition("::")[0].rpartition("/")[2] for entry in skipped} >= {"test_menus.py"}
    assert not any("menu" in entry["check"] or "order" in entry["check"] for entry in entries(ended, "passed"))
    told = f"what the API does not have: [resources] menus = false ({len(skipped)} checks)"
    assert any(told in line for line in ended.lines) or len(skipped) == 1, ended.output
