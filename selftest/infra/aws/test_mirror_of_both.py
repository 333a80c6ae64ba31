"""The mirror of what AWS's stand-in says of both environments, as Terraform describes them."""

from pathlib import Path

import pytest

from selftest.infra.mirrored import side
from selftest.support.aws.look import Look
from selftest.support.processes import ROOT
from servio_verify.infra.facts import Fact, Facts, Value, source_of
from servio_verify.infra.mirror.compare import compare
from servio_verify.infra.mirror.difference import Mirror, State
from servio_verify.infra.mirror.file import read_mirror_file

PLANTED: dict[str, Value] = {
    "alb.http2": False,
    "alb.idle_seconds": 4000,
    "alb.redirect": None,
    "alb.tls_policy": "ELBSecurityPolicy-2016-08",
    "ecs.circuit_breaker": False,
    "ecs.minimum_healthy_percent": 0,
    "ecs.plain_secrets": ("DATABASE_URL",),
    "ecs.public_ip": True,
    "ecs.remote_commands": True,
    "elasticache.at_rest_encryption": False,
    "elasticache.engine_version": "6.2.6",
    "elasticache.tls": False,
    "logs.own_key": True,
    "network.reaches_database": ("tcp 5432 from 0.0.0.0/0", "tcp 5432 from the tasks"),
    "network.tasks_way_out": "internet gateway",
    "rds.engine_version": "14.9",
    "rds.instance_class": "db.t2.micro",
    "rds.multi_az": None,
    "rds.public_access": True,
    "rds.storage_encrypted": False,
    "target_group.health_path": "/",
    "target_group.sticky": True,
}


@pytest.fixture(scope="session")
def gathered(staging: Look, production: Look) -> tuple[Facts, Facts]:
    return staging.facts(), production.facts()


def mirrored(folder: Path, staging: Facts, production: Facts) -> Mirror:
    sides = side(folder, "staging", staging), side(folder, "production", production)
    return compare(sides, read_mirror_file(ROOT))


def test_only_what_was_agreed_differs(gathered: tuple[Facts, Facts], tmp_path: Path) -> None:
    mirror = mirrored(tmp_path, *gathered)
    assert {row.state for row in mirror.differences} <= {State.AGREED, State.ENDED}
    asked = {source_of(fact) for fact in gathered[0].known}
    agreed = {each.fact for each in read_mirror_file(ROOT).agreed if source_of(each.fact) in asked}
    assert {row.fact for row in mirror.differences} == {fact for fact in agreed if not fact.endswith("version")}
    assert len(mirror.compared) > 100


def test_each_difference_that_is_planted_in_what_was_read_is_one_row(
    gathered: tuple[Facts, Facts], tmp_path: Path
) -> None:
    staging, production = gathered
    for name, value in PLANTED.items():
        other = Facts({**staging.known, name: Fact(name, value, "by hand", staging.known[name].at)})
        mirror = mirrored(tmp_path, other, production)
        assert [row.fact for row in mirror.findings if row.state is not State.ENDED] == [name]
