"""Seed data of a fresh sandbox: two accounts, some thirty venues, menus and orders."""

from datetime import datetime, timedelta
from typing import Any

from servio_sandbox.settings import FIRST, SECOND
from servio_sandbox.store.accounts import hasher
from servio_sandbox.store.database import Database
from servio_sandbox.store.rows import new_id
from servio_sandbox.store.times import now

NAMES = (
    "The Copper Kettle", "Bella Notte", "Saffron & Sage", "Harbour Lights", "Café Lumière", "The Gilded Fork",
    "Noodle Lane", "Olive Grove", "Kestrel & Co.", "Maison Claire", "The Salt Yard", "Tandoori Nights",
    "Blue Door Bistro", "Pho Corner", "The Old Bakery", "Casa Verde", "Ember Grill", "Lotus Garden",
    "The Wandering Chef", "Zum Goldenen Hirsch", "Brick Lane Bagels", "Sakura House", "The Quiet Oyster",
    "Piazza Roma", "Fig & Thistle", "Le Petit Marché", "Smoke & Barrel", "The Green Table", "Meze Bazaar",
    "Riverside Kitchen", "Hearth & Rye", "Tapas Nueve",
)  # fmt: skip
STREETS = ("High Street", "Mill Lane", "Station Road", "Quay Street", "Church Row", "Market Square", "Park Avenue")
CITIES = ("London", "Bristol", "Leeds", "Edinburgh", "Cardiff", "Manchester", "York")
DISHES = (("Starters", (("Soup of the day", 650), ("Burrata and figs", 975))),
          ("Mains", (("Roast hake", 1895), ("Wild mushroom risotto", 1625), ("Lamb shoulder", 2199))),
          ("Desserts", (("Lemon tart", 725),)))  # fmt: skip
PREPARED = (
    "$argon2id$v=19$m=1024,t=1,p=1$7bj9//Rcrm0aJ6cBQTwlrw$BicNX8Iw2yK9KMg6SsIqo7DoKF/XmpsoJEAcu2Rwry8",
    "$argon2id$v=19$m=1024,t=1,p=1$sF2lR1V1GwWJM4cc6afeHA$hR1BKT0Ve3iPceEziRr4EBlqxH4G14YnUblhsxFXl9w",
)
"""Hashes of the published password, one for each account: they need not be made at every start."""

Rows = dict[str, list[dict[str, Any]]]
STATUSES = ("completed", "ready", "preparing", "confirmed", "pending", "cancelled")


def seed(database: Database, password: str = FIRST.password) -> None:
    """Fill an empty database; one that has accounts is left as it is. `password` is the first account's."""
    rows: Rows = {}
    start = now() - timedelta(days=3)
    with database.begin() as db:
        database.wait_for_turn(db)
        if db.row("SELECT id FROM accounts LIMIT 1"):
            return
        rows["accounts"] = [
            {"name": person.name, "email": person.email, "password_hash": password_hash} | _dated(moment)
            for person, password_hash, moment in (
                (FIRST, PREPARED[0] if password == FIRST.password else hasher.hash(password), start),
                (SECOND, PREPARED[1], start + timedelta(seconds=1)),
            )
        ]
        owner = {"owner_id": rows["accounts"][0]["id"]}
        rows["venues"] = [_venue(position, name, start) | owner for position, name in enumerate(NAMES)]
        for venue in rows["venues"][-6:]:
            for name, hour in (("Dinner", 1), ("Lunch", 2)):
                _add_menu(rows, venue, name, venue["created_at"] + timedelta(minutes=hour))
        for position, menu in enumerate(rows["menus"][:6]):
            _add_order(rows, menu, STATUSES[position], start + timedelta(days=1, minutes=position))
        for table, filled in rows.items():
            db.insert(table, *filled)


def _dated(moment: datetime) -> dict[str, Any]:
    return {"id": new_id(), "created_at": moment, "updated_at": moment}


def _venue(position: int, name: str, start: datetime) -> dict[str, Any]:
    return {
        "name": name,
        "address": f"{position * 7 + 3} {STREETS[position % len(STREETS)]}",
        "city": CITIES[position * 3 % len(CITIES)],
        "country": "United Kingdom",
        "timezone": "Europe/London",
        "currency": "GBP",
    } | _dated(start + timedelta(minutes=17 * position))


def _add_menu(rows: Rows, venue: dict[str, Any], name: str, moment: datetime) -> None:
    menu = {"venue_id": venue["id"], "name": name, "description": None, "is_active": True} | _dated(moment)
    rows.setdefault("menus", []).append(menu)
    for position, (category, dishes) in enumerate(DISHES):
        part = {"id": new_id(), "menu_id": menu["id"], "position": position, "name": category}
        rows.setdefault("categories", []).append(part)
        rows.setdefault("items", []).extend(
            {"id": new_id(), "category_id": part["id"], "position": place, "name": dish, "pence": pence,
             "currency": "GBP", "is_available": True}
            for place, (dish, pence) in enumerate(dishes)
        )  # fmt: skip


def _add_order(rows: Rows, menu: dict[str, Any], status: str, moment: datetime) -> None:
    order = {"venue_id": menu["venue_id"], "menu_id": menu["id"], "status": status, "currency": "GBP", "customer": None}
    rows.setdefault("orders", []).append(order | (dated := _dated(moment)))
    parts = [part["id"] for part in rows["categories"] if part["menu_id"] == menu["id"]]
    for position, item in enumerate(item for item in rows["items"] if item["category_id"] in parts[:2]):
        rows.setdefault("order_lines", []).append(
            {"id": new_id(), "order_id": dated["id"], "position": position, "item_id": item["id"],
             "name": item["name"], "quantity": 1 + position % 2, "pence": item["pence"], "notes": None}
        )  # fmt: skip
