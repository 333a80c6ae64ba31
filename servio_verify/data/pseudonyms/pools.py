"""Pools of made-up values for each language, by Faker: the same in every run, as they are drawn with one seed."""

from functools import cache

from faker import Faker

SIZE = 600
DRAWN = {
    "first_name": "first_name",
    "last_name": "last_name",
    "company": "company",
    "street": "street_address",
    "city": "city",
    "address": "address",
    "text": "sentence",
}
"""What each pool is drawn with."""

HAS = {"text": ("la",)}
"""Pools that are the same in every language."""


@cache
def pool(kind: str, language: str) -> tuple[str, ...]:
    """Return values of this kind."""
    faker = Faker("la" if kind in HAS else language, use_weighting=False)
    faker.seed_instance(f"{kind} {language}")
    draw = getattr(faker, DRAWN[kind])
    found = dict.fromkeys(", ".join(draw().splitlines()) for _ in range(SIZE))
    return tuple(found)
