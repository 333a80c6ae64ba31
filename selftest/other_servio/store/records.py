"""What the shop stores. Money is in pence."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Venue:
    """A restaurant."""

    id: int
    name: str
    created: datetime
    updated: datetime
    address: str = ""
    city: str | None = None
    country: str | None = None
    timezone: str = "Europe/Dublin"
    currency: str = "EUR"


@dataclass
class MenuItem:
    """One dish."""

    id: int
    name: str
    price: int
    is_available: bool


@dataclass
class Category:
    """A part of a menu."""

    id: int
    name: str
    items: list[MenuItem]


@dataclass
class Menu:
    """A menu of one venue."""

    id: int
    venue_id: int
    name: str
    description: str | None = None
    is_active: bool = True
    categories: list[Category] = field(default_factory=list)

    def item(self, item_id: int) -> MenuItem | None:
        """The dish with this id, if this menu has it."""
        dishes = (item for category in self.categories for item in category.items)
        return next((item for item in dishes if item.id == item_id), None)


@dataclass
class OrderLine:
    """A dish as ordered: its price is the one of that moment."""

    id: int
    name: str
    quantity: int
    price: int
    notes: str | None = None


@dataclass
class Order:
    """A guest's order."""

    id: int
    venue_id: int
    menu_id: int
    currency: str
    created: datetime
    updated: datetime
    status: str = "pending"
    lines: list[OrderLine] = field(default_factory=list)


@dataclass(frozen=True)
class ItemDraft:
    """A dish that has no id yet."""

    name: str
    price: int
    is_available: bool


@dataclass(frozen=True)
class CategoryDraft:
    """A category that has no id yet."""

    name: str
    items: list[ItemDraft]


@dataclass(frozen=True)
class MenuDraft:
    """A menu that has no id yet."""

    name: str
    description: str | None = None
    is_active: bool = True
    categories: list[CategoryDraft] = field(default_factory=list)


@dataclass(frozen=True)
class LineDraft:
    """A dish and how many of it."""

    item: MenuItem
    quantity: int
    notes: str | None = None
