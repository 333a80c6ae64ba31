"""The shipped mirror: what both facts files demand is all agreed, and staging may be ahead, never behind."""

import tomllib
from pathlib import Path

import pytest

from selftest.infra.mirrored import Facts_, facts, healthy, side
from selftest.support.processes import ROOT
from servio_verify.infra.facts import Value
from servio_verify.infra.mirror.check import reflections
from servio_verify.infra.mirror.compare import compare
from servio_verify.infra.mirror.difference import Mirror, State
from servio_verify.infra.mirror.file import read_mirror_file

FILE = read_mirror_file(ROOT)
OF_STAGING: Facts_ = {"data.test_user": True, "retention.oldest_order_days": 7}


def shipped(folder: Path, staging: Facts_, production: Facts_, unreachable: dict[str, str] | None = None) -> Mirror:
    left = side(folder, "staging", facts(staging, unreachable))
    return compare((left, side(folder, "production", facts(production))), FILE)


def unsettled(mirror: Mirror) -> list[str]:
    return [row.fact for row in mirror.findings if row.state is not State.ENDED]


def demanded(name: str) -> Facts_:
    """Return what a facts file demands to the letter."""
    told = tomllib.loads((ROOT / f"environments/{name}.facts.toml").read_text(encoding="utf-8"))["expect"]
    return {
        f"{source}.{fact}": tuple(value) if isinstance(value, list) else value
        for source, lines in told.items()
        for fact, value in lines.items()
        if not isinstance(value, dict)
    }


def test_two_environments_as_their_facts_files_demand_are_a_mirror(tmp_path: Path) -> None:
    mirror = shipped(tmp_path, demanded("staging"), demanded("production"))
    assert not unsettled(mirror)
    assert "http.web_indexed" in [row.fact for row in mirror.differences]
    assert len(mirror.compared) > 100


def test_what_is_promised_of_stagings_rows_alone_is_not_looked_for_in_production(tmp_path: Path) -> None:
    mirror = shipped(tmp_path, healthy("staging") | OF_STAGING, healthy("production"))
    alone = shipped(tmp_path, healthy("staging"), healthy("production"), {"data": "no DATABASE_URL"})
    for each in (mirror, alone):
        assert not {"data", "retention"} & {name.source for name in each.not_compared}
    assert not {"data", "retention"} & {str(each) for each in reflections("staging", FILE)}


AMAZON = "CN=Amazon RSA 2048 M0{},O=Amazon,C=US"
ISSUER, HEAD = "http.web_certificate_issuer", "database.migrations_head"


@pytest.mark.parametrize(
    ("fact", "staging", "production", "state"),
    [
        (ISSUER, AMAZON.format(2), AMAZON.format(3), None),
        (ISSUER, "CN=R10,O=Let's Encrypt,C=US", AMAZON.format(3), State.NOT_AGREED),
        (HEAD, "20261101_b", "20261001_a", State.AGREED),
        (HEAD, "20261001_a", "20261001_a", None),
        (HEAD, "20261001_a", "20261101_b", State.CHANGED),
        (HEAD, None, "20261101_b", State.CHANGED),
        (HEAD, "app.0010_x, auth.0002_y", "app.0009_w, auth.0002_y", State.AGREED),
        (HEAD, "app.0010_x, auth.0001_y", "app.0009_w, auth.0002_y", State.CHANGED),
        ("rds.engine_version", "15.10", "15.7", State.AGREED),
        ("rds.engine_version", "15.7", "15.10", State.CHANGED),
        ("rds.engine_version", "16.1", "15.7", State.CHANGED),
        ("elasticache.engine_version", "7.1.0", "7.0.7", State.AGREED),
    ],
)
def test_staging_may_be_ahead_and_no_certificate_is_held_to_its_intermediate(
    fact: str, staging: Value, production: Value, state: State | None, tmp_path: Path
) -> None:
    mirror = shipped(tmp_path, healthy("staging") | {fact: staging}, healthy("production") | {fact: production})
    found = [State.AGREED if row.state is State.ENDED else row.state for row in mirror.differences if row.fact == fact]
    assert found == ([state] if state else [])
    assert fact in mirror.compared


def test_of_hashes_nobody_knows_which_is_newer(tmp_path: Path) -> None:
    heads = {"27c6a30d7c24", "ae1027a6acf0"}
    left, right = (healthy(name) | {HEAD: head} for name, head in zip(("staging", "production"), heads, strict=True))
    mirror = shipped(tmp_path, left, right)
    assert f"{HEAD}: nothing in the values says which of them is newer" in map(str, mirror.not_compared)
    assert HEAD not in [row.fact for row in mirror.differences]
