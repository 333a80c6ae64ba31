"""The document of an environment: what was read, with its date, or "unknown"; and whether it is stale."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from selftest.infra.mirrored import Facts_, facts
from selftest.support.processes import ROOT
from selftest.support.results import result
from servio_verify.cli.main import main
from servio_verify.infra.facts import Unread
from servio_verify.infra.source import known_facts
from servio_verify.reporting.staging import contents
from servio_verify.results import history
from servio_verify.results.verdict import Verdict
from servio_verify.run import files

CANARY = "c4n4ry-Pa55word"
READ: Facts_ = {
    "ecs.desired": 2,
    "rds.engine_version": "15.4",
    "rds.instance_class": "db.t3.micro",
    "redis.version": Unread("denied"),
}
AT: dict[str, Any] = {"web_url": "https://staging.servio.com", "api_url": "https://api.staging.servio.com"}
PRIVATE: Facts_ = {
    "ecs.image_tag": f"postgresql://servio:{CANARY}@servio-staging-db.c9akciq32abc.us-east-1.rds.amazonaws.com:5432/x",
    "elasticache.node_type": "master.servio-staging-redis.abc123.use1.cache.amazonaws.com:6379",
    "ecs.task_definition": "arn:aws:ecs:us-east-1:123456789012:x on 10.1.2.3:3000 | <b>ip-10-1-2-3.ec2.internal</b>",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "environments", tmp_path / "environments")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SERVIO_STATE", str(tmp_path / "state"))
    for name in ("SERVIO_HISTORY", "SERVIO_RUNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def ran(project: Path, values: Facts_, run: str = "20261123t021104z-abcdef", **more: Any) -> Path:
    """Leave a run that read these facts."""
    folder = project / "runs" / run
    folder.mkdir(parents=True)
    told = result(run=run, folder=folder, **{"ended": datetime.now(UTC), **AT, **more})
    told.write(folder / files.VERDICT)
    (folder / files.FACTS).write_text(facts(values).to_json())
    return folder


def document(project: Path) -> str:
    assert main(["docs", "staging"]) == 0
    return (project / "docs/STAGING.md").read_text()


def stale(capsys: pytest.CaptureFixture[str], path: str = "docs/STAGING.md") -> list[str]:
    """Return why the document is stale."""
    capsys.readouterr()
    code = main(["docs", "staging", "--check", "--output", path])
    lines = capsys.readouterr().err.splitlines()
    assert code == (1 if lines else 0)
    return lines


def test_the_committed_document_is_not_stale(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SERVIO_RUNS", "nowhere")
    monkeypatch.setenv("SERVIO_HISTORY", "/dev/null")
    assert stale(capsys) == []


def test_what_was_read_stands_there_with_its_date(project: Path) -> None:
    ran(project, READ)
    text, today = document(project), datetime.now(UTC).date()
    assert f"| PostgreSQL, as AWS says | 15.4 | {today} |" in text
    assert f"| Its verdict | GO | {today} |" in text
    assert "| Redis, as the server says | unknown | unknown |" in text
    assert "| Taken from production on | unknown | unknown |" in text
    assert "https://api.staging.servio.com" in text


def test_no_secret_and_no_private_host_stands_there(project: Path) -> None:
    ran(project, READ | PRIVATE)
    text = document(project)
    found = (CANARY, "amazonaws", "10.1.2.3", ".internal", "123456789012", "<b>", "servio-staging-db")
    assert not [word for word in found if word in text]
    assert "an RDS endpoint" in text


def test_only_an_accepted_run_counts(project: Path) -> None:
    ran(project, READ, "20261123t021104z-aaaaaa")
    ran(project, READ | {"rds.engine_version": "16.1"}, "20261124t021104z-bbbbbb", verdict=Verdict.NO_GO)
    ran(project, READ | {"rds.engine_version": "16.2"}, "20261125t021104z-cccccc", environment="production")
    assert "| PostgreSQL, as AWS says | 15.4 |" in document(project)
    assert main(["docs", "staging", "--run", "runs/20261124t021104z-bbbbbb"]) == 4


def test_a_run_that_was_led_elsewhere_says_nothing_of_the_environment(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(project, READ, web_url="http://127.0.0.1:3000")
    assert "| PostgreSQL, as AWS says | unknown |" in document(project)
    assert main(["docs", "staging", "--run", "runs/20261123t021104z-abcdef"]) == 4
    assert "it looked at http://127.0.0.1:3000 and" in capsys.readouterr().err


def test_the_history_knows_runs_that_are_elsewhere(project: Path) -> None:
    folder = ran(project, READ).rename(project / "kept")
    with history.opened(history.path()) as kept:
        kept.keep(result(folder=folder, **AT))
    assert "| PostgreSQL, as AWS says | 15.4 |" in document(project)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (READ | {"rds.engine_version": "15.6"}, "PostgreSQL, as AWS says: 15.4 there, 15.6 in run 20261129"),
        (READ | {"redis.version": "7.0.7"}, "Redis, as the server says: unknown there, 7.0.7 in run 20261129"),
        (READ | {"ecs.image_tag": "another"}, ""),
        ({"ecs.desired": Unread("denied")}, ""),
    ],
)
def test_a_newer_accepted_run_makes_it_stale_where_it_says_otherwise(
    values: Facts_, said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(project, READ)
    document(project)
    assert stale(capsys) == []
    ran(project, values, "20261129t021104z-dddddd")
    assert said in "".join(stale(capsys))
    assert bool(stale(capsys)) is bool(said)


def test_a_change_by_hand_or_of_the_environment_makes_it_stale(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document(project)
    path, toml = project / "docs/STAGING.md", project / "environments/staging.toml"
    path.write_text(path.read_text().replace("unknown", "15.4", 1))
    assert "somebody edited it by hand" in stale(capsys)[0]
    document(project)
    toml.write_text(toml.read_text().replace("staging.servio.com", "staging2.servio.com"))
    assert "environments/staging.toml or the form of the document has changed" in stale(capsys)[0]


def test_old_facts_make_it_stale(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran(project, READ, ended=datetime.now(UTC) - timedelta(days=91))
    document(project)
    assert "more than 90 days ago" in stale(capsys)[0]


@pytest.mark.usefixtures("project")
def test_a_document_that_is_not_there_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert "it cannot be read" in stale(capsys)[0]


def test_every_fact_of_the_document_is_one_that_is_read() -> None:
    assert not {line.fact for line in contents.lines() if line.fact} - known_facts().keys()
