"""Servio's resources as the contract types them (docs/CONTRACT.md, API). Unknown members are allowed."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StrictBool, StrictInt, StrictStr
from pydantic.alias_generators import to_camel

Id = Annotated[StrictStr, Field(min_length=1)] | StrictInt
"""The contract does not say whether ids are numbers or texts; each is sent back as it came."""

Whole = Annotated[StrictInt, Field(ge=0)]


class Resource(BaseModel):
    """A part of an answer, with the contract's camelCase names."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, hide_input_in_errors=True)


class Meta(Resource):
    """What every envelope says about its answer."""

    timestamp: datetime
    request_id: Annotated[StrictStr, Field(min_length=1)]
    version: StrictStr | StrictInt | float


class ErrorBody(Resource):
    """What went wrong, as a refused request is told."""

    code: StrictStr
    message: StrictStr


class Pagination(Resource):
    """Where in a list an answer is."""

    page: Whole
    limit: Whole
    total: Whole
    total_pages: Whole


class SignedIn(Resource):
    """What a sign-in gives."""

    token: Annotated[SecretStr, Field(min_length=1)]


class Named(Resource):
    """A venue or a menu."""

    id: Id
    name: StrictStr


class Venue(Named):
    """A restaurant."""

    address: StrictStr
    city: StrictStr | None = None
    country: StrictStr | None = None
    timezone: StrictStr
    currency: StrictStr
    created_at: datetime
    updated_at: datetime


class MenuItem(Resource):
    """Something to order."""

    id: Id
    name: StrictStr
    price: Decimal
    currency: StrictStr
    is_available: StrictBool


class Category(Resource):
    """A part of a menu."""

    id: Id
    name: StrictStr
    items: tuple[MenuItem, ...]


class Menu(Named):
    """What a venue offers."""

    venue_id: Id
    description: StrictStr | None = None
    is_active: StrictBool
    categories: tuple[Category, ...]


class OrderStatus(StrEnum):
    """How far an order has come."""

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
    quantity: Annotated[StrictInt, Field(ge=1)]
    price: Decimal
    total: Decimal


class Order(Resource):
    """What a guest asked for."""

    id: Id
    venue_id: Id
    menu_id: Id
    status: OrderStatus
    items: tuple[OrderItem, ...]
    subtotal: Decimal
    tax: Decimal
    total: Decimal
    currency: StrictStr
    created_at: datetime
    updated_at: datetime
