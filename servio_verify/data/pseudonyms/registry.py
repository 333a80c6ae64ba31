"""What makes the pseudonyms of each kind."""

from collections.abc import Callable

from servio_verify.data.pseudonyms import numbers, online, people, places, secrets
from servio_verify.data.pseudonyms.form import Form, Replace
from servio_verify.data.pseudonyms.keyed import Keyed

MAKERS: dict[str, Callable[[Keyed, Form], Replace]] = {
    "email": online.email,
    "phone": numbers.phone,
    "first_name": people.first_name,
    "last_name": people.last_name,
    "full_name": people.full_name,
    "company": places.company,
    "username": online.username,
    "address": places.address,
    "street": places.street,
    "city": places.city,
    "postcode": places.postcode,
    "iban": numbers.iban,
    "card": numbers.card,
    "ip": online.ip,
    "mac": online.mac,
    "url": online.url,
    "text": places.text,
    "password": secrets.password,
    "token": secrets.token,
    "uuid": numbers.uuid,
    "number": numbers.number,
    "bytea": secrets.binary,
}
"""Kinds whose pseudonym is made of the value alone; dates need the person, documents their paths."""
