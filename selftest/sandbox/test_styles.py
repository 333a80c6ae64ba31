"""The sandbox's styles: what each does, and that it keeps the contract where it names no setting."""

import base64
import json
import subprocess
import time
import tomllib
from typing import Any

import httpx
import pytest

from selftest.support.processes import ROOT
from selftest.support.sandbox import COMMAND, refused, running
from servio_verify.run.polling import wait_until

ACCOUNT = {"email": "test@example.com", "password": "password"}


def data(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()["data"]


def sign_in(client: httpx.Client) -> Any:
    return data(client.post("/api/v1/auth/login", json=ACCOUNT))


def refresh(client: httpx.Client, token: str) -> httpx.Response:
    return client.post("/api/v1/auth/refresh", json={"refreshToken": token})


def account(client: httpx.Client, token: str) -> Any:
    return data(client.get("/api/v1/auth/session", headers={"Authorization": f"Bearer {token}"}))


def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        subprocess.check_output([*COMMAND, "--list-styles", "--json"], text=True, cwd=ROOT)
    )
    return found


def test_an_unknown_style_is_one_line_with_the_nearest() -> None:
    assert refused("--style", "supabas") == (
        4,
        "servio_sandbox: unknown style supabas, did you mean supabase? --list-styles shows all\n",
    )


def test_styles_that_exclude_each_other_are_one_line() -> None:
    code, told = refused("--style", "supabase,supabase-get-user")
    assert (code, told.count("\n")) == (4, 1)


def test_every_style_says_what_it_needs_and_all_others_go_together() -> None:
    styles = listed()
    assert all(tomllib.loads(need["toml"]) and need["why"] for style in styles for need in style["needs"])
    names = [style["name"] for style in styles if style["name"] != "supabase-get-user"]
    with running("--https", "--style", ",".join(names)) as found:
        assert found.facts["web_url"]


def test_sign_in_of_supabase_sets_no_cookie_and_its_token_says_who_and_until_when() -> None:
    with running("--style", "supabase", "--token-seconds", "30") as found, found.client(signed_in=False) as client:
        asked = time.time()
        answer = client.post("/api/v1/auth/login", json=ACCOUNT)
        assert "set-cookie" not in answer.headers
        session = data(answer)
        payload = session["token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        assert (claims["email"], claims["role"]) == (ACCOUNT["email"], "authenticated")
        assert asked + 29 <= claims["exp"] <= time.time() + 30
        assert len(base64.b64encode(json.dumps(session).encode())) > 3180  # so that it needs two cookies
        assert account(client, session["token"])["account"]["email"] == ACCOUNT["email"]
        tampered = session["token"][:-2] + ("AA" if session["token"][-2:] != "AA" else "BB")
        assert account(client, tampered) is None


def test_an_access_token_of_supabase_ends_and_is_renewed_by_a_refresh_token_that_rotates() -> None:
    with running("--style", "supabase", "--token-seconds", "1") as found, found.client(signed_in=False) as client:
        first = sign_in(client)
        assert wait_until(lambda: account(client, first["token"]) is None, 60)
        second = data(refresh(client, first["refreshToken"]))
        assert account(client, second["token"])
        assert second["refreshToken"] != first["refreshToken"]
        assert data(refresh(client, first["refreshToken"]))["refreshToken"] == second["refreshToken"]  # two tabs
        third = data(refresh(client, second["refreshToken"]))
        assert refresh(client, first["refreshToken"]).status_code == 401  # somebody else has it
        assert refresh(client, third["refreshToken"]).status_code == 401  # so the whole session ends


@pytest.mark.parametrize(("style", "good"), [("supabase", True), ("supabase-get-user", False)])
def test_a_sign_out_of_supabase_ends_every_session_and_perhaps_their_tokens(style: str, good: bool) -> None:
    with running("--style", style) as found, found.client(signed_in=False) as client:
        one, other = sign_in(client), sign_in(client)
        client.post("/api/v1/auth/logout", headers={"Authorization": f"Bearer {one['token']}"})
        assert refresh(client, other["refreshToken"]).status_code == 401
        assert bool(account(client, other["token"])) == bool(account(client, one["token"])) == good


DIALECTS = {
    "legacy": {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "99"},
    "draft-6": {"ratelimit-policy": "100;w=60", "ratelimit-limit": "100", "ratelimit-remaining": "99"},
    "draft-7": {"ratelimit-policy": "100;w=60", "ratelimit": "limit=100, remaining=99, reset="},
    "draft-8": {"ratelimit-policy": '"100-in-1min"; q=100; w=60', "ratelimit": '"100-in-1min"; r=99; t='},
    "fastify": {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "99"},
    "slowapi": {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "99"},
    "flask": {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "99"},
    "nestjs": {
        "x-ratelimit-limit-short": "100",
        "x-ratelimit-remaining-short": "100",
        "x-ratelimit-limit-long": "100",
        "x-ratelimit-remaining-long": "99",
    },
    "none": {},
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_limit_is_told_in_the_dialect_asked_for(dialect: str) -> None:
    with running("--rate-limit", "100", "--limit-dialect", dialect) as found, found.client() as client:
        asked = time.time()
        headers = client.get("/api/v1/venues").headers
        answered = time.time()
    told = {name: value for name, value in headers.items() if "ratelimit" in name}
    assert {name: value for name, value in told.items() if "reset" not in name}.keys() == DIALECTS[dialect].keys()
    assert all(told[name].startswith(value) for name, value in DIALECTS[dialect].items())
    if dialect == "fastify":
        assert 0 <= int(told["x-ratelimit-reset"]) <= 60
    if dialect == "slowapi":
        assert asked - 1 <= float(told["x-ratelimit-reset"]) <= answered + 61
        assert "." in told["x-ratelimit-reset"]
        assert int(headers["retry-after"]) <= 60


def test_fastify_refuses_a_long_list_in_the_envelope() -> None:
    with running("--style", "fastify") as found, found.client() as client:
        answer = client.get("/api/v1/venues?limit=51")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
        assert "equal to 50" in answer.json()["error"]["message"]
        assert client.get("/api/v1/venues?limit=50&page=1").json()["pagination"]["limit"] == 50
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        assert client.get("/api/v1/venues/none").json()["error"]["code"] == "NOT_FOUND"


def test_what_is_new_or_changed_is_read_late() -> None:
    options = ("--style", "late", "--replica-lag", "0.5", "--search-lag", "1.5")
    with running(*options) as found, found.client() as client:
        total = client.get("/api/v1/venues").json()["pagination"]["total"]
        venue = data(client.post("/api/v1/venues", json={"name": "Late Arrival"}))
        path = f"/api/v1/venues/{venue['id']}"
        early = client.get("/api/v1/venues").json()
        assert client.get(path).status_code == 404
        assert (len(early["data"]), early["pagination"]["total"]) == (20, total)
        assert wait_until(lambda: client.get(path).status_code == 200, 60)
        assert data(client.get("/api/v1/venues"))[0]["name"] == "Late Arrival"
        assert data(client.get("/api/v1/venues?search=Late Arrival")) == []
        assert wait_until(lambda: data(client.get("/api/v1/venues?search=Late Arrival")), 60)
        assert data(client.patch(path, json={"name": "Renamed"}))["name"] == "Renamed"
        assert data(client.get(path))["name"] == "Late Arrival"
        assert wait_until(lambda: data(client.get(path))["name"] == "Renamed", 60)
        client.delete(path)
        assert client.get(path).status_code == 200
        assert wait_until(lambda: client.get(path).status_code == 404, 60)


def test_pages_of_next_are_drawn_by_the_server_and_differ_in_their_marks() -> None:
    with (
        running("--style", "next", "--build", "aaa1111") as found,
        httpx.Client(base_url=found.facts["web_url"]) as web,
    ):
        pages = [web.get("/login").text for _ in range(2)]
        assert pages[0] != pages[1]
        assert all('name="sentry-trace"' in page and 'name="password"' in page for page in pages)
        assert "/assets/hydrate.js?dpl=aaa1111" in pages[0]
        assert 'import("./app.js?dpl=aaa1111")' in web.get("/assets/hydrate.js?dpl=aaa1111").text
        payload = web.get("/login?_rsc=1ld0r")
        assert payload.headers["content-type"] == "text/x-component"
        assert '"b":"aaa1111"' in payload.text
        assert "Sign out" not in web.get("/dashboard").text
        web.cookies = httpx.post(f"{found.facts['api_url']}/api/v1/auth/login", json=ACCOUNT).cookies
        assert "Sign out" in web.get("/dashboard").text
