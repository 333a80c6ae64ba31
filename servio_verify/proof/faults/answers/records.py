"""Records: a promised member of a venue, a menu or an order is missing, null, or of another type."""

from functools import partial
from typing import Any

from servio_verify.proof.fault import Expected, Fault, Need, register
from servio_verify.proof.parts.altering import on_routes
from servio_verify.proof.parts.envelopes import Change, all_of, each_item, each_record, put, take, turn
from servio_verify.proof.parts.routes import Route

VENUES = (Route.VENUES, Route.VENUE)
MENUS = (Route.MENUS, Route.MENU)
ORDERS = (Route.ORDERS, Route.ORDER, Route.CANCEL)
LISTED = "smoke/test_venues.py::test_venues_are_listed_without_a_session"
VENUE_READ = "smoke/test_venue_records.py::test_a_venue_is_read_back_as_written"
MENU_READ = "smoke/test_menus.py::test_the_items_of_a_menu_are_read_back_as_written"
ORDER_READ = "smoke/test_orders.py::test_an_order_keeps_what_was_ordered"
PUBLISHED = "the platform's API reference: resources"
CHANGED = "Hyrum's law; breaking changes of APIs as consumer-driven contract tests look for them"
AMOUNTS = ("subtotal", "tax", "total")
WRITES = frozenset({Need.WRITES, Need.ORDERS})

fault = partial(Fault, kind="records", source=PUBLISHED)


def of_venues(change: Change) -> dict[str, Any]:
    """Return how every venue is changed, and what promises to see it."""
    return {"make": on_routes(each_record(change), *VENUES), "checks": (LISTED,)}


def of_menus(change: Change) -> dict[str, Any]:
    """Return the same for menus."""
    return {"make": on_routes(each_record(change), *MENUS), "checks": (MENU_READ,), "needs": WRITES}


def of_orders(change: Change) -> dict[str, Any]:
    """Return the same for orders."""
    return {"make": on_routes(each_record(change), *ORDERS), "checks": (ORDER_READ,), "needs": WRITES}


register(
    fault(
        name="venue-without-name",
        title="venues have no name",
        suffers="a guest sees a list of restaurants without names",
        **of_venues(take("name")),
    )
)
register(
    fault(
        name="venue-without-address",
        title="venues have no address",
        suffers="a guest does not find the way to the restaurant",
        **of_venues(take("address")) | {"checks": (VENUE_READ,), "needs": frozenset({Need.WRITES})},
    )
)
register(
    fault(
        name="venue-currency-null",
        title="the currency of venues is null",
        suffers="a guest is shown a price without knowing of which money",
        **of_venues(put(currency=None)),
    )
)
register(
    fault(
        name="venue-timezone-renamed",
        title="the timezone of venues is called timeZone",
        suffers="opening hours are shown in the guest's time, not the restaurant's",
        **of_venues(lambda venue: venue.update(timeZone=venue.pop("timezone", None))) | {"source": CHANGED},
    )
)
register(
    fault(
        name="venue-name-in-languages",
        title="the name of a venue is an object of languages, not a text",
        suffers="a guest reads [object Object] where the restaurant's name should be",
        **of_venues(turn("name", lambda name: {"en": name})) | {"source": CHANGED},
    )
)
register(
    fault(
        name="venue-time-unreadable",
        title="createdAt of venues is a date as people write it",
        suffers="no list can be sorted by age, and pages show Invalid Date",
        **of_venues(put(createdAt="Sunday at noon")) | {"source": "RFC 3339, Date and Time on the Internet"},
    )
)
register(
    fault(
        name="venue-id-empty",
        title="the id of venues is empty",
        suffers="no restaurant can be opened from the list",
        **of_venues(put(id="")),
    )
)
register(
    fault(
        name="menu-without-categories",
        title="menus have no categories",
        suffers="a guest sees a menu without dishes, and orders nothing",
        **of_menus(take("categories")),
    )
)
register(
    fault(
        name="menu-active-as-text",
        title="isActive of menus is the text true or false",
        suffers="menus that are switched off are offered, as the text false counts as true",
        **of_menus(turn("isActive", lambda active: str(active).lower())) | {"source": CHANGED},
    )
)
register(
    fault(
        name="dish-without-price",
        title="dishes of a menu have no price",
        suffers="a guest orders without knowing what it costs",
        **of_menus(each_item(take("price"))),
    )
)
register(
    fault(
        name="dish-sold-out-shown-as-available",
        title="every dish is said to be available",
        suffers="a guest orders and pays what the kitchen does not have",
        **of_menus(each_item(put(isAvailable=True))),
    )
)
register(
    fault(
        name="order-status-of-another-word",
        title="orders have a status that the contract does not know",
        suffers="an order stands in no column of the kitchen's screen, and is not cooked",
        **of_orders(put(status="in_progress")) | {"source": CHANGED},
    )
)
register(
    fault(
        name="order-quantity-as-text",
        title="quantities of an order are texts",
        suffers="a page that adds 1 to a quantity of 2 shows 21",
        **of_orders(each_item(turn("quantity", str))) | {"source": CHANGED},
    )
)
register(
    fault(
        name="order-without-lines",
        title="orders have no items",
        suffers="the kitchen is told that somebody ordered, and not what",
        **of_orders(put(items=[])),
    )
)
register(
    fault(
        name="amounts-as-text",
        title="amounts of orders are texts",
        suffers="a page that adds amounts puts them one behind the other",
        make=on_routes(
            each_record(all_of(*(turn(each, str) for each in AMOUNTS))),
            *ORDERS,
        ),
        needs=WRITES,
        expected=Expected.SURVIVES,
        reason="the contract does not say whether an amount is a number or a text; both are exact",
    )
)
register(
    fault(
        name="times-without-a-zone",
        title="times of venues name no time zone",
        suffers="an order is shown an hour early or late, by where the guest's telephone is",
        source="RFC 3339, section 4.4",
        make=on_routes(each_record(turn("updatedAt", lambda time: str(time)[:19])), *VENUES),
        expected=Expected.SURVIVES,
        reason="the contract names the times, and not their form",
    )
)
register(
    fault(
        name="answer-tells-too-much",
        title="a venue shows its owner's e-mail and password hash",
        suffers="everybody who asks is told how to reach, and how to attack, the owner",
        source="OWASP API Security Top 10 2023, API3 Broken Object Property Level Authorization",
        make=on_routes(
            each_record(
                lambda venue: venue.update(owner={"email": "owner@example.com", "passwordHash": f"$2b$12${'x' * 53}"})
            ),
            *VENUES,
        ),
        expected=Expected.SURVIVES,
        reason="members that the contract does not name are allowed; whether one is private, only a person knows",
    )
)
