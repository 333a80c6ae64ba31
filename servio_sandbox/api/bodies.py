"""Request bodies and queries, and their validation; imported when the first is read: it is slow to import."""

import json
from email.message import Message
from functools import cache
from typing import Any, ClassVar, TypeVar

from pydantic_core import SchemaValidator, ValidationError

from servio_sandbox.api.page_query import LARGEST_LIMIT, LARGEST_PAGE, LONGEST_SEARCH
from servio_sandbox.api.schemas import (
    ADDRESS,
    CURRENCY,
    LONG,
    NAME,
    NOTES,
    PRICE,
    SHORT,
    STATUSES,
    TEXT,
    YES,
    ZONE,
    Schema,
    list_of,
    or_none,
    with_default,
)
from servio_sandbox.store.refusals import Refusal

Model = TypeVar("Model", bound="Body")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class Body:
    """Base of all request bodies, in camelCase; unknown members are ignored, as a platform that grows must."""

    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")
    __pydantic_fields_set__: set[str]
    members: ClassVar[dict[str, Schema]]
    """What each member must be."""

    wire: ClassVar[dict[str, str]] = {}
    """What members are called in JSON that are called something else here."""

    @classmethod
    def schema(cls) -> Schema:
        """Return the schema of the whole."""
        fields = {
            name: {"type": "model-field", "schema": schema, "validation_alias": cls.wire.get(name, _camel(name))}
            for name, schema in cls.members.items()
        }
        whole = {"type": "model-fields", "model_name": cls.__name__, "fields": fields}
        return {"type": "model", "cls": cls, "schema": whole}

    @classmethod
    @cache
    def validator(cls) -> SchemaValidator:
        """Return what validates it."""
        return SchemaValidator(cls.schema())

    def everything(self) -> dict[str, Any]:
        """Return all members, those of other bodies within too."""
        return {name: _plain(value) for name, value in vars(self).items()}

    def given(self) -> dict[str, Any]:
        """Return only the members that the request holds."""
        return {name: value for name, value in self.everything().items() if name in self.__pydantic_fields_set__}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.everything() if isinstance(value, Body) else value


class PageFields(Body):
    """Query of a list, to tell what is wrong with it (`page_query` reads what is right)."""

    page: int
    limit: int
    search: str
    members: ClassVar = {
        "page": with_default({"type": "int", "ge": 1, "le": LARGEST_PAGE}, 1),
        "limit": with_default({"type": "int", "ge": 1, "le": LARGEST_LIMIT}, 20),
        "search": with_default({"type": "str", "max_length": LONGEST_SEARCH}, ""),
    }


class SignIn(Body):
    """Credentials of a sign-in."""

    email: str
    password: str
    members: ClassVar = {"email": ADDRESS, "password": LONG}


class NewVenue(Body):
    """A venue to create."""

    members: ClassVar = {
        "name": NAME,
        "address": with_default(ADDRESS, ""),
        "city": or_none(SHORT),
        "country": or_none(SHORT),
        "timezone": with_default(ZONE, "Europe/London"),
        "currency": with_default(CURRENCY, "GBP"),
    }


class VenueChange(Body):
    """Changed fields of a venue; a name cannot be taken away, hence no None."""

    members: ClassVar = {**NewVenue.members, "name": with_default(NAME, "")}


class NewItem(Body):
    """An item of a menu; `pence` is called `price` on the wire."""

    wire: ClassVar = {"pence": "price"}
    members: ClassVar = {"name": NAME, "pence": PRICE, "currency": or_none(CURRENCY), "is_available": YES}


class NewCategory(Body):
    """A category of a menu."""

    members: ClassVar = {"name": NAME, "items": list_of(NewItem.schema(), 500)}


class NewMenu(Body):
    """A menu to create."""

    members: ClassVar = {
        "name": NAME,
        "description": or_none(LONG),
        "is_active": YES,
        "categories": list_of(NewCategory.schema(), 100),
    }


class MenuChange(Body):
    """Changed fields of a menu."""

    members: ClassVar = {**NewMenu.members, "name": with_default(NAME, "")}


class NewLine(Body):
    """A line of an order."""

    members: ClassVar = {
        "item_id": TEXT,
        "quantity": {"type": "int", "strict": True, "ge": 1, "le": 1000},
        "notes": or_none(NOTES),
    }


class Customer(Body):
    """Guest of an order."""

    members: ClassVar = {"name": or_none(SHORT), "email": or_none(SHORT), "phone": or_none(SHORT)}


class NewOrder(Body):
    """An order to create; it may be empty."""

    members: ClassVar = {
        "menu_id": TEXT,
        "items": list_of(NewLine.schema(), 200),
        "customer": or_none(Customer.schema()),
    }


class OrderChange(Body):
    """Next status of an order."""

    status: str
    members: ClassVar = {"status": {"type": "literal", "expected": STATUSES}}


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
        found: Model = kind.validator().validate_python(given)
    except ValidationError as error:
        details = [
            {"field": ".".join(str(part) for part in found["loc"]), "message": found["msg"]}
            for found in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        message = "; ".join(f"{found['field']}: {found['message']}".removeprefix(": ") for found in details)
        raise Refusal(message, details) from None
    return found


def _is_json(content_type: str) -> bool:
    said = Message()
    said["content-type"] = content_type
    subtype = said.get_content_subtype()
    return said.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))
