"""The infra tier says whether a real person is left, in the time and with the sample that the facts file gives."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from selftest.data import kinds
from selftest.infra.held import environment
from selftest.support.postgres import PASSWORD, Postgres
from selftest.support.processes import ROOT, Verify
from selftest.support.project import Project
from servio_verify.data.check.tier import PersonalData, checked_once
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.failures.check_errors import CheckError, DoubtError
from servio_verify.infra.expected.tables import tables_of

LONGEST = 160


def checked(server: Postgres, database: str, folder: Path, told: Mapping[str, Any] | None) -> PersonalData:
    return checked_once(environment(secrets={"DATABASE_URL": server.url(database)}), told, folder)


def test_planted_people_are_no_go_in_one_line(server: Postgres, production: str, tmp_path: Path) -> None:
    said = checked(server, production, tmp_path, {})
    with pytest.raises(CheckError, match=r"^a real person's data are left: bookings\.member_email has 3 ") as raised:
        said.expect_nobody()
    assert len(str(raised.value)) <= LONGEST
    assert checked(server, "another", tmp_path, {}) == said  # of another worker of the run: nothing is asked again


def test_without_its_table_nothing_is_asked(server: Postgres, tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match=r"staging\.facts\.toml has no \[personal_data\]"):
        checked(server, "none", tmp_path, None).expect_nobody()


def test_a_refusal_is_a_doubt(server: Postgres, tmp_path: Path) -> None:
    with pytest.raises(DoubtError, match='database "none" does not exist'):
        checked(server, "none", tmp_path, {}).expect_nobody()


def test_what_may_not_be_read_is_a_doubt(server: Postgres, tmp_path: Path) -> None:
    server.role("stranger")
    server.fresh("tidy")
    server.run("CREATE TABLE notes (words text); INSERT INTO notes VALUES ('no nuts')", database="tidy")
    told = environment(secrets={"DATABASE_URL": server.url("tidy", "stranger")})
    with pytest.raises(DoubtError, match=r"nobody can tell: notes\.words: this user may not read it"):
        checked_once(told, {}, tmp_path).expect_nobody()


def test_a_sample_is_not_covered(server: Postgres, filled: str, tmp_path: Path) -> None:
    said = checked(server, filled, tmp_path, {"sample": 10, "policy": str(kinds.POLICY)})
    with pytest.raises(pytest.skip.Exception, match=r"^personal data: \d+ columns were looked at in part"):
        said.expect_covered()
    said.expect_whole_rows()


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ({"second": 3}, "has no 'second'; did you mean seconds?"),
        ({"seconds": "3"}, "seconds must be a number above 0"),
        ({"sample": 0.5}, "sample must be a number above 0"),
        ({"policy": 1}, "policy must be a path, in quotes"),
    ],
)
def test_a_mistake_in_the_table_is_one_line(told: dict[str, Any], line: str) -> None:
    with pytest.raises(SettingsError, match=line):
        tables_of("environments/x.facts.toml", "x", {"personal_data": told})


def test_a_run_of_the_tier_is_no_go(
    server: Postgres, production: str, tmp_path: Path, verify: Verify, healthy: dict[str, str]
) -> None:
    project = Project(tmp_path / "project", verify)
    (project.folder / "tests/infra").mkdir(parents=True)
    for file in ("conftest.py", "test_personal_data.py"):
        shutil.copy(ROOT / "tests/infra" / file, project.folder / "tests/infra")
    facts = project.folder / "environments/local.facts.toml"
    facts.write_text("[personal_data]\nseconds = 30\n", encoding="utf-8")
    ended = project.run("-m", "infra", "--env", "local", **healthy, DATABASE_URL=server.url(production))
    assert ended.code == 1, ended.output
    reasons = ended.verdict["reasons"]
    assert any("real person's data are left: bookings.member_email" in reason for reason in reasons), reasons
    written = b"".join(path.read_bytes() for path in ended.run.rglob("*") if path.is_file()) + ended.output.encode()
    assert not [each for each in (PASSWORD, "agnes.holmberg", "Nowakowska") if each.encode() in written]
