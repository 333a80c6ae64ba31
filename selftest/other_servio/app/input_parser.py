"""Reads what clients send, and refuses what the contract does not allow."""

import json
from decimal import Decimal, InvalidOperation

from selftest.other_servio.store.prices import Prices
from selftest.other_servio.store.records import CategoryDraft, ItemDraft, LineDraft, Menu, MenuDraft
from selftest.other_servio.store.refusals import RefusalError, invalid

Body = dict[str, object]
LONGEST_NAME = 120
MOST = 1_000_000
VENUE_TEXTS = ("address", "timezone", "currency")
VENUE_OPTIONAL_TEXTS = ("city", "country")


class InputParser:
    """Turns JSON and form fields into drafts. Raises RefusalError."""

    def __init__(self, prices: Prices) -> None:
        self.prices = prices

    def body(self, raw: bytes) -> Body:
        """A JSON object, its fractions exact."""
        try:
            body = json.loads(raw, parse_float=Decimal, parse_constant=Decimal)
        except (ValueError, RecursionError) as error:
            raise RefusalError("VALIDATION_ERROR", "The body is not JSON") from error
        return self.record("body", body)

    def record(self, field: str, value: object) -> Body:
        """A JSON object."""
        if not isinstance(value, dict):
            raise invalid(field, "must be an object")
        return value

    def records(self, field: str, value: object) -> list[Body]:
        """A list of JSON objects; nothing is an empty one."""
        if value is None:
            return []
        if not isinstance(value, list):
            raise invalid(field, "must be a list")
        return [self.record(field, each) for each in value]

    def text(self, field: str, value: object) -> str:
        """A text that can be stored and shown."""
        if not isinstance(value, str):
            raise invalid(field, "must be a text")
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise invalid(field, "is not valid Unicode")
        return value

    def optional_text(self, field: str, value: object) -> str | None:
        """A text or nothing."""
        return None if value is None else self.text(field, value)

    def name(self, value: object) -> str:
        """A name of 1 to 120 characters."""
        if value is None:
            raise invalid("name", "is required")
        name = self.text("name", value)
        if not name.strip() or len(name) > LONGEST_NAME:
            raise invalid("name", f"must have 1 to {LONGEST_NAME} characters")
        return name

    def flag(self, field: str, value: object) -> bool:
        """A yes or no; nothing is yes."""
        if value is None:
            return True
        if not isinstance(value, bool):
            raise invalid(field, "must be true or false")
        return value

    def price(self, value: object) -> int:
        """A price in pence, from a number or its text."""
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise invalid("price", "must be an amount")
        try:
            price = Decimal(value)
        except InvalidOperation as error:
            raise invalid("price", "must be an amount") from error
        if not price.is_finite() or not 0 <= price <= MOST or price != round(price, 2):
            raise invalid("price", "must be an amount with at most two decimals")
        return self.prices.pence(price)

    def venue(self, body: Body) -> dict[str, str | None]:
        """The fields of a new venue."""
        return {"name": self.name(body.get("name")), **self.venue_changes(body)}

    def venue_changes(self, body: Body) -> dict[str, str | None]:
        """The fields of a venue that the body names."""
        fields: dict[str, str | None] = {key: self.text(key, body[key]) for key in VENUE_TEXTS if key in body}
        fields |= {key: self.optional_text(key, body[key]) for key in VENUE_OPTIONAL_TEXTS if key in body}
        if "name" in body:
            fields["name"] = self.name(body["name"])
        return fields

    def menu(self, body: Body) -> MenuDraft:
        """A new menu."""
        return MenuDraft(
            self.name(body.get("name")),
            self.optional_text("description", body.get("description")),
            self.flag("isActive", body.get("isActive")),
            [self.category(each) for each in self.records("categories", body.get("categories"))],
        )

    def category(self, body: Body) -> CategoryDraft:
        """A category of a new menu."""
        items = self.records("items", body.get("items"))
        return CategoryDraft(self.name(body.get("name")), [self.item(each) for each in items])

    def item(self, body: Body) -> ItemDraft:
        """A dish of a new menu."""
        available = self.flag("isAvailable", body.get("isAvailable"))
        return ItemDraft(self.name(body.get("name")), self.price(body.get("price")), available)

    def lines(self, body: Body, menu: Menu) -> list[LineDraft]:
        """The lines of a new order; a customer, where one is named, must be reachable."""
        customer = body.get("customer")
        if isinstance(customer, dict) and not customer.get("email"):
            raise invalid("customer.email", "is required")
        return [self.line(each, menu) for each in self.records("items", body.get("items"))]

    def line(self, body: Body, menu: Menu) -> LineDraft:
        """One line of a new order."""
        wanted = body.get("itemId")
        item = menu.item(wanted) if isinstance(wanted, int) else None
        if item is None:
            raise invalid("itemId", "is not on this menu")
        notes = self.optional_text("notes", body.get("notes"))
        return LineDraft(item, self.quantity(body.get("quantity")), notes)

    def quantity(self, value: object) -> int:
        """A whole number from 1."""
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
            raise invalid("quantity", "must be a whole number from 1")
        return value
