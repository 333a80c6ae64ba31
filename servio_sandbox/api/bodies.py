"""Request bodies and queries, and their validation; imported when the first is read: pydantic is slow to import."""

import json
from email.message import Message
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic.types import StringConstraints

from servio_sandbox.api.page_query import LARGEST_LIMIT, LARGEST_PAGE, LONGEST_SEARCH
from servio_sandbox.store.money import to_pence
from servio_sandbox.store.refusals import Refusal

Model = TypeVar("Model", bound=BaseModel)


def _storable(value: str) -> str:
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("holds a character that cannot be stored")
    return value


Storable = AfterValidator(_storable)
Text = Annotated[StrictStr, Storable]
Name = Annotated[StrictStr, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Storable]
Short = Annotated[StrictStr, StringConstraints(strip_whitespace=True, max_length=120), Storable]
Address = Annotated[StrictStr, StringConstraints(strip_whitespace=True, max_length=300), Storable]
Notes = Annotated[StrictStr, StringConstraints(max_length=500), Storable]
Long = Annotated[StrictStr, StringConstraints(max_length=1000), Storable]
Currency = Annotated[StrictStr, StringConstraints(pattern="^[A-Z]{3}$")]
Zone = Annotated[StrictStr, StringConstraints(pattern=r"^[A-Za-z0-9_+\-/]{1,64}$")]
Price = Annotated[int, BeforeValidator(to_pence)]


class Body(BaseModel):
    """Base of all request bodies, in camelCase; unknown members are ignored, as a platform that grows must."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=False)

    def given(self) -> dict[str, Any]:
        """Return only the members that the request holds."""
        return self.model_dump(exclude_unset=True)


class PageFields(BaseModel):
    """Query of a list, to tell what is wrong with it (`page_query` reads what is right)."""

    page: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 1
    limit: Annotated[int, Field(ge=1, le=LARGEST_LIMIT)] = 20
    search: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""


class SignIn(Body):
    """Credentials of a sign-in."""

    email: Address
    password: Long


class NewVenue(Body):
    """A venue to create."""

    name: Name
    address: Address = ""
    city: Short | None = None
    country: Short | None = None
    timezone: Zone = "Europe/London"
    currency: Currency = "GBP"


class VenueChange(Body):
    """Changed fields of a venue; a name cannot be taken away, hence no None."""

    name: Name = ""
    address: Address = ""
    city: Short | None = None
    country: Short | None = None
    timezone: Zone = "Europe/London"
    currency: Currency = "GBP"


class NewItem(Body):
    """An item of a menu; `pence` is called `price` on the wire."""

    name: Name
    pence: Price = Field(alias="price")
    currency: Currency | None = None
    is_available: StrictBool = True


class NewCategory(Body):
    """A category of a menu."""

    name: Name
    items: list[NewItem] = Field(default=[], max_length=500)


class NewMenu(Body):
    """A menu to create."""

    name: Name
    description: Long | None = None
    is_active: StrictBool = True
    categories: list[NewCategory] = Field(default=[], max_length=100)


class MenuChange(Body):
    """Changed fields of a menu."""

    name: Name = ""
    description: Long | None = None
    is_active: StrictBool = True
    categories: list[NewCategory] = Field(default=[], max_length=100)


class NewLine(Body):
    """A line of an order."""

    item_id: StrictStr
    quantity: Annotated[StrictInt, Field(ge=1, le=1000)]
    notes: Notes | None = None


class Customer(Body):
    """Guest of an order."""

    name: Short | None = None
    email: Short | None = None
    phone: Short | None = None


class NewOrder(Body):
    """An order to create; it may be empty."""

    menu_id: StrictStr
    items: list[NewLine] = Field(default=[], max_length=200)
    customer: Customer | None = None


class OrderChange(Body):
    """Next status of an order."""

    status: Literal["pending", "confirmed", "preparing", "ready", "completed", "cancelled"]


def read_body(kind: type[Model], content_type: str, content: bytes) -> Model:
    """Return a JSON body; a Refusal says what is wrong with it.

    Only what says that it is JSON counts as such: a form of another site could send the rest.
    """
    if not _is_json(content_type):
        raise Refusal("the body is not said to be JSON")
    try:
        return validated(kind, json.loads(content))
    except ValueError as error:
        raise Refusal(f"JSON decode error: {error}") from None


def validated(kind: type[Model], given: object) -> Model:
    """Return what is given as a model; a Refusal names each field that is wrong."""
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        details = [
            {"field": ".".join(str(part) for part in found["loc"]), "message": found["msg"]}
            for found in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        message = "; ".join(f"{found['field']}: {found['message']}".removeprefix(": ") for found in details)
        raise Refusal(message, details) from None


def _is_json(content_type: str) -> bool:
    said = Message()
    said["content-type"] = content_type
    subtype = said.get_content_subtype()
    return said.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))
