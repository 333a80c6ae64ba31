import pytest
from httpx import codes

from servio_verify.api import sessions
from servio_verify.testing import (
    CRITICAL,
    Api,
    Environment,
    Menu,
    Order,
    Run,
    Venue,
    area,
    ensure,
    expect_closed,
    expect_error,
    expect_success,
    unknown_id_like,
)

pytestmark = area("API", "Errors", CRITICAL)

BAD_VENUES: dict[str, dict[str, object]] = {
    "no name": {"address": "1 Nameless Street"},
    "an empty name": {"name": "", "address": "1 Nameless Street"},
    "a name of 121 characters": {"name": "n" * 121, "address": "1 Long Street"},
    "a name that is a list": {"name": ["n"], "address": "1 List Street"},
}


def test_a_write_without_a_session_is_refused(api: Api, anonymous_api: Api) -> None:
    expect_error(anonymous_api.post_venue(api.new_venue()), 401, "UNAUTHORIZED", "a write without a session")


def test_a_write_with_a_made_up_token_is_refused(api: Api, anonymous_api: Api, run: Run) -> None:
    answer = anonymous_api.post_venue(api.new_venue(), token=f"made-up-{run.id}")
    expect_error(answer, 401, "UNAUTHORIZED", "a write with a made-up token")


def test_an_api_key_is_taken_like_a_token(environment: Environment, anonymous_api: Api) -> None:
    if environment.api_key is None:
        pytest.skip("API keys: none is given (SERVIO_API_KEY)")
    answer = anonymous_api.post_venue({}, token=environment.api_key.get_secret_value())
    expect_error(answer, 400, "VALIDATION_ERROR", "a venue without a name, sent with the API key,")


@pytest.mark.parametrize("write", ["PATCH {venue}", "POST {venue}/menus", "POST {venue}/orders", "POST {order}/cancel"])
def test_without_a_session_nobody_gets_far_with(anonymous_api: Api, menu: Menu, order: Order, write: str) -> None:
    venue = f"/venues/{menu.venue_id}"
    method, path = write.format(venue=venue, order=f"{venue}/orders/{order.id}").split()
    bodies: dict[str, dict[str, object]] = {
        "PATCH": {"name": "nobody's"},
        "menus": {"name": "nobody's"},
        "orders": {"menuId": menu.id},
    }
    body = bodies.get(method) or bodies.get(path.rpartition("/")[2])
    answer = anonymous_api.request(method, path, body)
    expect_error(answer, 401, "UNAUTHORIZED", "a change without a session")


@pytest.mark.parametrize("path", ["/orders", "/orders/{order}"], ids=["orders", "order"])
def test_without_a_session_nobody_reads(anonymous_api: Api, order: Order, path: str) -> None:
    answer = anonymous_api.get(f"/venues/{order.venue_id}{path.format(order=order.id)}")
    expect_closed(answer, "an order read without a session", to_nobody=True, is_list=path == "/orders")


def test_a_deletion_without_a_session_is_refused(api: Api, anonymous_api: Api) -> None:
    venue = api.make_venue()
    answer = anonymous_api.request("DELETE", f"/venues/{venue.id}")
    expect_error(answer, 401, "UNAUTHORIZED", "a deletion without a session")


def test_a_made_up_token_changes_nothing(api: Api, anonymous_api: Api, run: Run) -> None:
    path, made_up = f"/venues/{api.make_venue().id}", sessions.headers(f"made-up-{run.id}")
    changed = anonymous_api.request("PATCH", path, {"name": "nobody's"}, made_up)
    expect_error(changed, 401, "UNAUTHORIZED", "a change with a made-up token")
    deleted = anonymous_api.request("DELETE", path, headers=made_up)
    expect_error(deleted, 401, "UNAUTHORIZED", "a deletion with a made-up token")


def test_a_wrong_password_gives_no_token(account: tuple[str, str], anonymous_api: Api) -> None:
    nearly = f"{account[1]}x"  # a comparison that stops early takes it for the right one
    expect_error(anonymous_api.post_login(account[0], nearly), 401, "UNAUTHORIZED", "a wrong password")


@pytest.mark.ends_sessions
@pytest.mark.usefixtures("_session_turn", "_sessions_end_on_the_server")
def test_a_signed_out_token_is_worth_nothing(api: Api, another_sign_in: Api, order: Order) -> None:
    another_sign_in.make_venue()
    answer = another_sign_in.post("/auth/logout")
    ensure(not answer.is_error, "signing out fails", answer)
    expect_error(another_sign_in.post_venue(api.new_venue()), 401, "UNAUTHORIZED", "a token that was signed out")
    answer = another_sign_in.get(f"/venues/{order.venue_id}/orders/{order.id}")
    expect_closed(answer, "an order read with a token that was signed out", to_nobody=True)


def test_an_empty_password_gives_no_token(account: tuple[str, str], anonymous_api: Api) -> None:
    """A directory that is asked with an empty password takes that for somebody anonymous, and says yes."""
    answer = anonymous_api.post_login(account[0], "")  # after a sign-in, so that no wrong ones add up to a lock-out
    refused = answer.is_client_error and answer.status_code != codes.TOO_MANY_REQUESTS
    ensure(refused, "an empty password is not refused", answer, "400 or 401")


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


@pytest.mark.parametrize("quantity", [0, -1, 1.5])
def test_an_order_is_refused_that_has_a_quantity_of(api: Api, menu: Menu, quantity: float) -> None:
    expect_error(api.post_order(menu, quantity), 400, "VALIDATION_ERROR", f"an order with quantity {quantity:g}")


def test_an_order_of_an_unknown_menu_is_refused(api: Api, menu: Menu) -> None:
    answer = api.post(f"/venues/{menu.venue_id}/orders", {"menuId": unknown_id_like(menu.id)})
    if answer.status_code == 400:
        expect_error(answer, 400, "VALIDATION_ERROR")
    else:
        expect_closed(answer, "an order of a menu that does not exist")
