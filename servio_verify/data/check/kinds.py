"""Kinds of personal data, as people call them."""

from enum import StrEnum


class Kind(StrEnum):
    """One kind; its value is what a policy's `holds` calls it."""

    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    CARD = "card"
    IP = "ip"
    MAC = "mac"
    TOKEN = "token"  # noqa: S105 - the name of a kind
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    NAME = "name"
    ADDRESS = "address"
    VALUE = "value"


WORDS = {
    Kind.EMAIL: "e-mail addresses",
    Kind.PHONE: "phone numbers",
    Kind.IBAN: "IBANs",
    Kind.CARD: "card numbers",
    Kind.IP: "public IP addresses",
    Kind.MAC: "MAC addresses",
    Kind.TOKEN: "tokens or keys",
    Kind.PASSWORD: "password hashes",
    Kind.NAME: "names",
    Kind.ADDRESS: "postal addresses",
    Kind.VALUE: "other values",
}

SOFT = frozenset({Kind.NAME, Kind.ADDRESS, Kind.PASSWORD})
"""Kinds whose form does not tell a made-up one from a real one: only canaries do."""


def words(kind: Kind, count: int) -> str:
    """Return what so many of a kind are called."""
    plural = WORDS[kind]
    if count != 1:
        return plural
    if kind is Kind.VALUE:
        return "other value"
    if kind is Kind.TOKEN:
        return "token or key"
    return plural.removesuffix("es") if plural.endswith(("addresses", "hashes")) else plural.removesuffix("s")
