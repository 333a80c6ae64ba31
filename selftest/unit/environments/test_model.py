"""The environment: read once, handed to other processes whole, without an address until there is one."""

import json

import pytest

from servio_verify.environments.handover import handed_over, handing_over
from servio_verify.environments.model import Environment
from servio_verify.environments.tier import Tier

SANDBOX = Environment(name="local", sandbox=("--https",), writes=True, email="test@example.com")
STARTED = {"web_url": "https://127.0.0.1:4001", "api_url": "https://127.0.0.1:4002", "web_http_url": "http://127.0.0.1"}
STACK = Environment(name="local-staging", stack=True, writes=True, email="test@example.com")
FULL = Environment.model_validate(
    {
        **STARTED,
        "name": "staging",
        "writes": True,
        "password": "correct horse",
        "secrets": {"DATABASE_URL": "postgres://secret"},
        "noise": {"favicon": "known"},
        "accepted_accessibility": {"color-contrast": "brand"},
    }
)


def test_a_sandbox_that_is_not_started_has_no_address_to_ask() -> None:
    assert SANDBOX.starts_sandbox
    with pytest.raises(LookupError, match="sandbox of environment 'local' is not started"):
        _ = SANDBOX.web_url


def test_a_started_sandbox_is_the_same_environment_at_its_addresses() -> None:
    started = SANDBOX.at(STARTED)
    assert (started.web_url, started.web_http_url) == (STARTED["web_url"], STARTED["web_http_url"])
    assert (started.writes, started.email, started.starts_sandbox) == (True, "test@example.com", False)


def test_local_staging_has_its_addresses_and_its_stores_once_it_is_up() -> None:
    assert (STACK.starts_sandbox, STACK.is_own) == (True, True)
    secrets = {"DATABASE_URL": "postgresql://servio:canary@127.0.0.1/servio_staging"}
    started = STACK.at({**STARTED, "stack_folder": "/tmp/stack", "secrets": secrets})  # noqa: S108 - only a name
    assert (started.web_url, started.starts_sandbox, started.is_own) == (STARTED["web_url"], False, True)
    assert "canary" not in repr(started)


def test_a_file_asks_for_one_target_of_ours() -> None:
    with pytest.raises(ValueError, match="sandbox and stack are two targets: leave one of them out"):
        Environment(name="both", stack=True, sandbox=())


def test_a_real_target_is_not_ours() -> None:
    assert not FULL.is_own


@pytest.mark.parametrize("environment", [FULL, SANDBOX.at(STARTED)], ids=["with everything", "sandbox"])
def test_another_process_gets_the_whole_environment(environment: Environment) -> None:
    assert Environment.from_settings(json.loads(json.dumps(environment.to_settings()))) == environment


def test_an_environment_is_handed_over_once() -> None:
    variables = handing_over(FULL)
    assert handed_over(variables) == FULL
    assert handed_over(variables) is None


@pytest.mark.parametrize(
    ("check", "tier"),
    [
        ("tests/smoke/test_it.py::test_good", Tier.SMOKE),
        ("tests/e2e/test_it.py::test_good[tests/smoke/x]", Tier.E2E),
        ("tests/load/tests/smoke/test_it.py::test_good", Tier.LOAD),
        ("tests/load", Tier.LOAD),
        ("tests/other/test_it.py::test_good", None),
        ("smoke/test_it.py::test_good", None),
        ("latests/smoke/test_it.py::test_good", None),
    ],
)
def test_the_tier_of_a_check_is_the_folder_below_tests(check: str, tier: Tier | None) -> None:
    assert Tier.of(check) is tier
