"""What a place is about, by the names of its table and column: which kinds can stand there, and how surely."""

import re
from dataclasses import dataclass
from functools import lru_cache

PERSON = re.compile(
    r"(?:^|_)(?:first|last|full|given|family|middle|maiden|display|preferred|legal)_?names?(?:_|$)|surname|forename"
    r"|(?:^|_)(?:guest|customer|recipient|cardholder|waiter|waitress|chef|manager|employee|contact|driver|patron|payee"
    r"|beneficiary|booked_by|served_by|created_by|author|attendee|visitor|diner)s?(?:_?names?)?$"
)
FIRST = re.compile(r"(?:^|_)(?:first|given)_?name|forename")
LAST = re.compile(r"(?:^|_)(?:last|family|sur)_?name")
PEOPLE = re.compile(
    r"(?:^|_)(?:users?|accounts?|customers?|guests?|people|persons?|members?|employees?|staff|contacts?|clients?"
    r"|drivers?|waiters?|patrons?|profiles?|reviewers?|visitors?|diners?)$"
)
GOODS = re.compile(
    r"(?:^|_|menu|order|food|cart)(?:menu|item|dish|product|categor|ingredient|drink|wine|beer|recipe|course|allergen"
    r"|modifier|line|section|topping|venue|restaurant|location|branch|outlet|brand|compan|supplier|chain|region|cit(?:y|ies)"
    r"|countr|currenc|feature|zone|area|district)[a-z]{0,3}(?:_|$)"
)
_VENUES = r"(?:venue|restaurant|branch|outlet|supplier|brand)(?:s|es)?"
_OF_VENUES = r"name|title|snapshot|detail|info|data|json|address|street|city|town|post_?code|location"
OF_VENUES = re.compile(rf"^(?:pickup_|collection_)?{_VENUES}(?:_(?:{_OF_VENUES})s?)*$")
"""Columns that hold what is a venue's, beside what somebody did there."""

OFFERED = re.compile(
    r"(?:^|_)(?:items?|lines?|products?|dish(?:es)?|menus?|basket|cart|modifiers?|options?|toppings?|extras?|categor(?:y|ies)"
    r"|ingredients?|drinks?|wines?|courses?)(?:_(?:name|title|snapshot|details?|info|data|json))?$"
)
"""Columns that hold what was ordered."""

TOWN = re.compile(
    r"(?:^|_)(?:city|cities|town|county|country|state|region|province|district|suburb|locality|neighbou?rhood"
    r"|municipality)s?(?:_?names?)?$"
)
BUSINESS = re.compile(
    r"(?:venue|restaurant|location|branch|outlet|brand|compan|supplier|chain)(?:s|es|y|ies)?"
    r"(?:_(?:detail|setting|info|address|hour|photo|translation|histor)(?:s|es|y|ies)?)*$"
)
OF_PEOPLE = re.compile(r"(?:^|_)(?:user|customer|guest|person|patron|visitor|diner|driver|member|employee)s?_")
"""Beginnings of names of tables of where people are, and not businesses."""

EVENTS = re.compile(
    r"(?:^|_)(?:order|booking|reservation|deliver|payment|invoice|review|visit|ticket|message|request|call|feedback)"
    r"(?:s|y|ies)?$"
)
"""Tables of what somebody did, whatever else their names say: their last word tells."""

LABEL = re.compile(r"name|title|label|slug|description|category|subtitle|tagline|heading|cuisine|kind|type|status")
PHONE = re.compile(r"phone|mobile|(?:^|_)(?:tel|cell|fax|msisdn|whatsapp|sms)(?:_|$)|contact_number")
CARD = re.compile(r"(?:^|_)(?:card|pan|cc)(?:_|$)|credit|debit")
ADDRESS = re.compile(r"address|street|addr(?:_|$)|post_?code|postal|(?:^|_)zip")
NO_ADDRESS = re.compile(r"(?:ip|mail|mac|url|web|wallet|remote)_?addr")
ABOUT = re.compile(r"_(?:ids?|ur[il]s?|links?|types?|kinds?|status|counts?|verified|at|on|date|hash|enabled)$")
"""Ends of names of columns that hold something about an address or a number, and not itself."""

VERSION = re.compile(
    r"(?:^|_|app|os)(?:version|firmware|release|build|user_?agent|ua)"
    r"(?:s|_?(?:nos?|numbers?|names?|strings?|codes?|ids?|raw))?$"
)
REFERENCE = re.compile(
    r"(?:^|_)(?:sku|bar_?code|ean|gtin|upc|isbn)(?:_?(?:13|14|8))?s?$"
    r"|(?:^|_)(?:order|invoice|receipt|ticket)_?(?:ref|reference|number|no|code)$"
)
PAPERS = re.compile(r"(?:^|_)(?:order|invoice|receipt|ticket)s?\.(?:ref|reference|number|no|code)$")
"""The same, where the table says what the number is of."""


@dataclass(frozen=True)
class Context:
    """What is looked for harder, or not at all."""

    person: bool = False
    """Each value is somebody's name."""

    goods: bool = False
    """Values are names of dishes, drinks, places: names in them are nobody's."""

    phone: bool = False
    card: bool = False
    address: bool = False
    business: bool = False
    """Addresses are those of venues, which are public."""

    offered: bool = False
    """Documents are of dishes: what is called `name` in them is."""

    map: bool = False
    """Values are on a map: towns anywhere, streets of venues; names in them are nobody's."""

    version: bool = False
    """Four numbers with dots are a version."""

    reference: bool = False
    """Numbers are those of goods and papers, and no phone's unless they begin with +."""

    identifier: bool = False
    """The name of an object: its words are joined by underscores."""


def context_of(table: str, column: str) -> Context:
    """Return what the names of a table and a column say."""
    table, column = _spelled(table), _spelled(column)
    people = bool(PEOPLE.search(table))
    label = bool(LABEL.search(column))
    is_persons = bool(PERSON.search(column))
    goods = bool(GOODS.search(table)) and not EVENTS.search(table)
    offered = not people and bool(OFFERED.search(column))
    venues = not people and not OF_PEOPLE.search(table)
    business = venues and bool(BUSINESS.search(table) or OF_VENUES.search(column))
    town = bool(TOWN.search(column))
    return Context(
        person=is_persons or (people and column in ("name", "names")),
        goods=label and not people and not is_persons and (goods or offered or business),
        phone=is_phone(column),
        card=bool(CARD.search(column)),
        address=is_address(column),
        business=business,
        offered=goods or offered,
        map=town or (business and is_address(column)),
        version=bool(VERSION.search(column)),
        reference=bool(REFERENCE.search(column) or PAPERS.search(f"{table}.{column}")),
    )


@lru_cache(10_000)
def is_phone(name: str) -> bool:
    """Return whether what is called so is a phone number."""
    name = _spelled(name)
    return bool(PHONE.search(name)) and not ABOUT.search(name)


@lru_cache(10_000)
def is_address(name: str) -> bool:
    """Return whether what is called so is a postal address."""
    name = _spelled(name)
    return bool(ADDRESS.search(name)) and not NO_ADDRESS.search(name) and not ABOUT.search(name)


def _spelled(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
