"""The sandbox keeps the contract: what the checks of `tests/` cannot prove about it, or only together."""

import json
import signal
import sqlite3
import ssl
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from selftest.support.processes import ROOT
from selftest.support.sandbox import COMMAND, Running, refused, running
from servio_verify.run.polling import wait_until


def data(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()["data"]


def sign_in(client: httpx.Client, password: str = "password") -> httpx.Response:  # noqa: S107
    return client.post("/api/v1/auth/login", json={"email": "test@example.com", "password": password})


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", None, 404, "NOT_FOUND"),
        ("GET", "/api/v1/venues/none", None, 404, "NOT_FOUND"),
        ("PUT", "/api/v1/venues", None, 405, "VALIDATION_ERROR"),
        ("POST", "/api/v1/venues", "{broken", 400, "VALIDATION_ERROR"),
        ("POST", "/api/v1/venues", "[]", 400, "VALIDATION_ERROR"),
        ("POST", "/api/v1/venues", '{"name": "  "}', 400, "VALIDATION_ERROR"),
        ("POST", "/api/v1/venues", '{"name": "' + "x" * 121 + '"}', 400, "VALIDATION_ERROR"),
        ("POST", "/api/v1/venues", '{"name": "a\\u0000b"}', 400, "VALIDATION_ERROR"),
        ("GET", "/api/v1/venues?limit=101", None, 400, "VALIDATION_ERROR"),
        ("GET", "/api/v1/venues?page=0", None, 400, "VALIDATION_ERROR"),
    ],
)
def test_every_refusal_comes_in_the_envelope(
    api: httpx.Client, method: str, path: str, body: str | None, status: int, code: str
) -> None:
    answer = api.request(method, path, content=body, headers={"Content-Type": "application/json"})
    told = answer.json()
    assert (answer.status_code, told["success"], told["error"]["code"]) == (status, False, code)
    assert told["meta"]["requestId"] == answer.headers["X-Request-ID"]


def test_a_crash_is_answered_in_the_envelope_and_tells_nothing() -> None:
    with running() as found, found.client() as client:
        with closing(sqlite3.connect(found.folder / "servio.db")) as database:
            database.execute("ALTER TABLE venues RENAME TO lost")
        answer = client.get("/api/v1/venues")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert answer.headers["X-Request-ID"] == answer.json()["meta"]["requestId"]
    assert "Traceback" not in answer.text


@pytest.mark.usefixtures("venue")
def test_lists_are_paged_newest_first_and_searched_whatever_the_case(api: httpx.Client) -> None:
    first, second = (api.get("/api/v1/venues", params={"page": page}).json() for page in (1, 2))
    assert len(first["data"]) == 20
    assert first["data"][0]["name"] == "Self test"
    assert not {row["id"] for row in first["data"]} & {row["id"] for row in second["data"]}
    assert first["pagination"] == {"page": 1, "limit": 20, "total": 33, "totalPages": 2}
    assert [row["name"] for row in data(api.get("/api/v1/venues?search=CAFÉ LUM"))] == ["Café Lumière"]
    assert data(api.get("/api/v1/venues?search=%25")) == []


def test_money_is_exact_to_the_penny_and_belongs_to_its_venue(api: httpx.Client, venue: str) -> None:
    items = [{"name": "Tea", "price": 1.15}, {"name": "Cake", "price": 4.35}]
    menu = data(api.post(f"{venue}/menus", json={"name": "Tea time", "categories": [{"name": "All", "items": items}]}))
    tea, cake = menu["categories"][0]["items"]
    assert (tea["price"], cake["price"]) == (1.15, 4.35)
    lines = [{"itemId": tea["id"], "quantity": 3}, {"itemId": cake["id"], "quantity": 1}]
    order = data(api.post(f"{venue}/orders", json={"menuId": menu["id"], "items": lines}))
    assert (order["status"], order["subtotal"], order["tax"], order["total"]) == ("pending", 7.8, 1.56, 9.36)
    assert data(api.get(f"{venue}/orders/{order['id']}")) == order
    assert data(api.post(f"{venue}/orders/{order['id']}/cancel"))["status"] == "cancelled"
    assert api.post(f"{venue}/orders/{order['id']}/cancel").json()["error"]["code"] == "CONFLICT"
    other = data(api.get("/api/v1/venues?limit=2"))[1]["id"]
    assert api.get(f"/api/v1/venues/{other}/menus/{menu['id']}").status_code == 404
    assert api.post(f"/api/v1/venues/{other}/orders", json={"menuId": menu["id"]}).status_code == 400
    assert api.delete(venue).status_code == 200
    assert api.get(f"{venue}/menus/{menu['id']}").status_code == 404


@pytest.mark.parametrize("quantity", [0, -1, 1.5, True, "1", None])
def test_a_quantity_is_a_whole_number_from_one(api: httpx.Client, venue: str, quantity: object) -> None:
    menu = data(
        api.post(
            f"{venue}/menus", json={"name": "M", "categories": [{"name": "C", "items": [{"name": "I", "price": 1}]}]}
        )
    )
    line = {"itemId": menu["categories"][0]["items"][0]["id"], "quantity": quantity}
    assert api.post(f"{venue}/orders", json={"menuId": menu["id"], "items": [line]}).status_code == 400


@pytest.mark.parametrize("price", [-1, 1.005, "1.00", True, 1e9])
def test_a_price_is_a_number_with_two_decimals(api: httpx.Client, venue: str, price: object) -> None:
    body = {"name": "M", "categories": [{"name": "C", "items": [{"name": "I", "price": price}]}]}
    assert api.post(f"{venue}/menus", json=body).status_code == 400


def test_a_change_stores_what_is_given_and_leaves_the_rest(api: httpx.Client, venue: str) -> None:
    changed = data(api.patch(venue, json={"name": " Renamed "}))
    assert (changed["name"], changed["address"]) == ("Renamed", "1 Quay")
    assert api.patch(venue, json={"name": None}).status_code == 400


def test_signing_out_ends_token_and_cookie_on_the_server(visitor: httpx.Client) -> None:
    assert sign_in(visitor, "wrong").status_code == 401
    token = data(sign_in(visitor))["token"]
    assert data(visitor.get("/api/v1/auth/session"))["account"]["email"] == "test@example.com"
    assert data(visitor.post("/api/v1/auth/logout")) is None
    visitor.headers["Authorization"] = f"Bearer {token}"
    assert data(visitor.get("/api/v1/auth/session")) is None
    assert visitor.post("/api/v1/venues", json={"name": "No"}).status_code == 401


def test_only_the_web_origin_may_use_the_cookie(sandbox: Running, visitor: httpx.Client) -> None:
    sign_in(visitor)
    web, other = sandbox.facts["web_url"], "https://evil.example"
    for origin, allowed in ((web, web), (other, None), (f"{web}.evil.example", None), ("null", None)):
        answer = visitor.get("/api/v1/venues", headers={"Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == allowed
    preflight = {"Origin": web, "Access-Control-Request-Method": "POST"}
    preflight["Access-Control-Request-Headers"] = "content-type,idempotency-key"
    assert visitor.options("/api/v1/venues", headers=preflight).status_code == 200
    answer = visitor.post("/api/v1/venues", json={"name": "No"}, headers={"Origin": other})
    assert answer.json()["error"]["code"] == "FORBIDDEN"


def test_the_same_idempotency_key_stores_one_thing(api: httpx.Client) -> None:
    def create(_number: int) -> str:
        headers = {"Idempotency-Key": "once"}
        return str(data(api.post("/api/v1/venues", json={"name": "Twice"}, headers=headers))["id"])

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(create, range(8)))
    assert len(made) == 1
    assert api.delete(f"/api/v1/venues/{made.pop()}").status_code == 200


def test_many_writers_at_once_lose_nothing(api: httpx.Client) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda number: data(api.post("/api/v1/venues", json={"name": f"W{number}"})), range(64)))
        gone = list(pool.map(lambda venue: api.delete(f"/api/v1/venues/{venue['id']}").status_code, made))
    assert gone == [200] * 64


def test_two_builds_answer_in_turn_and_the_assets_of_both_load(sandbox: Running, api: httpx.Client) -> None:
    told = [api.get("/health") for _ in range(4)]
    assert {answer.headers["X-Servio-Build"] for answer in told} == {"aaa1111", "bbb2222"}
    assert all(answer.json()["data"]["build"] == answer.headers["X-Servio-Build"] for answer in told)
    page = httpx.get(sandbox.facts["web_url"])
    assert f"/assets/{page.headers['X-Servio-Build']}/app.js" in page.text
    for build in ("aaa1111", "bbb2222"):
        assert httpx.get(f"{sandbox.facts['web_url']}/assets/{build}/app.js").status_code == 200


def test_too_many_requests_are_refused_until_later() -> None:
    with running("--rate-limit", "5", "--sign-in-limit", "2") as found, found.client(signed_in=False) as client:
        answers = [sign_in(client, "wrong") for _ in range(3)]
        assert [answer.status_code for answer in answers].count(429) >= 1
        answers = [client.get("/api/v1/venues") for _ in range(6)]
        last = answers[-1]
        assert (last.status_code, last.json()["error"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
        assert 0 < int(last.headers["Retry-After"]) <= 60
        assert last.headers["X-RateLimit-Remaining"] == "0"
        assert client.get("/health").status_code == 200


def test_https_shows_a_certificate_of_its_own_authority_and_http_leads_to_it() -> None:
    with running("--https") as found:
        trusted = ssl.create_default_context(cafile=found.facts["ca_file"])
        with httpx.Client(verify=trusted) as client:
            answer = client.get(f"{found.facts['api_http_url']}/health?a=b", follow_redirects=True)
            assert str(answer.url) == f"{found.facts['api_url']}/health?a=b"
            signed_in = client.post(
                f"{found.facts['api_url']}/api/v1/auth/login",
                json={"email": "test@example.com", "password": "password"},
            )
            assert "; Secure" in signed_in.headers["Set-Cookie"]
            assert "max-age" in client.get(found.facts["web_url"]).headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda process: process.send_signal(signal.SIGINT), id="SIGINT"),
        pytest.param(lambda process: process.send_signal(signal.SIGTERM), id="SIGTERM"),
        pytest.param(lambda process: process.stdin.close(), id="end of stdin"),
    ],
)
def test_it_stops_at_once_and_leaves_nothing(ask: Callable[["subprocess.Popen[str]"], None]) -> None:
    with running("--delay", "3000") as found, ThreadPoolExecutor(1) as pool:
        pool.submit(httpx.get, found.facts["web_url"])  # a request under way does not hold it up
        assert found.folder.exists()
        ask(found.process)
        assert found.process.wait(timeout=2) == 0
        assert not found.folder.exists()
        assert found.process.stderr
        assert found.process.stderr.read() == "sandbox stopped\n"


def catches_signals(process: "subprocess.Popen[str]") -> bool:
    """Whether Python is up there: nothing but the sandbox itself catches SIGTERM."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return bool(int(status.partition("SigCgt:")[2].split()[0], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize("seconds", [0.01, 0.25, 0.65])
def test_a_signal_while_it_starts_is_no_traceback(seconds: float) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(COMMAND, stdout=pipe, stderr=pipe, text=True, cwd=ROOT) as process:
        assert wait_until(lambda: catches_signals(process), 10, every=0.01)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=5)
    assert (process.returncode, told) == (0, "sandbox stopped\n")


def test_a_busy_port_is_one_line(sandbox: Running) -> None:
    port = sandbox.facts["web_url"].rpartition(":")[2]
    assert refused("--web-port", port) == (4, f"servio_sandbox: port {port} of 127.0.0.1 cannot be used: busy\n")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nothing", "the database cannot be used: Could not parse"),
        ("sqlite:////nowhere/servio.db", "the database cannot be used: "),
        ("postgresql+pg8000://servio@127.0.0.1/servio", "the database's driver is not installed: "),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(url: str, said: str) -> None:
    code, told = refused("--database", url)
    assert (code, told.count("\n")) == (4, 1)
    assert told.startswith(f"servio_sandbox: {said}")


def test_an_unknown_fault_is_one_line_with_the_nearest() -> None:
    code, told = refused("--fault", "home-50")
    assert (code, told.count("\n")) == (4, 1)
    assert "did you mean home-500?" in told


def test_every_fault_is_listed_and_can_be_switched_on() -> None:
    listed = subprocess.run([*COMMAND, "--list-faults", "--json"], capture_output=True, text=True, cwd=ROOT)
    faults = json.loads(listed.stdout)
    assert {fault["tier"] for fault in faults} == {"smoke", "e2e", "performance", "situation"}
    assert all(fault.keys() == {"name", "tier", "description", "https"} for fault in faults)
    options = [option for fault in faults if fault["tier"] == "smoke" for option in ("--fault", fault["name"])]
    with running("--https", *options) as found:
        assert found.facts["web_url"]
