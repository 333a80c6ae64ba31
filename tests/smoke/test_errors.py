from typing import NamedTuple

import httpx
import pytest
from httpx import codes

from servio_verify.api import sessions, sign_in_answers
from servio_verify.api.renewal import SharedSession
from servio_verify.testing import (
    CRITICAL,
    Api,
    Environment,
    Menu,
    Order,
    OrderStatus,
    Run,
    Venue,
    area,
    ensure,
    expect_closed,
    expect_decided,
    expect_error,
    expect_refused,
    expect_success,
    unknown_id_like,
)
from servio_verify.traffic.exchanges import ANSWERS

pytestmark = area("API", "Errors", CRITICAL)

BAD_VENUES: dict[str, dict[str, object]] = {
    "no name": {"address": "1 Nameless Street"},
    "an empty name": {"name": "", "address": "1 Nameless Street"},
    "a name of 121 characters": {"name": "n" * 121, "address": "1 Long Street"},
    "a name that is a list": {"name": ["n"], "address": "1 List Street"},
}

ODD = [
    "GET /venues/undefined",
    "GET {venue}/orders/undefined",
    "GET {venue}/menus?page=0",
    "GET {venue}/orders?page=abc",
    "POST {venue}/orders",
]
"""What a client asks for that has lost an id, or counts wrongly; the order names no menu."""

READS = {
    "orders": ("without a session", "/orders"),
    "order": ("without a session", "/orders/{order}"),
    "orders with a made-up token": ("with a made-up token", "/orders"),
    "order with an altered token": ("with an altered token", "/orders/{order}"),
    "page with a made-up cookie": ("with a made-up cookie", "/orders?search=pending&limit=1&page=1"),
}
"""Who reads what; a cookie that is none's may as well be none, so a page of a search is asked with it."""


def test_a_write_without_a_session_is_refused(api: Api, anonymous_api: Api) -> None:
    expect_error(anonymous_api.post_venue(api.new_venue()), 401, "UNAUTHORIZED", "a write without a session")


@pytest.fixture(params=["made-up", "undefined", "null", "altered"])
def forged(request: pytest.FixtureRequest, signed_in: Api, run: Run) -> str:
    """A token that nobody was given; JavaScript writes one that is not there as undefined or null."""
    if request.param != "altered":
        return sessions.made_up(f"made-up-{run.id}" if request.param == "made-up" else request.param)
    if not (altered := altered_token(signed_in)):
        pytest.skip("a session's cookie, altered: which part of a cookie counts is not promised")
    return altered


def altered_token(signed_in: Api) -> str:
    """Return the session's token with another signature; nothing for a cookie, of which any part may not count."""
    auth = signed_in.http.auth
    if not isinstance(auth, SharedSession) or sessions.BEARER not in sessions.headers(auth.token):
        return ""
    return sessions.altered(auth.token)


def test_a_write_with_a_made_up_token_is_refused(api: Api, anonymous_api: Api, forged: str) -> None:
    answer = anonymous_api.post_venue(api.new_venue(), token=forged)
    expect_error(answer, 401, "UNAUTHORIZED", "a write with a made-up token")


def test_a_write_with_an_empty_token_is_refused(api: Api, anonymous_api: Api) -> None:
    """A key that is not set is equal to it; whether it is no token or a malformed one is not promised."""
    answer = anonymous_api.post_venue(api.new_venue(), token=sessions.made_up(""))
    expect_refused(answer, "a write with an empty token", to_nobody=True)


@pytest.fixture
def api_key(environment: Environment) -> str:
    """The test user's API key."""
    if not environment.writes:
        pytest.skip(f"{environment.name} is read-only")
    if environment.api_key is None:
        pytest.skip("that an API key is taken: none is given (SERVIO_API_KEY)")
    return environment.api_key.get_secret_value()


def test_an_api_key_is_taken_like_a_token(api_key: str, anonymous_api: Api) -> None:
    answer = anonymous_api.post_venue({}, token=api_key)
    expect_error(answer, 400, "VALIDATION_ERROR", "a venue without a name, sent with the API key,")


def test_an_api_key_is_taken_for_an_order(api_key: str, anonymous_api: Api, menu: Menu) -> None:
    answer = anonymous_api.post(f"/venues/{menu.venue_id}/orders", {"menuId": menu.id}, token=api_key)
    expect_decided(answer, "an order sent with the API key")


class Stranger(NamedTuple):
    """Somebody without a session, in words, and the headers that they send."""

    words: str
    headers: dict[str, str]


@pytest.fixture(params=["without a session", "with a made-up token"])
def stranger(request: pytest.FixtureRequest, signed_in: Api, run: Run) -> Stranger:
    """Somebody whom Servio does not know."""
    value = f"made-up-{run.id}"
    made_up = sessions.headers(sessions.made_up(value))
    altered = altered_token(signed_in)
    sent = {
        "without a session": {},
        "with a made-up token": made_up,
        "with an altered token": sessions.headers(altered) if altered else made_up,
        "with a made-up cookie": {"Cookie": sessions.made_up_cookies(ANSWERS, value)},
    }
    return Stranger(request.param, sent[request.param])


@pytest.mark.parametrize("write", ["PATCH {venue}", "POST {venue}/menus", "POST {venue}/orders", "POST {order}/cancel"])
def test_without_a_session_nobody_gets_far_with(
    anonymous_api: Api, menu: Menu, order: Order, write: str, stranger: Stranger
) -> None:
    venue = f"/venues/{menu.venue_id}"
    method, path = write.format(venue=venue, order=f"{venue}/orders/{order.id}").split()
    bodies: dict[str, dict[str, object]] = {
        "PATCH": {"name": "nobody's"},
        "menus": {"name": "nobody's"},
        "orders": {"menuId": menu.id},
    }
    body = bodies.get(method) or bodies.get(path.rpartition("/")[2])
    answer = anonymous_api.request(method, path, body, stranger.headers)
    expect_error(answer, 401, "UNAUTHORIZED", f"a change {stranger.words}")


@pytest.mark.parametrize(("stranger", "path"), READS.values(), ids=READS, indirect=["stranger"])
def test_without_a_session_nobody_reads(anonymous_api: Api, order: Order, path: str, stranger: Stranger) -> None:
    whole = f"/venues/{order.venue_id}{path.format(order=order.id)}"
    answer = anonymous_api.request("GET", whole, headers=stranger.headers)
    expect_closed(answer, f"an order read {stranger.words}", to_nobody=True, is_list="{order}" not in path)


def test_a_deletion_without_a_session_is_refused(api: Api, anonymous_api: Api, stranger: Stranger) -> None:
    answer = anonymous_api.request("DELETE", f"/venues/{api.make_venue().id}", headers=stranger.headers)
    expect_error(answer, 401, "UNAUTHORIZED", f"a deletion {stranger.words}")


def test_a_change_of_a_menu_without_a_session_changes_nothing(api: Api, anonymous_api: Api) -> None:
    menu = api.make_menu(api.make_venue(), "2.00")
    venue, order = f"/venues/{menu.venue_id}", api.make_order(menu, 1)
    changes = {f"{venue}/menus/{menu.id}": {"name": "nobody's"}, f"{venue}/orders/{order.id}": {"status": "cancelled"}}
    for path, body in [*changes.items()][::-1]:
        for answer in (anonymous_api.request("PATCH", path, body), anonymous_api.request("DELETE", path)):
            expect_no_effect(answer, api, menu, order)


def expect_no_effect(answer: httpx.Response, api: Api, menu: Menu, order: Order) -> None:
    """See that a change of a menu or an order, for which no method is promised, is refused or changes nothing."""
    wrong = "a change without a session"
    if not answer.is_success:
        expect_refused(answer, wrong, to_nobody=True, no_method=True)
        return
    venue = f"/venues/{menu.venue_id}"
    name = expect_success(api.get(f"{venue}/menus/{menu.id}"), Menu, f"{wrong} is accepted").name
    status = expect_success(api.get(f"{venue}/orders/{order.id}"), Order, f"{wrong} is accepted").status
    kept = name == menu.name and status is not OrderStatus.CANCELLED
    ensure(kept, f"{wrong} is accepted", answer, "a refusal")


def test_a_wrong_password_gives_no_token(account: tuple[str, str], anonymous_api: Api) -> None:
    nearly = f"{account[1]}x"  # a comparison that stops early takes it for the right one
    sign_in_answers.expect_wrong_password(anonymous_api.post_login(account[0], nearly))


@pytest.mark.ends_sessions
@pytest.mark.usefixtures("_session_turn", "_sessions_end_on_the_server")
def test_a_signed_out_token_is_worth_nothing(api: Api, another_sign_in: Api, anonymous_api: Api, order: Order) -> None:
    venue, ended = another_sign_in.make_venue(), "a token that was signed out"
    answer = another_sign_in.post("/auth/logout")
    ensure(not answer.is_error, "signing out fails", answer)
    expect_error(another_sign_in.post_venue(api.new_venue()), 401, "UNAUTHORIZED", ended)
    changed = another_sign_in.request("PATCH", f"/venues/{venue.id}", {"address": "nobody's"})
    expect_error(changed, 401, "UNAUTHORIZED", f"a change with {ended}")
    listed = another_sign_in.get(f"/venues/{order.venue_id}/orders")
    expect_closed(listed, f"an order read with {ended}", to_nobody=True, is_list=True)
    read = another_sign_in.get(f"/venues/{order.venue_id}/orders/{order.id}")
    expect_closed(read, f"an order read with {ended}", to_nobody=True)
    expect_decided(anonymous_api.post("/auth/logout"), "signing out without a session", to_nobody=True)


def test_an_empty_password_gives_no_token(account: tuple[str, str], anonymous_api: Api) -> None:
    """A directory that is asked with an empty password takes that for somebody anonymous, and says yes."""
    answer = anonymous_api.post_login(account[0], "")  # after a sign-in, so that no wrong ones add up to a lock-out
    refused = answer.is_client_error and answer.status_code != codes.TOO_MANY_REQUESTS
    ensure(refused, "an empty password is not refused", answer, "400 or 401")


@pytest.mark.usefixtures("account")
def test_an_email_that_nobody_has_gives_no_token(anonymous_api: Api, run: Run) -> None:
    answer = anonymous_api.post_login(f"nobody-{run.id}@example.com", "a password")
    refused = answer.is_client_error and answer.status_code != codes.TOO_MANY_REQUESTS
    ensure(refused, "an e-mail that nobody has is not refused as promised", answer, "400 or 401")


@pytest.mark.parametrize("asked", ODD)
def test_no_error_of_servio_s_own_answers(shared_api: Api, order: Order, asked: str) -> None:
    """Whether it is refused, and how, is not promised: that Servio decides is."""
    method, path = asked.format(venue=f"/venues/{order.venue_id}").split()
    answer = shared_api.request(method, path, {} if method == "POST" else None)
    expect_decided(answer, asked.format(venue="/venues/…"))


def test_no_error_of_servio_s_own_answers_an_order_that_is_null(shared_api: Api, order: Order) -> None:
    answer = shared_api.post(f"/venues/{order.venue_id}/orders", content=b"null")
    expect_decided(answer, "an order that is null")


def test_a_body_that_is_no_json_is_refused(api: Api) -> None:
    expect_error(api.post_venue(content=b'{"name": '), 400, "VALIDATION_ERROR", "a body that is no JSON")


@pytest.mark.parametrize("flaw", BAD_VENUES)
def test_a_venue_is_refused_that_has(api: Api, flaw: str) -> None:
    expect_error(api.post_venue(BAD_VENUES[flaw]), 400, "VALIDATION_ERROR", f"a venue with {flaw}")


def test_a_change_does_not_empty_a_venue_s_name(api: Api) -> None:
    venue = api.make_venue()
    path = f"/venues/{venue.id}"
    answer = api.request("PATCH", path, {"name": ""})
    ensure(answer.is_success or answer.status_code == 400, "emptying the name of a venue fails", answer, "400")
    long = api.request("PATCH", path, {"name": "n" * 121})
    ensure(long.is_success or long.status_code == 400, "a change to a name of 121 characters fails", long, "400")
    name = expect_success(api.get(path), Venue).name
    ensure(name, "a change empties the name of a venue", answer)
    ensure(name == venue.name, f"a change to a name of 121 characters is stored as one of {len(name)}", long, "400")
    expect_decided(api.request("PATCH", path, {"name": ["n"]}), "a change to a name that is a list")


@pytest.mark.parametrize("quantity", [0, -1, 1.5])
def test_an_order_is_refused_that_has_a_quantity_of(api: Api, menu: Menu, quantity: float) -> None:
    expect_error(api.post_order(menu, quantity), 400, "VALIDATION_ERROR", f"an order with quantity {quantity:g}")


def test_an_order_of_an_unknown_menu_is_refused(api: Api, menu: Menu) -> None:
    answer = api.post(f"/venues/{menu.venue_id}/orders", {"menuId": unknown_id_like(menu.id)})
    if answer.status_code == 400:
        expect_error(answer, 400, "VALIDATION_ERROR")
    else:
        expect_closed(answer, "an order of a menu that does not exist")
