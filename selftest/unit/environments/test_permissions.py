"""What may be done on an environment: one table, asked by all."""

from typing import Any

import pytest

from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import RULES, Action, RefusedError, refusal, refuse, refuse_tiers


def environment(*, writes: bool = False, load: bool = False, host: str = "staging.example.com") -> Environment:
    return Environment(name="here", web_url=f"https://{host}", api_url=f"https://{host}", writes=writes, load=load)


def allowed(where: Environment) -> set[Action]:
    return {action for action in Action if refusal(where, action) is None}


READING = {Action.RUN_SMOKE, Action.RUN_INFRA, Action.PROVE}


def test_every_action_has_its_rules() -> None:
    assert set(RULES) == set(Action)


def test_a_read_only_environment_is_only_read() -> None:
    assert allowed(environment()) == READING


def test_what_may_be_written_to_may_not_be_loaded_for_that() -> None:
    assert allowed(environment(writes=True)) == set(Action) - {Action.RUN_LOAD}


def test_load_alone_allows_no_writing() -> None:
    assert allowed(environment(load=True)) == READING | {Action.RUN_LOAD}


def test_no_load_goes_to_production_whatever_its_file_says() -> None:
    production = environment(host="servio.com").model_copy(update={"load": True})  # past the model's own refusal
    assert refusal(production, Action.RUN_LOAD) == "environment 'here' is production: no load goes there"


def test_a_sandbox_of_the_run_is_not_swept() -> None:
    with pytest.raises(RefusedError) as refused:
        refuse(Environment(name="local", sandbox=(), writes=True), Action.SWEEP)
    said = "a run's own sandbox is gone with it; give SERVIO_WEB_URL and SERVIO_API_URL of another"
    assert str(refused.value) == said


def test_what_may_not_be_done_says_why() -> None:
    closed = environment()
    assert {action: said for action in Action if (said := refusal(closed, action))} == {
        Action.RUN_E2E: "e2e checks write, and environment 'here' is read-only (writes = false)",
        Action.RUN_LOAD: "environment 'here' allows no load (load = false)",
        Action.WRITE_UNDER_LOAD: "environment 'here' is read-only",
        Action.SIGN_IN: "here is read-only: nothing signs in or writes there",
        Action.WRITE: "environment 'here' is read-only",
        Action.SWEEP: "environment 'here' is read-only: nothing is deleted there",
        Action.CLEAN: "environment 'here' is read-only: nothing is deleted there",
    }


def test_what_is_production_by_its_name_keeps_its_orders() -> None:
    named = environment(writes=True).model_copy(update={"name": "shop-live"})
    said = "environment 'shop-live' is production by its name: nothing is deleted there"
    assert refusal(named, Action.CLEAN) == said
    assert refusal(named, Action.SWEEP) is None


@pytest.mark.parametrize(("name", "host"), [("shop-live", "staging.example.com"), ("here", "servio.com")])
def test_no_faults_are_put_before_production(name: str, host: str) -> None:
    where = environment(host=host).model_copy(update={"name": name})
    said = f"environment '{name}' is production: no faults are put before it; prove staging, or `--env local`"
    assert refusal(where, Action.PROVE) == said
    assert refusal(Environment(name="prod", sandbox=()), Action.PROVE) is None, "a sandbox of the run is nobody's"


def test_a_tier_that_may_not_run_names_what_may() -> None:
    with pytest.raises(RefusedError, match="run `servio-verify run -m smoke --env here` instead"):
        refuse_tiers(environment(), ["tests/smoke/test_it.py::test_good", "tests/e2e/test_it.py::test_good"])


def checks(*tiers: str) -> list[str]:
    return [f"tests/{tier}/test_it.py::test_good" for tier in tiers]


@pytest.mark.parametrize(
    ("may", "tiers", "said"),
    [
        ({}, ["load", "e2e", "smoke"], "e2e checks write"),
        ({"writes": True}, ["load", "e2e"], "allows no load"),
        ({"load": True}, ["e2e", "load"], "e2e checks write"),
    ],
)
def test_the_first_tier_that_may_not_run_is_told(may: dict[str, Any], tiers: list[str], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        refuse_tiers(environment(**may), checks(*tiers))


@pytest.mark.parametrize(
    ("may", "tiers"),
    [
        ({}, ["smoke", "infra", "elsewhere"]),
        ({}, []),
        ({"writes": True}, ["e2e", "smoke"]),
        ({"load": True}, ["load", "infra"]),
    ],
)
def test_tiers_that_may_run_are_let_through(may: dict[str, Any], tiers: list[str]) -> None:
    refuse_tiers(environment(**may), checks(*tiers))
