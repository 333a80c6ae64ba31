"""A restaurant's data raise no false alarm: dishes and venues are called after people, and numbers look like cards."""

from pathlib import Path

import psycopg
import pytest

from selftest.data import kinds
from selftest.data.check.checked import Check
from selftest.support.postgres import Postgres

FOLDER = Path(__file__).parent
POLICY = FOLDER / "restaurant.toml"


@pytest.fixture(scope="module")
def restaurant(server: Postgres) -> str:
    """The name of a restaurant's database."""
    server.fresh("restaurant")
    with psycopg.connect(server.url("restaurant"), autocommit=True) as connection:
        connection.execute((FOLDER / "restaurant.sql").read_text(encoding="utf-8").encode())
    return "restaurant"


def test_dishes_and_venues_are_nobody(check: Check, restaurant: str, production: str) -> None:
    canaries = check.canaries(production, kinds.POLICY)
    said = check.run(restaurant, "--policy", str(POLICY), "--canaries", str(canaries))
    assert (said.code, said.found) == (0, {}), said.out
    assert "k-anonymity of customers by born, marketing: 1 (400 of 400 rows in groups under 5)" in said.out


def test_what_is_public_of_a_venue_must_be_told_so(check: Check, restaurant: str, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY.read_text(encoding="utf-8").replace(', holds = ["phone"]', ""), encoding="utf-8")
    said = check.run(restaurant, "--policy", str(policy))
    assert said.found == {"venues.phone": {"phone"}, "statistics of venues.phone": {"phone"}}
    assert 'holds = ["phone"]' in said.out
    untold = {it["place"] for it in said.document["places"] if it["untold"]}
    assert {each.removeprefix("statistics of ").partition(".")[0] for each in untold} == {"customers"}
