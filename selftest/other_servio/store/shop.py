"""The store: dictionaries in memory, one run of whole-number ids for everything."""

import itertools
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from selftest.other_servio.store.records import Category, LineDraft, Menu, MenuDraft, MenuItem, Order, OrderLine, Venue


def matches(search: str, *texts: str) -> bool:
    """Whether any text holds the words looked for, whatever their case."""
    return any(search.casefold() in text.casefold() for text in texts)


class Shop:
    """Venues with their menus and orders."""

    def __init__(self) -> None:
        self._ids = itertools.count(1001)
        self.venues: dict[int, Venue] = {}
        self.menus: dict[int, Menu] = {}
        self.orders: dict[int, Order] = {}

    def now(self) -> datetime:
        """The time that is written into records."""
        return datetime.now(UTC)

    def next_id(self) -> int:
        """An id that nothing else has."""
        return next(self._ids)

    def add_venue(self, fields: Mapping[str, str | None]) -> Venue:
        """Open a venue."""
        now = self.now()
        venue = Venue(id=self.next_id(), name="", created=now, updated=now)
        self.write(venue, fields)
        self.venues[venue.id] = venue
        return venue

    def change_venue(self, venue: Venue, fields: Mapping[str, str | None]) -> Venue:
        """Write the given fields and leave the others alone."""
        self.write(venue, fields)
        venue.updated = self.now()
        return venue

    def write(self, venue: Venue, fields: Mapping[str, str | None]) -> None:
        """Set attributes of a venue by name."""
        for name, value in fields.items():
            setattr(venue, name, value)

    def remove_venue(self, venue: Venue) -> None:
        """Close a venue; its menus and orders go along."""
        del self.venues[venue.id]
        self.remove_belongings(venue)

    def remove_belongings(self, venue: Venue) -> None:
        """Delete what belongs to a venue."""
        self.menus = {key: menu for key, menu in self.menus.items() if menu.venue_id != venue.id}
        self.orders = {key: order for key, order in self.orders.items() if order.venue_id != venue.id}

    def remove_menu(self, menu: Menu) -> None:
        """Take a menu off; what was ordered from it stays."""
        del self.menus[menu.id]

    def venue(self, venue_id: int) -> Venue | None:
        """One venue."""
        return self.venues.get(venue_id)

    def find_venues(self, search: str = "") -> list[Venue]:
        """Venues by name, oldest first."""
        return [venue for venue in self.venues.values() if matches(search, venue.name)]

    def add_menu(self, venue: Venue, draft: MenuDraft) -> Menu:
        """Give a venue a menu."""
        menu = Menu(self.next_id(), venue.id, draft.name, draft.description, draft.is_active)
        for category in draft.categories:
            items = [MenuItem(self.next_id(), item.name, item.price, item.is_available) for item in category.items]
            menu.categories.append(Category(self.next_id(), category.name, items))
        self.menus[menu.id] = menu
        return menu

    def menu(self, venue_id: int, menu_id: int) -> Menu | None:
        """One menu, if it is this venue's."""
        menu = self.menus.get(menu_id)
        return menu if menu and menu.venue_id == venue_id else None

    def find_menus(self, venue_id: int, search: str = "") -> list[Menu]:
        """A venue's menus by name, oldest first."""
        return [menu for menu in self.menus.values() if menu.venue_id == venue_id and matches(search, menu.name)]

    def add_order(self, venue: Venue, menu: Menu, lines: Iterable[LineDraft] = ()) -> Order:
        """Take an order."""
        now = self.now()
        order = Order(self.next_id(), venue.id, menu.id, venue.currency, now, now)
        for line in lines:
            dish = line.item
            order.lines.append(OrderLine(self.next_id(), dish.name, line.quantity, dish.price, line.notes))
        self.orders[order.id] = order
        return order

    def order(self, venue_id: int, order_id: int) -> Order | None:
        """One order, if it is this venue's."""
        order = self.orders.get(order_id)
        return order if order and order.venue_id == venue_id else None

    def find_orders(self, venue_id: int, search: str = "") -> list[Order]:
        """A venue's orders by status or dish, oldest first."""
        mine = (order for order in self.orders.values() if order.venue_id == venue_id)
        return [order for order in mine if matches(search, order.status, *(line.name for line in order.lines))]

    def cancel(self, order: Order) -> Order:
        """Call an order off."""
        order.status = "cancelled"
        order.updated = self.now()
        return order


SEED_NAMES = """The Salted Fig|Lantern & Loaf|Café Bramble|Nettle and Rye|Brasserie Nord|The Copper Ladle|Oyster Quay
Saffron Yard|Bar Zibibbo|The Quiet Goose|Umami Lane|Mill Race Kitchen|Pepper & Pine|Tavola Lunga|The Blue Kettle
Harvest Hall|Juniper Table|Wharf 19|Kettle's Rest|Dill & Daughters|Red Door Diner|Vesper Rooms|Fennel House"""


def seed(shop: Shop) -> None:
    """Fill two pages of venues; the first three have a menu, the first an order."""
    venues = [
        shop.add_venue({"name": name, "address": "1 Quay St"}) for name in SEED_NAMES.replace("\n", "|").split("|")
    ]
    menus = [shop.add_menu(venue, MenuDraft("All day", "Seasonal")) for venue in venues[:3]]
    shop.add_order(venues[0], menus[0])
