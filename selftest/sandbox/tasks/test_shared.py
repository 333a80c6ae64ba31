"""What two tasks share: accounts, sessions, rate limits, idempotency keys."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from selftest.support.tasks import Deployment
from servio_verify.run.polling import wait_until

ACCOUNT = {"email": "test@example.com", "password": "password"}
LOGIN, LOGOUT, SESSION, VENUES = "/api/v1/auth/login", "/api/v1/auth/logout", "/api/v1/auth/session", "/api/v1/venues"


@pytest.fixture
def session(one: httpx.Client) -> dict[str, str]:
    token = one.post(LOGIN, json=ACCOUNT).json()["data"]["token"]
    return {"Authorization": f"Bearer {token}"}


def test_the_database_is_filled_once(one: httpx.Client, other: httpx.Client) -> None:
    found = [client.get(VENUES, params={"limit": 1}).json()["pagination"]["total"] for client in (one, other)]
    assert found[0] == found[1]
    names = one.get(VENUES, params={"search": "The Copper Kettle"}).json()["data"]
    assert len(names) == 1


def test_a_session_of_one_task_is_known_to_the_other(
    tasks: Deployment, other: httpx.Client, session: dict[str, str]
) -> None:
    assert other.get(SESSION, headers=session).json()["data"]["account"]["email"] == "test@example.com"
    digest = hashlib.sha256(session["Authorization"].removeprefix("Bearer ").encode()).hexdigest()
    with tasks.parts.redis.client() as redis:
        assert 0 < redis.ttl(f"servio:session:{digest}") <= 12 * 3600


def test_signing_out_at_one_task_ends_the_session_at_the_other(
    one: httpx.Client, other: httpx.Client, session: dict[str, str]
) -> None:
    assert other.post(LOGOUT, headers=session).status_code == 200
    for client in (one, other):
        assert client.get("/api/v1/orders", headers=session).status_code == 401


def test_a_rate_limit_counts_the_requests_of_both(one: httpx.Client, other: httpx.Client) -> None:
    def left(client: httpx.Client) -> tuple[int, int]:
        headers = client.post(LOGIN, json={}).headers
        return int(headers["X-RateLimit-Reset"]), int(headers["X-RateLimit-Remaining"])

    told = [left(client) for client in (one, other, one, other)]
    if told[0][0] != told[-1][0]:  # a minute ended meanwhile
        told = [left(client) for client in (one, other, one, other)]
    assert [told[0][1] - remaining for _, remaining in told] == [0, 1, 2, 3]


def test_the_same_key_at_both_tasks_at_once_stores_one_thing(
    one: httpx.Client, other: httpx.Client, key: dict[str, str]
) -> None:
    def press(number: int) -> str:
        client, body = (one, other)[number % 2], {"name": "Pressed twice"}
        made = client.post(VENUES, json=body, headers=key | {"Idempotency-Key": "one-submit"})
        assert made.status_code == 201, made.text
        return str(made.json()["data"]["id"])

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(press, range(8)))
    assert len(made) == 1
    found = other.get(VENUES, params={"search": "Pressed twice"}).json()["data"]
    assert [venue["id"] for venue in found] == list(made)


def test_a_refused_creation_frees_its_key(one: httpx.Client, other: httpx.Client, key: dict[str, str]) -> None:
    venue = one.get(VENUES).json()["data"][0]["id"]
    wrong = {"menuId": "none", "items": []}
    for client in (one, other):
        made = client.post(f"{VENUES}/{venue}/orders", json=wrong, headers=key | {"Idempotency-Key": "refused"})
        assert made.status_code == 400, made.text


def test_the_search_knows_letters_beyond_ascii(one: httpx.Client) -> None:
    assert one.get(VENUES, params={"search": "CAFÉ"}).json()["data"]


def test_an_id_with_a_zero_character_is_not_found(one: httpx.Client) -> None:
    assert one.get(f"{VENUES}/%00").status_code == 404


def test_behind_https_cookies_are_secure_though_the_task_speaks_plain_http(
    tasks: Deployment, one: httpx.Client
) -> None:
    assert "; Secure" in one.post(LOGIN, json=ACCOUNT).headers["Set-Cookie"]
    assert "max-age" in httpx.get(tasks.web_url).headers["Strict-Transport-Security"]


def test_two_tasks_cannot_both_confirm_one_order(tasks: Deployment, key: dict[str, str]) -> None:
    orders = tasks.clients[0].get("/api/v1/orders", headers=key).json()["data"]
    order = next(order for order in orders if order["status"] == "pending")
    path = f"{VENUES}/{order['venueId']}/orders/{order['id']}"
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"

    def confirm(client: httpx.Client) -> int:
        return client.patch(path, json={"status": "confirmed"}, headers=key).status_code

    with ThreadPoolExecutor(2) as pool:
        with tasks.parts.postgres.connection("servio") as held, held.transaction():
            held.execute("SELECT 1 FROM orders WHERE id = %s FOR UPDATE", [order["id"]])
            asked = [pool.submit(confirm, client) for client in tasks.clients]
            assert wait_until(lambda: tasks.parts.postgres.query(waiting) == 2, 1.5, every=0.02)
        assert sorted(answer.result() for answer in asked) == [200, 409]


def test_a_burst_of_requests_is_answered(one: httpx.Client) -> None:
    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(lambda _: one.get(VENUES).status_code, range(200)))
    assert answers == [200] * 200
