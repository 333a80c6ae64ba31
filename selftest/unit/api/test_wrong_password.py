"""How a wrong password may be refused: as promised, and in others' ways where the API signs in elsewhere."""

from contextlib import nullcontext

import httpx
import pytest

from servio_verify.api.sign_in_answers import expect_wrong_password
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import Layout, Paths
from servio_verify.failures.check_errors import ResponseError

GOTRUE = {"code": 400, "error_code": "invalid_credentials", "msg": "Invalid login credentials"}
ELSEWHERE = "/auth/v1/token?grant_type=password"


@pytest.mark.parametrize(
    ("at", "status", "holds"),
    [
        (ELSEWHERE, 400, True),
        (ELSEWHERE, 401, True),
        (ELSEWHERE, 200, False),
        (ELSEWHERE, 429, False),
        (ELSEWHERE, 500, False),
        (None, 400, False),
    ],
)
def test_a_wrong_password_is_refused_as_whoever_signs_in_does(
    monkeypatch: pytest.MonkeyPatch, at: str | None, status: int, *, holds: bool
) -> None:
    monkeypatch.setattr(current, "_followed", Layout(paths=Paths(sign_in_api=at)))
    answer = httpx.Response(status, json=GOTRUE, request=httpx.Request("POST", "http://api.test"))
    with nullcontext() if holds else pytest.raises(ResponseError, match="a wrong password is "):
        expect_wrong_password(answer)
