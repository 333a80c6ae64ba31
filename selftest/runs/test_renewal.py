"""The suite's own session: renewed where it may end, and not where Servio refuses what is good."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from selftest.support.processes import servio, settings_of
from selftest.support.project import Suite
from selftest.support.sandbox import Running, running
from servio_verify.api.client import Api
from servio_verify.api.renewal import renewals
from servio_verify.browser.session_cookie import missing_flags
from servio_verify.environments.model import SANDBOX_ACCOUNT, Environment
from servio_verify.environments.session import Session
from servio_verify.pytest_plugin.fixtures import use_shared_session
from servio_verify.run.identity import Run
from servio_verify.run.journal import Journal
from servio_verify.traffic.http import open_client

EVERY = Session(sign_out_ends="every session")


@contextmanager
def signed_in(sandbox: Running, folder: Path, session: Session) -> Iterator[Api]:
    """Yield the API as the suite's own account."""
    facts = sandbox.facts
    environment = Environment(
        name="x", web_url=facts["web_url"], api_url=facts["api_url"], writes=True, session=session
    )
    run = Run("20261128t000000z-aaaaaa", folder)
    with open_client(environment, run, environment.api_url) as client:
        api = Api(client, Journal(folder / "journal-main.jsonl"), run)
        use_shared_session(api, environment, run, SANDBOX_ACCOUNT, "token")
        yield api


def sign_out_elsewhere(sandbox: Running) -> None:
    with httpx.Client(base_url=f"{sandbox.facts['api_url']}/api/v1/auth") as other:
        email, password = SANDBOX_ACCOUNT
        token = other.post("/login", json={"email": email, "password": password}).json()["data"]["token"]
        assert other.post("/logout", headers={"Authorization": f"Bearer {token}"}).is_success


@pytest.fixture(scope="module")
def ending() -> Iterator[Running]:
    """A sandbox whose sign-out ends every session of the account."""
    with running("--fault", "sign-out-ends-every-session") as found:
        yield found


def test_a_session_that_another_sign_out_ended_is_renewed_and_counted(ending: Running, tmp_path: Path) -> None:
    with signed_in(ending, tmp_path, EVERY) as api:
        sign_out_elsewhere(ending)
        venue = api.make_venue()
        assert api.delete(f"/venues/{venue.id}").is_success
    assert renewals(tmp_path) == 1


def test_a_session_that_ends_too_early_is_not_renewed(ending: Running, tmp_path: Path) -> None:
    with signed_in(ending, tmp_path, Session()) as api:
        sign_out_elsewhere(ending)
        with pytest.raises(AssertionError, match="answered 401"):
            api.make_venue()
    assert renewals(tmp_path) == 0


def test_a_session_is_renewed_after_its_shortest_life(
    ending: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servio_verify.api.renewal.SHORTEST_LIFE", 0.0)
    with signed_in(ending, tmp_path, Session()) as api:
        sign_out_elsewhere(ending)
        assert api.delete(f"/venues/{api.make_venue().id}").is_success
    assert renewals(tmp_path) == 1


def test_a_good_token_that_is_refused_is_no_ended_session(tmp_path: Path) -> None:
    with running("--fault", "good-token-refused") as sandbox, signed_in(sandbox, tmp_path, EVERY) as api:
        api.make_venue()
        api.make_venue()
        with pytest.raises(AssertionError, match="a token is refused once, and is good"):
            api.make_venue()
    assert renewals(tmp_path) == 0


@pytest.mark.parametrize(
    ("promised", "lacking"),
    [
        (Session(), ["HttpOnly", "Secure"]),
        (Session(http_only=False), ["Secure"]),
        (Session(secure=False), ["HttpOnly"]),
    ],
)
def test_a_flag_that_is_not_promised_is_not_missed(promised: Session, lacking: list[str]) -> None:
    cookie = {"name": "s", "value": "v", "httpOnly": False, "secure": False, "sameSite": "Lax"}
    assert missing_flags(cookie, None, https=True, promised=promised) == lacking  # type: ignore[arg-type]
    assert len(promised.unpromised) == 2 - len(lacking)


RENEWING = """
import pytest

@pytest.mark.parametrize("number", [1, 2])
def test_page(signed_in_page, number):
    signed_in_page.goto("/dashboard")
    signed_in_page.wait_for_timeout(3000)
    signed_in_page.reload()
    signed_in_page.get_by_role("link", name="Venues").wait_for()
"""


def test_no_check_goes_on_with_a_refresh_token_that_was_used(suite: Suite) -> None:
    options = (
        "--json",
        "--fault",
        "second-tab-ends-session",
        "--token-seconds",
        "3",
    )  # a token that is used twice ends
    with servio("servio_sandbox", *options) as told:
        ended = suite(RENEWING, **settings_of(told))
    assert ended.code == 0, ended.output
