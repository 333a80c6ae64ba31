from collections import Counter
from decimal import Decimal

import httpx
import pytest

from servio_verify.api.agreement import TIMES, ensure_agree, ensure_now, ensure_told, same_amount
from servio_verify.api.unknown_ids import shared_ids
from servio_verify.testing import (
    CRITICAL,
    Api,
    Menu,
    Order,
    OrderStatus,
    area,
    ensure,
    ensure_kept,
    expect_decided,
    expect_list,
    expect_success,
)

pytestmark = area("API", "Orders", CRITICAL)

PRICES = ("0.29", "1299.95", "4.35", "2.10", "0.98", "7.25")
"""Prices that lose a penny where they go through binary fractions and are cut; a sum of five digits."""

QUANTITIES = (120, 11, 2, 1, 1, 3)
KEPT = ("quantity", "price", "dish")


@pytest.fixture(scope="module")
def dishes(shared_api: Api, menu: Menu) -> Menu:
    """A menu with a dish for each price, called as another venue's is."""
    return shared_api.make_menu(shared_api.make_venue(), *PRICES, name=menu.name)


@pytest.fixture(scope="module")
def full_order(shared_api: Api, dishes: Menu) -> Order:
    """An order of all dishes, the last of them in two lines, with all that an order and a line may say."""
    path, plain = f"/venues/{dishes.venue_id}/orders", dishes.order(*QUANTITIES, notes="No salt, please")
    *others, last = plain["items"]
    twice = [last | {"quantity": 1}, last | {"quantity": last["quantity"] - 1, "notes": "Well done"}]
    answer = shared_api.post(path, plain | {"items": [*others, *twice], "customer": {"name": dishes.name}})
    if answer.is_client_error:  # what a customer is made of is not promised, nor that a dish may come twice
        expect_decided(answer, "an order with a customer and two lines of one dish")
        answer = shared_api.post(path, plain)
    return expect_success(answer, Order)


def test_an_order_keeps_what_was_ordered(api: Api, dishes: Menu, full_order: Order) -> None:
    answer = api.get(f"/venues/{full_order.venue_id}/orders/{full_order.id}")
    order = expect_success(answer, Order)
    whole = lines_of(dishes), lines_in(order)
    asked, found = ([dict(zip(KEPT, line, strict=True)) for line in lines] for lines in whole)
    ensure_kept("an order is not stored as ordered", asked, found, answer)
    currencies = {dish.currency for category in dishes.categories for dish in category.items}
    due_in = f"an order is due in {order.currency}, and its dishes cost {', '.join(sorted(currencies))}"
    ensure(currencies == {order.currency}, due_in, answer)


def test_an_order_adds_up_to_the_penny(api: Api, dishes: Menu, full_order: Order) -> None:
    answer = api.get(f"/venues/{full_order.venue_id}/orders/{full_order.id}")
    order = expect_success(answer, Order)
    wrong = [line for line in order.items if not same_amount(line.total, line.quantity * line.price)]
    ensure(not wrong, f"a line of an order does not cost quantity times price\n{wrong}", answer)
    due = sum(quantity * price for quantity, price, _ in lines_of(dishes))
    ensure(same_amount(order.subtotal, due), f"the subtotal of an order is {order.subtotal}, not {due}", answer)
    added = order.subtotal + order.tax
    ensure(
        same_amount(order.total, added), f"the total of an order is {order.total}, subtotal and tax are {added}", answer
    )
    ensure_agree("the answer to an order that is new is not what is stored", full_order, order, answer)


def test_an_order_starts_as_pending(order: Order) -> None:
    assert order.status is OrderStatus.PENDING, f"a new order is {order.status}, not pending"


def test_an_order_names_its_venue_and_menu(api: Api, order: Order, menu: Menu) -> None:
    answer = api.get(f"/venues/{menu.venue_id}/orders/{order.id}")
    read, wanted = expect_success(answer, Order), (str(menu.venue_id), str(menu.id))
    wrong = f"an order names another venue or menu than ordered from\nwanted (venue, menu) {wanted}"
    ensure((str(read.venue_id), str(read.menu_id)) == wanted, wrong, answer)


@pytest.mark.parametrize("part", ["menu", "dish"])
def test_an_order_is_refused_that_is_of_another_venue_s(api: Api, dishes: Menu, menu: Menu, part: str) -> None:
    skip_where_ids_are_shared(part, menu, dishes)
    lines = [{"itemId": dish.id, "quantity": 1} for category in menu.categories for dish in category.items]
    wanted = {"menuId": menu.id} if part == "menu" else {"menuId": dishes.id, "items": lines}
    answer = api.post(f"/venues/{dishes.venue_id}/orders", wanted)
    taken = answer.is_success and (part == "menu" or expect_success(answer, Order).items)
    ensure(not taken, f"an order of another venue's {part} is accepted", answer, "a refusal")
    expect_decided(answer, f"an order of another venue's {part}")


def test_an_order_can_be_cancelled(api: Api, menu: Menu) -> None:
    other = api.make_order(menu, 1)  # a new one: nobody may take an older one, and it may be cancelled by itself
    made = make_another(api, menu, other)
    path = f"/venues/{made.venue_id}/orders"
    said = api.post(f"{path}/{made.id}/cancel")
    ensure(said.is_success, "an order cannot be cancelled", said, "success")
    expect_decided(api.post(f"{path}/{made.id}/cancel"), "cancelling an order a second time")
    answer = api.get(f"{path}/{made.id}")
    read = expect_success(answer, Order)
    ensure_now("order", read.created_at, answer)
    ensure(read.status is OrderStatus.CANCELLED, f"an order that was cancelled is {read.status}", answer)
    ensure(same_amount(read.total, read.subtotal + read.tax), "an order that was cancelled does not add up", answer)
    ensure_agree("an order that was cancelled is not what was ordered", read, made, answer)
    ensure_told("a cancellation", made, {"status": OrderStatus.CANCELLED.value}, said)
    ensure_one_is_cancelled(read, other, api.get(path))


def make_another(api: Api, menu: Menu, order: Order) -> Order:
    """Order again what was ordered before, which makes another order."""
    answer = api.post_order(menu, 1)
    made = expect_success(answer, Order)
    ensure(made.key != order.key, "an order like one before is not stored: the answer is that one", answer)
    return made


def ensure_one_is_cancelled(cancelled: Order, other: Order, answer: httpx.Response) -> None:
    """See that a venue's list has the order that was cancelled as it is, and no other one as cancelled."""
    listed = {each.key: each for each in expect_list(answer, Order)[0]}
    ensure(cancelled.key in listed, "an order that was just cancelled is not in its venue's list", answer)
    wrong = "an order in a list is not as it is by itself"
    ensure_agree(wrong, listed[cancelled.key], cancelled, answer, aside=TIMES)
    status = listed.get(other.key, other).status
    wrong = "an order that nobody cancelled is cancelled, since the next one of its venue was made or cancelled"
    ensure(status is not OrderStatus.CANCELLED, wrong, answer)


def skip_where_ids_are_shared(part: str, other: Menu, own: Menu) -> None:
    """Skip where another venue's menu or dish has the id of one's own: ids may be counted within their parent."""
    if shared_ids(other, own) & {part}:
        pytest.skip(f"an order of another venue's {part}: it has the id of one of the venue's own")


def lines_of(dishes: Menu) -> list[tuple[int, Decimal, str]]:
    """Quantity, price and name of what is ordered; in which order a menu shows its dishes is not promised."""
    offered = [dish for category in dishes.categories for dish in category.items]
    return sorted((quantity, dish.price, dish.name) for quantity, dish in zip(QUANTITIES, offered, strict=True))


def lines_in(order: Order) -> list[tuple[int, Decimal, str]]:
    """Quantity, price and name of what an order has; whether two lines of one dish stay two is not promised."""
    whole = Counter[tuple[Decimal, str]]()
    for line in order.items:
        whole[line.price, line.name] += line.quantity
    return sorted((quantity, *dish) for dish, quantity in whole.items())
