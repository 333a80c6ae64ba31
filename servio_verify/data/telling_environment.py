"""What rows of a database say of the environment that it is: production's own word, and not a payment account's."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from servio_verify.environments.permissions import is_production, says_production

PLACES = frozenset(("outlet", "restaurant", "restaurants", "venue", "venues"))
SCOPES = frozenset(("device", "gateway", "integration", "merchant", "printer", "processor", "provider", "terminal"))
OF_OTHERS = frozenset(
    (
        *("adyen", "apns", "bank", "braintree", "card", "cards", "checkout", "clover", "deliveroo", "devices", "dojo"),
        *("doordash", "fcm", "fiscal", "gocardless", "hmrc", "izettle", "justeat", "kds", "kitchen", "klarna"),
        *("lightspeed", "mailchimp", "mailgun", "mollie", "opentable", "pay", "payment", "payments", "paypal", "plaid"),
        *("pos", "print", "printers", "psp", "quickbooks", "razorpay", "resy", "sendgrid", "sevenrooms", "square"),
        *("stripe", "sumup", "tax", "terminals", "till", "toast", "twilio", "uber", "ubereats", "vat", "viva"),
        *("webhook", "webhooks", "worldpay", "xero", "zettle", *PLACES, *SCOPES),
    )
)
"""Words of what has an environment of its own beside the deployment: a payment account, a printer, a venue."""

OF_FLAGS = frozenset(("feature", "features", "project", "projects"))
"""Words of tables that a service of flags has for each environment that it knows."""

_OTHERS = re.compile(r"staging|stage|test\w*|dev\w*|qa|uat|preview|sandbox|local|demo|preprod\w*", re.IGNORECASE)
_CURRENT = re.compile(r"(is_?)?(current|this|self|here)", re.IGNORECASE)
MOST_DEEP = 6
MOST_WORDS = 4
FEW_COLUMNS = 4
"""A row of so many columns has a name and what is said of it."""


def words(name: str) -> list[str]:
    """Return the words of a name, in whatever way they are joined."""
    return re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())


def said_of_itself(table: str, rows: list[Mapping[str, Any]]) -> str | None:
    """Return the value by which a table says that its database is production; None where it does not.

    Where the words are of something else, or a list of environments names others beside it, it says nothing.
    """
    if (OF_OTHERS - PLACES | OF_FLAGS).intersection(words(table)):
        return None
    keyed = [said for row in rows for said in _keyed(row)]
    listed = [] if "environment" not in table.lower() else _listed(table, rows)
    return next((said for said in (*keyed, *listed) if _is_production(said)), None)


def _is_production(said: str) -> bool:
    """Return whether a value is production's; of a sentence, `live` is just a word."""
    return is_production(said) and (says_production(said) != "live" or " " not in said.strip())


def _is_key(name: str) -> bool:
    """Return whether a name is that of the environment: `APP_ENV`, `deploymentEnvironment`, `env.name`."""
    found = words(name)
    found = found[:-1] if found[-1:] == ["name"] else found
    glued = re.fullmatch(r"(app|node|rails|rack)?env(ironment)?(name)?", found[-1] if found else "")
    return glued is not None and len(found) <= MOST_WORDS and not OF_OTHERS.intersection(found)


def _keyed(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield what is said under a key of that name, or beside one, in documents too."""
    if depth > MOST_DEEP:
        return
    if isinstance(value, list):
        for each in value:
            yield from _keyed(each, depth + 1)
    if not isinstance(value, Mapping):
        return
    plain = {key: str(each) for key, each in value.items() if each is not None and not isinstance(each, dict | list)}
    if any(_is_scope(key) for key in plain):
        return
    is_others = bool(OF_OTHERS.intersection(map(str.lower, plain.values())))
    named = (each for key, each in value.items() if _is_key(key))
    yield from (str(each.get("name", "") if isinstance(each, Mapping) else each) for each in named)
    if any(map(_is_key, plain.values())) and not is_others:
        yield from plain.values()
    for key, each in value.items():
        if not OF_OTHERS.intersection(words(key)) and not (is_others and len(value) <= FEW_COLUMNS):
            yield from _keyed(_document(each), depth + 1)


def _is_scope(column: str) -> bool:
    """Return whether a column says whose a row is: `venue_id`, `provider`."""
    found = words(column)
    return (len(found) == 1 and found[0] in PLACES | SCOPES) or (found[1:] == ["id"] and found[0] in OF_OTHERS)


def _document(value: Any) -> Any:
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _listed(table: str, rows: list[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what a small table of environments says: all of it, or its current one where it lists several."""
    small = [row for row in rows if len(row) <= 3]
    several = table.lower().endswith("environments")
    names_others = several and any(_OTHERS.fullmatch(str(each)) for row in small for each in row.values())
    for row in small:
        if not names_others or any(_CURRENT.fullmatch(key) and each is True for key, each in row.items()):
            yield from (str(each) for each in row.values())
