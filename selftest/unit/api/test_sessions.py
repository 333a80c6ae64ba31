"""Where a sign-in's answer has the token, and how requests carry it; on a real server."""

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from selftest.support.small_server import JSON, Said, only, serving
from servio_verify.api import sessions
from servio_verify.api.sign_in_answers import token_in
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import CONTRACT, Layout, SignIn
from servio_verify.failures.check_errors import ResponseError

EMAIL = "test@example.com"
TOKEN = "a-token-of-some-length"  # noqa: S105 - a token of nobody
ENVELOPE = {"meta": {"timestamp": "2026-01-01T00:00:00Z", "requestId": "r", "version": "1"}}

BEARER = {"Authorization": f"Bearer {TOKEN}"}

Sign = Callable[[str, Said], httpx.Response]


@pytest.fixture
def sign_in() -> Iterator[Sign]:
    """Sign in where the token is at this place, at a server that answers so."""

    def signed_in(place: str, said: Said) -> httpx.Response:
        current.follow(Layout(sign_in=SignIn(token=place)))
        with serving(only({"/enter": said})) as origin:
            return httpx.post(f"{origin}/enter", json={})

    yield signed_in
    current.follow(CONTRACT)


def body(value: object, **headers: str) -> Said:
    return 200, JSON | {name.replace("_", "-"): text for name, text in headers.items()}, json.dumps(value)


@pytest.mark.parametrize(
    ("place", "said", "carried"),
    [
        ("data.token", body({"success": True, "data": {"token": TOKEN}} | ENVELOPE), BEARER),
        ("access_token", body({"access_token": TOKEN}), BEARER),
        ("data.session.jwt", body({"data": {"session": {"jwt": TOKEN}}}), BEARER),
        ("cookie:sid", body({}, Set_Cookie=f"sid={TOKEN}; HttpOnly"), {"Cookie": f"sid={TOKEN}"}),
        ("cookie:sb-auth", body({}, Set_Cookie=f"sb-auth.0={TOKEN}; Path=/"), {"Cookie": f"sb-auth.0={TOKEN}"}),
    ],
    ids=["the contract's", "another path", "a longer path", "a cookie", "a cookie in parts"],
)
def test_a_token_is_where_it_is_said_to_be(sign_in: Sign, place: str, said: Said, carried: dict[str, str]) -> None:
    token = token_in(sign_in(place, said), EMAIL)
    assert sessions.headers(token) == carried


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("data.token", body({"token": TOKEN})),
        ("access_token", body({"data": {"access_token": TOKEN}})),
        ("access_token", body(["access_token"])),
        ("access_token", (200, JSON, "<h1>Welcome</h1>")),
        ("cookie:sid", body({"sid": TOKEN}, Set_Cookie="sidecar=x; Path=/")),
        ("cookie:sid", body({}, Set_Cookie="sid=; Max-Age=0")),
        ("cookie:sid", (404, JSON, "{}")),
    ],
)
def test_a_token_that_is_not_there_is_told(sign_in: Sign, place: str, said: Said) -> None:
    with pytest.raises(ResponseError):
        token_in(sign_in(place, said), EMAIL)


JWT = f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.{'x' * 31}abcdefgh_wxY"


@pytest.mark.parametrize("token", [JWT, "12|0123456789abcdefABCDEF", "short", "f47ac10b-58cc-4372-a567-0e02b2c3d479"])
def test_an_altered_token_is_another_of_the_same_form(token: str) -> None:
    other = sessions.altered(token)
    assert other != token
    assert len(other) == len(token)
    assert [each.isdigit() for each in other] == [each.isdigit() for each in token]
    assert other[:-12] == token[:-12]
    assert other[-4:] == token[-4:]


def test_a_token_of_nothing_is_sent_as_a_scheme_alone() -> None:
    """No client may send the blank behind it (RFC 9110, 5.5); a browser leaves it out."""
    assert sessions.headers(sessions.made_up("")) == {"Authorization": "Bearer"}


def test_a_made_up_session_in_a_cookie_has_the_session_s_name(sign_in: Sign) -> None:
    assert sessions.headers(sessions.made_up("x")) == {"Authorization": "Bearer x"}
    sign_in("cookie:sid", body({}))
    assert sessions.headers(sessions.made_up("x")) == {"Cookie": "sid=x"}


@pytest.mark.parametrize(
    ("set_there", "sent"),
    [
        (["sid=1; HttpOnly", "csrf=2", "sid=3"], "sid=x; csrf=x"),
        ([], "session=x"),
    ],
)
def test_made_up_cookies_have_the_names_that_signing_in_has_set(set_there: list[str], sent: str) -> None:
    def answer(path: str, lines: list[str]) -> httpx.Response:
        request = httpx.Request("POST", f"https://api.example.com{path}")
        return httpx.Response(200, headers=[("Set-Cookie", line) for line in lines], request=request)

    answers = [answer("/api/v1/auth/login", set_there), answer("/api/v1/venues", ["balancer=1"])]
    assert sessions.made_up_cookies(answers, "x") == sent
