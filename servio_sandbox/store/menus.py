"""Menus, their categories and items."""

from collections.abc import Sequence

from servio_sandbox.store.database import Connection, Database, Row
from servio_sandbox.store.money import amount
from servio_sandbox.store.paging import Json, Page, Paging, Query, read_page
from servio_sandbox.store.refusals import NotFound
from servio_sandbox.store.rows import changed, dated, grouped, new_id
from servio_sandbox.store.times import iso
from servio_sandbox.store.venues import find_venue, owned

CATEGORIES = "SELECT * FROM categories WHERE menu_id IN ({ids}) ORDER BY position"
ITEMS = """
SELECT items.*, categories.menu_id FROM items JOIN categories ON categories.id = items.category_id
WHERE categories.menu_id IN ({ids}) ORDER BY items.position
"""
OF_ALL_VENUES = Query("menus", "JOIN venues ON venues.id = menus.venue_id", ", venues.name AS venue_name")


class Menus:
    """Menus of the venues, as JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, paging: Paging, venue_id: str | None = None) -> Page:
        """Read a page of one venue's menus, or of all with the venue's name added; newest first."""
        with self._database.connect() as db:
            if venue_id is None:
                return read_page(db, _searched(owned(OF_ALL_VENUES, paging), paging), paging, _views)
            find_venue(db, venue_id)
            query = Query("menus").where("menus.venue_id = :venue", venue=venue_id)
            return read_page(db, _searched(query, paging), paging, _views)

    def get(self, venue_id: str, menu_id: str) -> Json:
        """Read one; NotFound when this venue has no such menu."""
        with self._database.connect() as db:
            return _views(db, [find_menu(db, venue_id, menu_id)])[0]

    def create(self, venue_id: str, fields: Json, categories: list[Json]) -> Json:
        """Store a new one with its categories and items; items are priced in pence."""
        menu = {"venue_id": venue_id, **fields, **dated()}
        with self._database.begin() as db:
            venue = find_venue(db, venue_id)
            db.insert("menus", menu)
            _add_categories(db, menu["id"], categories, venue["currency"])
            return _views(db, [menu])[0]

    def change(self, venue_id: str, menu_id: str, fields: Json, categories: list[Json] | None) -> Json:
        """Store what is given; categories, where given, replace the old ones."""
        with self._database.begin() as db:
            menu = changed(db, "menus", find_menu(db, venue_id, menu_id), fields)
            if categories is not None:
                db.write("DELETE FROM categories WHERE menu_id = :menu", {"menu": menu_id})
                _add_categories(db, menu_id, categories, find_venue(db, venue_id)["currency"])
            return _views(db, [menu])[0]

    def delete(self, venue_id: str, menu_id: str) -> None:
        """Delete one; the database takes its orders along."""
        with self._database.begin() as db:
            find_menu(db, venue_id, menu_id)
            db.write("DELETE FROM menus WHERE id = :id", {"id": menu_id})


def find_menu(db: Connection, venue_id: str, menu_id: str) -> Row:
    """Return the menu; NotFound when this venue has none of that id."""
    find_venue(db, venue_id)
    menu = db.row("SELECT * FROM menus WHERE id = :id", id=menu_id)
    if not menu or menu["venue_id"] != venue_id:
        raise NotFound(f"venue {venue_id} has no menu {menu_id}")
    return menu


def read_items(db: Connection, menu_id: str) -> list[Row]:
    """Return the items of a menu."""
    return grouped(db, ITEMS, [menu_id], "menu_id")[menu_id]


def _searched(query: Query, paging: Paging) -> Query:
    return query.holding(paging.search, "menus.name")


def _add_categories(db: Connection, menu_id: str, given: Sequence[Json], currency: str) -> None:
    categories: list[Row] = []
    items: list[Row] = []
    for position, category in enumerate(given):
        categories.append({"id": new_id(), "menu_id": menu_id, "position": position, "name": category["name"]})
        for place, item in enumerate(category["items"]):
            own = {"id": new_id(), "category_id": categories[-1]["id"], "position": place}
            items.append({**item, "currency": item["currency"] or currency, **own})
    db.insert("categories", *categories)
    db.insert("items", *items)


def _views(db: Connection, menus: list[Row]) -> list[Json]:
    """Return menus as the API shows them."""
    ids = [menu["id"] for menu in menus]
    categories, items = grouped(db, CATEGORIES, ids, "menu_id"), grouped(db, ITEMS, ids, "category_id")
    return [
        {
            "id": menu["id"],
            "venueId": menu["venue_id"],
            "name": menu["name"],
            "description": menu["description"],
            "isActive": menu["is_active"],
            "categories": [
                {
                    "id": category["id"],
                    "name": category["name"],
                    "items": [_item_view(item) for item in items.get(category["id"], [])],
                }
                for category in categories.get(menu["id"], [])
            ],
            "createdAt": iso(menu["created_at"]),
            "updatedAt": iso(menu["updated_at"]),
            **({"venueName": menu["venue_name"]} if "venue_name" in menu else {}),
        }
        for menu in menus
    ]


def _item_view(item: Row) -> Json:
    return {
        "id": item["id"],
        "name": item["name"],
        "price": amount(item["pence"]),
        "currency": item["currency"],
        "isAvailable": item["is_available"],
    }
