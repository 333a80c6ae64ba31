"""What a place is about, by the names of its table and column: which kinds can stand there, and how surely."""

import re
from dataclasses import dataclass

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
    r"menu|item|dish|product|categor|ingredient|drink|wine|beer|recipe|course|allergen|modifier|line|section|topping"
    r"|venue|restaurant|location|branch|outlet|brand|compan|supplier|chain|region|cit(?:y|ies)|countr|currenc|feature"
)
BUSINESS = re.compile(r"venue|restaurant|location|branch|outlet|brand|compan|supplier|chain")
LABEL = re.compile(r"name|title|label|slug|description|category|subtitle|tagline|heading|cuisine|kind|type|status")
PHONE = re.compile(r"phone|mobile|(?:^|_)(?:tel|cell|fax|msisdn|whatsapp|sms)(?:_|$)|contact_number")
CARD = re.compile(r"(?:^|_)(?:card|pan|cc)(?:_|$)|credit|debit")
ADDRESS = re.compile(r"address|street|addr(?:_|$)|post_?code|postal|(?:^|_)zip")
NO_ADDRESS = re.compile(r"(?:ip|mail|mac|url|web|wallet|remote)_?addr")


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

    identifier: bool = False
    """The name of an object: its words are joined by underscores."""


def context_of(table: str, column: str) -> Context:
    """Return what the names of a table and a column say."""
    table, column = _spelled(table), _spelled(column)
    people = bool(PEOPLE.search(table))
    label = bool(LABEL.search(column))
    return Context(
        person=bool(PERSON.search(column)) or (people and column in ("name", "names")),
        goods=label and not people and bool(GOODS.search(table)) and not PERSON.search(column),
        phone=bool(PHONE.search(column)),
        card=bool(CARD.search(column)),
        address=bool(ADDRESS.search(column)) and not NO_ADDRESS.search(column),
        business=bool(BUSINESS.search(table)) and not people,
    )


def _spelled(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
