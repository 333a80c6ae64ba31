"""How records look in JSON: fields the contract does not name are here on purpose."""

from selftest.other_servio.store.prices import Prices
from selftest.other_servio.store.records import Menu, Order, OrderLine, Venue

Json = dict[str, object]


class Views:
    """Records as JSON objects; what is optional and unset is absent."""

    def __init__(self, prices: Prices) -> None:
        self.prices = prices

    def venue(self, venue: Venue) -> Json:
        """A venue."""
        view: Json = {
            "kind": "venue",
            "id": venue.id,
            "name": venue.name,
            "address": venue.address,
            "timezone": venue.timezone,
            "currency": venue.currency,
            "createdAt": venue.created.isoformat(),
            "updatedAt": venue.updated.isoformat(),
        }
        optional = {"city": venue.city, "country": venue.country}
        return view | {key: value for key, value in optional.items() if value is not None}

    def menu(self, menu: Menu, currency: str) -> Json:
        """A menu with its dishes."""
        view: Json = {
            "kind": "menu",
            "id": menu.id,
            "venueId": menu.venue_id,
            "name": menu.name,
            "isActive": menu.is_active,
            "categories": [
                {
                    "id": category.id,
                    "name": category.name,
                    "items": [
                        {
                            "id": item.id,
                            "name": item.name,
                            "price": self.prices.amount(item.price),
                            "currency": currency,
                            "isAvailable": item.is_available,
                        }
                        for item in category.items
                    ],
                }
                for category in menu.categories
            ],
        }
        return view if menu.description is None else view | {"description": menu.description}

    def order(self, order: Order) -> Json:
        """An order with its sums."""
        subtotal = self.prices.subtotal(order.lines)
        return {
            "kind": "order",
            "id": order.id,
            "venueId": order.venue_id,
            "menuId": order.menu_id,
            "status": order.status,
            "items": [self.line(line) for line in order.lines],
            "subtotal": self.prices.amount(subtotal),
            "tax": self.prices.amount(self.prices.tax(subtotal)),
            "total": self.prices.amount(self.prices.total(subtotal)),
            "currency": order.currency,
            "createdAt": order.created.isoformat(),
            "updatedAt": order.updated.isoformat(),
        }

    def line(self, line: OrderLine) -> Json:
        """One line of an order."""
        view: Json = {
            "id": line.id,
            "name": line.name,
            "quantity": line.quantity,
            "price": self.prices.amount(line.price),
            "total": self.prices.amount(self.prices.line_total(line)),
        }
        return view if line.notes is None else view | {"notes": line.notes}
