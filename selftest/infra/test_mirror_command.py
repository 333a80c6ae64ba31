"""The command `servio-verify mirror`: table, page, JSON and job summary; no secret in any of them."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from selftest.infra.mirrored import PLANTED, Facts_, facts, healthy
from selftest.support.command import servio_verify
from selftest.support.processes import ROOT
from servio_verify.cli.main import main
from servio_verify.infra.facts import Unread
from servio_verify.infra.mirror.file import MirrorFile
from servio_verify.infra.mirror.side import environment_of, live_side

CANARY = "c4n4ry-Pa55word"
STRIPE = "sk_live_c4n4ry0123456789"
SECRETS = (f"postgresql://servio:{CANARY}@servio-staging-db/servio", STRIPE, f"Bearer {CANARY}-0123456789")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a healthy staging and a healthy production, as documents."""
    shutil.copytree(ROOT / "environments", tmp_path / "environments")
    (tmp_path / "environments/mirror.toml").unlink(missing_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SERVIO_STATE", str(tmp_path / "state"))
    for name in ("GITHUB_STEP_SUMMARY", "SERVIO_HISTORY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("staging", "production"):
        write(tmp_path, name)
    return tmp_path


def write(folder: Path, name: str, more: Facts_ | None = None) -> None:
    conf: Facts_ = {"configuration.keys": ("NODE_ENV",)}
    it = facts(healthy(name) | conf | (more or {}))
    (folder / f"{name}.json").write_text(it.to_json(), encoding="utf-8")


def mirror(*more: str) -> int:
    saved = [word for name in ("staging", "production") for word in (f"--facts-{name}", f"{name}.json")]
    return main(["mirror", "staging", "production", *saved, *more])


@pytest.mark.usefixtures("project")
def test_two_healthy_environments_have_nothing_to_settle(capsys: pytest.CaptureFixture[str]) -> None:
    assert mirror() == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("staging against production: 0 to settle, 0 agreed; ")


def test_each_rendering_has_every_row_and_no_secret(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    leaking = dict(zip(("database.name", "http.web_hsts", "ecs.log_group"), SECRETS, strict=True))
    write(project, "staging", dict(PLANTED.values()) | leaking | {"redis.version": Unread(f"denied: {SECRETS[0]}")})
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project / "summary.md"))
    assert mirror("--output", "it.html") == 1
    table = capsys.readouterr().out
    assert mirror("--json", "--output", "it.txt") == 1
    told = json.loads(capsys.readouterr().out)
    renderings = [table, json.dumps(told), *(Path(name).read_text() for name in ("it.html", "it.txt", "summary.md"))]
    assert len(told["differences"]) == len({**PLANTED, **leaking})
    assert not [secret for secret in (CANARY, STRIPE) for text in renderings if secret in text]
    for text in renderings:
        assert not [row for row in PLANTED if row.partition("[")[0] not in text]
    assert max(map(len, table.splitlines())) <= 80


def test_since_when_is_remembered_until_it_is_gone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def since() -> list[str | None]:
        mirror("--json")
        return [row["since"] for row in json.loads(capsys.readouterr().out)["differences"]]

    write(project, "staging", {"rds.engine_version": "14.9"})
    (today,) = since()
    with sqlite3.connect(project / "state/history.sqlite") as kept:
        kept.execute("UPDATE first_seen SET day = '2026-01-31'")
    assert since() == ["2026-01-31"]
    write(project, "staging", {"rds.engine_version": Unread("denied")})
    assert since() == []
    write(project, "staging", {"rds.engine_version": "14.9"})
    assert since() == ["2026-01-31"], "what could not be read was no end of it"
    write(project, "staging")
    since()
    write(project, "staging", {"rds.engine_version": "14.9"})
    assert since() == [today]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["stagign", "production"], "did you mean 'staging'?"),
        (["staging", "staging"], "'staging' against itself"),
        (["staging", "production", "--facts-staging", "nowhere.json"], "nowhere.json: No such file"),
        (["staging", "production", "--facts-staging", "environments/staging.toml"], "it is no facts document"),
        (["staging", "production", "--facts-live", "x"], "unrecognized arguments: --facts-live x"),
        (["local", "production", "--facts-production", "production.json"], "environment 'local' has no address"),
    ],
)
def test_a_mistake_of_the_caller_is_one_line(arguments: list[str], said: str, project: Path) -> None:
    ended = servio_verify(project, {"PATH": "/usr/bin:/bin", "SERVIO_STATE": str(project)}, "mirror", *arguments)
    assert ended.returncode == 4, ended.stderr
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_what_the_process_says_is_taken_for_neither_side(project: Path) -> None:
    (project / "environments/nobody.toml").write_text(
        'web_url = "http://127.0.0.1:9"\napi_url = "http://127.0.0.1:9"\n'
    )
    process = {"DATABASE_URL": f"postgresql://servio:{CANARY}@127.0.0.1/servio", "REDIS_URL": "redis://127.0.0.1"}
    side = live_side(project, environment_of(project, "nobody", process), MirrorFile())
    assert side.facts.unreachable["database"].startswith("no DATABASE_URL")
    assert side.facts.unreachable["redis"].startswith("no REDIS_URL")
