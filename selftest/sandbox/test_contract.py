"""The sandbox keeps the contract of Servio's API."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import httpx
import pytest

from selftest.support.sandbox import Running, running


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
