"""What may be done on an environment: one table, asked by all."""

import pytest

from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import RULES, Action, RefusedError, refusal, refuse, refuse_tiers


def environment(*, writes: bool = False, load: bool = False, host: str = "staging.example.com") -> Environment:
    return Environment(name="here", web_url=f"https://{host}", api_url=f"https://{host}", writes=writes, load=load)


def allowed(where: Environment) -> set[Action]:
    return {action for action in Action if refusal(where, action) is None}


def test_every_action_has_its_rules() -> None:
    assert set(RULES) == set(Action)


def test_a_read_only_environment_is_only_read() -> None:
    assert allowed(environment()) == {Action.RUN_SMOKE, Action.RUN_INFRA}


def test_what_may_be_written_to_may_not_be_loaded_for_that() -> None:
    assert allowed(environment(writes=True)) == set(Action) - {Action.RUN_LOAD}


def test_load_alone_allows_no_writing() -> None:
    assert allowed(environment(load=True)) == {Action.RUN_SMOKE, Action.RUN_INFRA, Action.RUN_LOAD}


def test_no_load_goes_to_production_whatever_its_file_says() -> None:
    production = environment(host="servio.com").model_copy(update={"load": True})  # past the model's own refusal
    assert refusal(production, Action.RUN_LOAD) == "environment 'here' is production: no load goes there"


def test_a_sandbox_of_the_run_is_not_swept() -> None:
    with pytest.raises(RefusedError, match="gone with it"):
        refuse(Environment(name="local", sandbox=(), writes=True), Action.SWEEP)


def test_a_tier_that_may_not_run_names_what_may() -> None:
    with pytest.raises(RefusedError, match="run `servio-verify run -m smoke --env here` instead"):
        refuse_tiers(environment(), ["tests/smoke/test_it.py::test_good", "tests/e2e/test_it.py::test_good"])
