"""What may not be done on a target is refused."""

import pytest

from selftest.support.front import front
from selftest.support.processes import Verify
from selftest.support.project import Suite
from selftest.support.unpromised import private_venues

READ_ONLY = {"SERVIO_WRITES": "false", "SERVIO_LOAD": "false"}


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "workers"])
@pytest.mark.parametrize("tier", ["e2e", "load"])
def test_a_tier_that_may_not_run_is_refused(suite: Suite, tier: str, workers: list[str]) -> None:
    ended = suite("def test_it(): open('ran', 'w')", "-m", tier, *workers, tier=tier, **READ_ONLY)
    assert ended.code == 4, ended.output
    assert "servio-verify run -m smoke" in ended.output
    assert not list(ended.folder.parent.rglob("ran"))


def test_nothing_signs_in_or_writes_where_that_is_not_allowed(verify: Verify, healthy: dict[str, str]) -> None:
    """Nor is anything wanted that only who is signed in may see."""
    with front(healthy, private_venues()) as settings:
        ended = verify("-m", "smoke", **(settings | READ_ONLY))
    assert ended.code == 0, ended.output
    assert ended.verdict["passed"] > 20
    assert "not covered: local is read-only: nothing signs in or writes there" in ended.output
    assert "not covered: a venue that does not exist: without a session" in ended.output
    assert not list(ended.run.glob("journal-*"))


def test_the_client_itself_refuses_to_write_where_that_is_not_allowed(suite: Suite) -> None:
    ended = suite("def test_it(anonymous_api): anonymous_api.post('/venues', {})", tier="smoke", **READ_ONLY)
    assert "ReadOnlyError" in ended.verdict["reasons"][0]


def test_a_target_that_says_it_is_production_is_not_written_to(verify: Verify) -> None:
    ended = verify("-m", "smoke", SERVIO_SANDBOX="--environment production")
    assert ended.code == 4
    assert "says that it is production" in ended.output
    assert "writes = false" in ended.output
