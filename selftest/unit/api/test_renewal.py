"""How old a session's token is, is told by when it was asked for, whoever did."""

from pathlib import Path

import httpx
import pytest

from servio_verify.api.renewal import Issued, SharedSession, renewals

OLD, NEW = Issued("old", 0.0), Issued("new", 301.0)


def ended(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200 if request.headers["Authorization"] == "Bearer new" else 401)


@pytest.mark.parametrize(("age", "status"), [(299.0, 401), (301.0, 200)])
def test_a_token_is_as_old_as_the_sign_in_that_brought_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: float, status: int
) -> None:
    """Also where another worker signed in, and this one begins just now."""
    monkeypatch.setattr("time.time", lambda: age)
    session = SharedSession(tmp_path, OLD, lambda _: NEW, may_end_any_time=False)
    with httpx.Client(transport=httpx.MockTransport(ended), auth=session) as client:
        assert client.get("http://api.test").status_code == status
    assert renewals(tmp_path) == (status == 200)
    assert session.token == (NEW.token if status == 200 else OLD.token)
