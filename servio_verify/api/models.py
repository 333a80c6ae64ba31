"""Models of Servio's resources (docs/CONTRACT.md, API). Unknown members are allowed."""

import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, StrictBool, StrictInt, StrictStr
from pydantic.alias_generators import to_camel

Id = Annotated[StrictStr, Field(min_length=1)] | StrictInt
"""The contract does not say whether ids are numbers or texts; each is sent back as it came."""

_HOURS = re.compile(r"(?<=:\d\d)(?:\.\d+)?[+-]\d\d$")


def _with_minutes(told: Any) -> Any:
    return f"{told}:00" if isinstance(told, str) and _HOURS.search(told) else told


def _whole(told: Any) -> Any:
    return int(told) if isinstance(told, float) and told.is_integer() else told


Moment = Annotated[datetime, BeforeValidator(_with_minutes)]
"""A time; Postgres leaves out the minutes of an offset that has none."""

Whole = Annotated[StrictInt, Field(ge=0)]


class Resource(BaseModel):
    """A part of an answer, with the contract's camelCase names."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, hide_input_in_errors=True, defer_build=True)


class Meta(Resource):
    """The envelope's `meta`."""

    timestamp: Moment
    request_id: Id
    version: Any


class ErrorBody(Resource):
    """The envelope's `error`."""

    code: StrictStr
    message: StrictStr


class Pagination(Resource):
    """Page, limit and totals of a list."""

    page: Whole
    limit: Whole
    total: Whole
    total_pages: Whole


class SignedIn(Resource):
    """The data of a sign-in."""

    token: Annotated[SecretStr, Field(min_length=1)]


class Stored(Resource):
    """What is kept under an id."""

    id: Id

    @property
    def key(self) -> str:
        """Its id for comparing: a number in one answer may be told as a text in another."""
        return str(self.id)


class Named(Stored):
    """A venue or a menu."""

    name: StrictStr


class Venue(Named):
    """A restaurant; one that somebody else made may have no address."""

    address: StrictStr | None = None
    city: StrictStr | None = None
    country: StrictStr | None = None
    timezone: StrictStr
    currency: StrictStr
    created_at: Moment
    updated_at: Moment


class MenuItem(Resource):
    """An item of a menu, which can be ordered."""

    id: Id
    name: StrictStr
    price: Decimal
    currency: StrictStr
    is_available: StrictBool


class Category(Resource):
    """A category of a menu."""

    id: Id
    name: StrictStr
    items: tuple[MenuItem, ...]


class Menu(Named):
    """A menu of a venue, in categories."""

    venue_id: Id
    description: StrictStr | None = None
    is_active: StrictBool
    categories: tuple[Category, ...]

    def order(self, *quantities: float, **more: str) -> dict[str, Any]:
        """Return what an order of its dishes in these quantities is made of, each line saying `more`."""
        dishes = [dish for category in self.categories for dish in category.items]
        if len(dishes) != len(quantities):
            raise AssertionError(f"a menu was made with {len(quantities)} dishes, and has {len(dishes)}")
        wanted = [{"itemId": dish.id, "quantity": each, **more} for dish, each in zip(dishes, quantities, strict=True)]
        return {"menuId": self.id, "items": wanted}


class OrderStatus(StrEnum):
    """Status of an order."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PREPARING = "preparing"
    READY = "ready"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class OrderItem(Resource):
    """A line of an order."""

    id: Id
    name: StrictStr
    quantity: Annotated[StrictInt, BeforeValidator(_whole), Field(ge=1)]
    """JSON does not tell 2 from 2.0."""

    price: Decimal
    total: Decimal


class Order(Stored):
    """An order of a guest's, with its lines and sums."""

    venue_id: Id
    menu_id: Id
    status: OrderStatus
    items: tuple[OrderItem, ...]
    subtotal: Decimal
    tax: Decimal
    total: Decimal
    currency: StrictStr
    created_at: Moment
    updated_at: Moment
