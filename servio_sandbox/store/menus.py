"""Menus, their categories and items."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from servio_sandbox.store.database import Database, Transaction
from servio_sandbox.store.models import Category, Item, Menu
from servio_sandbox.store.money import amount
from servio_sandbox.store.paging import Json, Page, Paging, read_page
from servio_sandbox.store.refusals import NotFound
from servio_sandbox.store.times import iso
from servio_sandbox.store.venues import find_venue, owned


class Menus:
    """Menus of the venues, as JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, paging: Paging, venue_id: str | None = None) -> Page:
        """Read a page of one venue's menus, or of all with the venue's name added; newest first."""
        query = select(Menu)
        if paging.search:
            query = query.where(Menu.name.icontains(paging.search, autoescape=True))
        with self._database.begin() as db:
            if venue_id is None:
                own = owned(query.join(Menu.venue), paging)
                return read_page(db, own.options(joinedload(Menu.venue)), Menu, paging, _with_venue)
            find_venue(db, venue_id)
            return read_page(db, query.where(Menu.venue_id == venue_id), Menu, paging, menu_view)

    def get(self, venue_id: str, menu_id: str) -> Json:
        """Read one; NotFound when this venue has no such menu."""
        with self._database.begin() as db:
            return menu_view(find_menu(db, venue_id, menu_id))

    def create(self, venue_id: str, fields: Json, categories: list[Json]) -> Json:
        """Store a new one with its categories and items; items are priced in pence."""
        with self._database.begin() as db:
            venue = find_venue(db, venue_id)
            menu = Menu(venue_id=venue_id, categories=_categories(categories, venue.currency), **fields)
            db.add(menu)
            db.flush()
            return menu_view(menu)

    def change(self, venue_id: str, menu_id: str, fields: Json, categories: list[Json] | None) -> Json:
        """Store what is given; categories, where given, replace the old ones."""
        with self._database.begin() as db:
            menu = find_menu(db, venue_id, menu_id)
            for name, value in fields.items():
                setattr(menu, name, value)
            if categories is not None:
                menu.categories = _categories(categories, find_venue(db, venue_id).currency)
            db.flush()
            return menu_view(menu)

    def delete(self, venue_id: str, menu_id: str) -> None:
        """Delete one; the database takes its orders along."""
        with self._database.begin() as db:
            db.delete(find_menu(db, venue_id, menu_id))


def find_menu(db: Transaction, venue_id: str, menu_id: str) -> Menu:
    """Return the menu; NotFound when this venue has none of that id."""
    find_venue(db, venue_id)
    menu = db.get(Menu, menu_id)
    if not menu or menu.venue_id != venue_id:
        raise NotFound(f"venue {venue_id} has no menu {menu_id}")
    return menu


def _categories(given: list[Json], currency: str) -> list[Category]:
    return [
        Category(
            position=position,
            name=category["name"],
            items=[
                Item(**{**item, "currency": item["currency"] or currency, "position": place})
                for place, item in enumerate(category["items"])
            ],
        )
        for position, category in enumerate(given)
    ]


def menu_view(menu: Menu) -> Json:
    """Return a menu as the API shows it."""
    return {
        "id": menu.id,
        "venueId": menu.venue_id,
        "name": menu.name,
        "description": menu.description,
        "isActive": menu.is_active,
        "categories": [
            {"id": category.id, "name": category.name, "items": [_item_view(item) for item in category.items]}
            for category in menu.categories
        ],
        "createdAt": iso(menu.created_at),
        "updatedAt": iso(menu.updated_at),
    }


def _item_view(item: Item) -> Json:
    return {
        "id": item.id,
        "name": item.name,
        "price": amount(item.pence),
        "currency": item.currency,
        "isAvailable": item.is_available,
    }


def _with_venue(menu: Menu) -> Json:
    return {**menu_view(menu), "venueName": menu.venue.name}
