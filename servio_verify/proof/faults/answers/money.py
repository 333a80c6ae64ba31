"""Money and orders: what is answered has the right form, and is not what was ordered or what it costs."""

from functools import partial
from typing import Any

from servio_verify.proof.fault import Fault, Need, register
from servio_verify.proof.faults.answers.records import AMOUNTS, MENUS, ORDERS
from servio_verify.proof.parts.altering import on_routes
from servio_verify.proof.parts.envelopes import all_of, each_item, each_record, put, turn

DISHES_READ = "smoke/test_menus.py::test_the_items_of_a_menu_are_read_back_as_written"
ORDER_KEEPS = "smoke/test_orders.py::test_an_order_keeps_what_was_ordered"
ADDS_UP = "smoke/test_orders.py::test_an_order_adds_up_to_the_penny"
NAMES_ITS_OWN = "smoke/test_orders.py::test_an_order_names_its_venue_and_menu"
FLOATS = "CWE-682, Incorrect Calculation; money in binary fractions"

fault = partial(Fault, kind="money", needs=frozenset({Need.WRITES, Need.ORDERS}))


def whole(amount: Any) -> int:
    """Return an amount without its pennies."""
    return int(float(amount))


def swapped(order: dict[str, Any]) -> None:
    """Change the two ids of an order that name where it belongs."""
    order["venueId"], order["menuId"] = order.get("menuId"), order.get("venueId")


def taken_up(status: str) -> str:
    """Return what a status is that nobody waits for."""
    return "confirmed" if status == "pending" else status


def a_penny_more(amount: Any) -> float:
    """Return an amount that is a penny too high."""
    return round(float(amount) + 0.01, 2)


register(
    fault(
        name="prices-without-pennies",
        title="prices of dishes are cut to whole numbers",
        suffers="the restaurant loses the pennies of every dish that is sold",
        source=FLOATS,
        make=on_routes(each_record(each_item(turn("price", whole))), *MENUS),
        checks=(DISHES_READ,),
    )
)
register(
    fault(
        name="prices-in-pennies",
        title="prices of an order's lines are in pennies, those of the menu in pounds",
        suffers="a guest is charged a hundred times what the menu says",
        source="CWE-682, Incorrect Calculation; units that are mixed up, as with the Mars Climate Orbiter",
        make=on_routes(each_record(each_item(turn("price", lambda price: round(float(price) * 100)))), *ORDERS),
        checks=(ORDER_KEEPS, ADDS_UP),
    )
)
register(
    fault(
        name="total-a-penny-too-high",
        title="the total of an order is a penny more than subtotal and tax",
        suffers="a guest pays a penny too much, and the till never matches",
        source=FLOATS,
        make=on_routes(each_record(turn("total", a_penny_more)), *ORDERS),
        checks=(ADDS_UP,),
    )
)
register(
    fault(
        name="total-rounded-to-pounds",
        title="subtotal and total of an order are whole numbers",
        suffers="a guest pays other than what the dishes cost",
        source=FLOATS,
        make=on_routes(each_record(all_of(*(turn(each, whole) for each in AMOUNTS))), *ORDERS),
        checks=(ADDS_UP,),
    )
)
register(
    fault(
        name="order-lines-all-of-one-name",
        title="the lines of an order all have the name of a general dish",
        suffers="the kitchen cooks what nobody ordered",
        source="the platform's API reference: order items",
        make=on_routes(each_record(each_item(put(name="Item"))), *ORDERS),
        checks=(ORDER_KEEPS,),
    )
)
register(
    fault(
        name="order-in-another-currency",
        title="orders are due in another currency than their dishes",
        suffers="a guest pays 20 of another money, for a dish of 20 pounds",
        source="CWE-682, Incorrect Calculation; units that are mixed up",
        make=on_routes(each_record(put(currency="JPY")), *ORDERS),
        checks=(ORDER_KEEPS,),
    )
)
register(
    fault(
        name="order-names-venue-and-menu-swapped",
        title="an order names its menu as its venue",
        suffers="an order is sent to no kitchen",
        source="the platform's API reference: order",
        make=on_routes(each_record(swapped), *ORDERS),
        checks=(NAMES_ITS_OWN,),
    )
)
register(
    fault(
        name="order-starts-as-confirmed",
        title="new orders are confirmed before anybody has looked",
        suffers="a guest waits for a dish that the kitchen has not accepted",
        source="the platform's API reference: an order starts as pending",
        make=on_routes(each_record(turn("status", taken_up)), *ORDERS),
        checks=("smoke/test_orders.py::test_an_order_starts_as_pending",),
    )
)
register(
    fault(
        name="dish-in-another-currency",
        title="dishes of a menu are priced in another currency",
        suffers="a guest is shown a price of another money",
        source="CWE-682, Incorrect Calculation; units that are mixed up",
        make=on_routes(each_record(each_item(put(currency="JPY"))), *MENUS),
        checks=(DISHES_READ,),
    )
)
