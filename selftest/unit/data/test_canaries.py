"""Canaries: production's values are known however they are written; made-up names that are real by chance are not."""

import random

import pytest

from servio_verify.data.check.canaries.digests import CanaryKey, normal, pair
from servio_verify.data.check.canaries.file import Canaries
from servio_verify.data.check.canaries.flock import Flock
from servio_verify.data.check.detect.context import Context
from servio_verify.data.check.kinds import Kind
from servio_verify.data.check.model import Sightings

KEY = CanaryKey(b"a canary key of the tests that is long enough")
POOL = [f"{one}{two}a" for one in "bdfgklmnprst" for two in ("al", "er", "in", "os", "um")]
"""Words that stand for the common first and last names of a country."""


def flock(*names: str) -> Flock:
    canaries = Canaries(KEY.fingerprint)
    for name in names:
        one, other = name.lower().split()
        for use, value in (("word", one), ("word", other), (Kind.NAME, pair(one, other))):
            canaries.add(use, KEY.of(use, value))
    return Flock(canaries, KEY)


def known(text: str, *names: str, replaced: bool = False) -> int:
    sightings = Sightings()
    watch = flock(*names).over(sightings, replaced=replaced)
    watch.take(text, 1, Context())
    watch.settle()
    return sightings.kinds[Kind.NAME].canaries


@pytest.mark.parametrize(
    "text",
    [
        "table for Zofia Nowakowska, please",
        "NOWAKOWSKA, ZOFIA",
        "zofia.nowakowska.k3f9@guest.invalid",
        "seq_zofia_nowakowska",
        "Zofia M. van der Nowakowska",
        '{"party": [{"name": "Zófia Nowakowska"}]}',
    ],
)
def test_a_name_is_known_however_it_is_written(text: str) -> None:
    assert known(text, "Zofia Nowakowska") == 1


@pytest.mark.parametrize("text", ["Zofia\nNowakowska", "Zofia Kowalska", "Nowakowska", "Zofia und Nowakowska"])
def test_two_words_that_do_not_stand_together_are_nobody(text: str) -> None:
    assert not known(text, "Zofia Nowakowska")


def test_one_number_is_one_canary_in_every_spelling() -> None:
    spelled = ("+44 20 7946 1234", "020 7946 1234", "0044-20-79461234", "(020) 7946 1234", "+44 (0)20 7946 1234")
    assert len({normal(Kind.PHONE, each) for each in spelled}) == 1


def drawn(seed: int, count: int) -> list[str]:
    draw = random.Random(seed)  # noqa: S311 - the same in every run
    return [f"{draw.choice(POOL)} {draw.choice(POOL)}" for _ in range(count)]


def test_made_up_names_that_are_production_s_by_chance_are_nobody() -> None:
    production, masked = drawn(1, 900), drawn(2, 900)
    assert len({*production} & {*masked}) > 100
    assert not known("\n".join(masked), *production, replaced=True)


def test_a_part_that_was_not_replaced_is_found_among_them() -> None:
    production, masked = drawn(1, 900), drawn(2, 900)
    found = known("\n".join((*masked[:700], *production[:200])), *production, replaced=True)
    assert 100 < found < 300


def test_a_single_name_that_was_not_replaced_is_found() -> None:
    assert known("Zofia Nowakowska", "Zofia Nowakowska", replaced=True) == 1
