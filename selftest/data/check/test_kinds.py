"""Of people planted in 21 places the check finds each before anonymising, and none afterwards."""

from pathlib import Path

import pytest

from selftest.data import kinds
from selftest.data.anonymised import Command
from selftest.data.check.checked import DOMAIN, Check
from selftest.support.postgres import Postgres

PLACES = {planted.place for planted in kinds.PLANTED}
POLICY = kinds.POLICY.read_text(encoding="utf-8")
KEPT = {
    'folded = {replace = "email"}': ("people.folded", "statistics of people.folded"),
    'guest = {replace = "full_name"}': ("visits_2025.guest", "visits_2026.guest", "statistics of visits.guest"),
    'raw = {replace = "bytea"}': ("people.raw",),
    'seen_from = {replace = "ip"}': ("people.seen_from",),
    'keyed = {replace = "json", paths = {"$.shares.*~" = "email"}}': ("people.keyed",),
}
"""A decision that is changed to keep, and where somebody stands then."""


@pytest.fixture(scope="module")
def masked(server: Postgres) -> str:
    """The name of a database that has the schema; its rows are those of the last test that filled it."""
    kinds.make_schema(server, "check_masked")
    return "check_masked"


def words_of_everybody() -> list[str]:
    words = [word for planted in kinds.PLANTED for word in planted.words]
    return [word.lower().replace("@example.com", DOMAIN) for word in words if " " in word or "@" in word]


def test_each_planted_person_is_found_where_they_stand(check: Check, production: str) -> None:
    said = check.run(production)
    assert said.code == 1
    assert said.out.startswith("NO-GO: production holds ")
    assert not PLACES - said.found.keys()
    assert said.found["greetings.line"] == {"email", "phone"}  # a materialised view
    assert "statistics of people.folded" in said.found
    assert not said.ended("not looked at")


def test_nobody_who_was_found_is_named(check: Check, production: str) -> None:
    said = check.run(production)
    told = f"{said.out}{said.err}{said.document}".lower()
    shown = [word for word in words_of_everybody() if word in told]
    assert not shown


def test_canaries_find_them_though_their_addresses_are_reserved(check: Check, filled: str) -> None:
    said = check.run(filled, "--canaries", str(check.canaries(filled, kinds.POLICY)), "--policy", str(kinds.POLICY))
    known = {it["place"] for it in said.document["places"] if any(each["of_production"] for each in it["found"])}
    schema_only = {
        "comment on people",
        "large objects",
        "people.served_by",
        "type host",
        "sequence seq_oksana_hrytsenko",
    }
    assert PLACES - known <= schema_only | {"sequence seq_oksana_hrytsenko"}


def test_nobody_is_left_after_anonymising(check: Check, command: Command, production: str, masked: str) -> None:
    canaries = check.canaries(production, kinds.POLICY)
    assert command.run(production, masked).code == 0
    said = check.run(masked, "--policy", str(kinds.POLICY), "--canaries", str(canaries))
    assert (said.code, said.found) == (0, {}), said.out
    assert said.out.startswith("GO: nobody of production")
    assert {"people.short", "people.guests", "visits_2025.phone", "members.email"} <= said.ended("masked")
    assert "visits_2026.phone" in said.ended("empty")


def test_without_canaries_nobody_can_tell_whose_the_names_are(
    check: Check, command: Command, production: str, masked: str
) -> None:
    assert command.run(production, masked).code == 0
    said = check.run(masked, "--policy", str(kinds.POLICY))
    assert said.code == 10
    assert not said.found
    assert "give --canaries" in said.out


@pytest.mark.parametrize("decision", KEPT)
def test_one_decision_changed_to_keep_is_found(
    check: Check, command: Command, production: str, masked: str, decision: str, tmp_path: Path
) -> None:
    canaries = check.canaries(production, kinds.POLICY)
    policy = tmp_path / "kept.toml"
    assert decision in POLICY
    column = decision.partition(" = ")[0]
    policy.write_text(POLICY.replace(decision, f'{column} = {{keep = "a mistake"}}'), encoding="utf-8")
    assert command.run(production, masked, policy=policy).code == 0
    said = check.run(masked, "--policy", str(policy), "--canaries", str(canaries))
    assert said.code == 1
    assert set(said.found) == set(KEPT[decision]), said.out
