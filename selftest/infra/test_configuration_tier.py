"""The configuration as checks of the infra tier: one red check for each family, and no secret in any artifact."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from selftest.infra.healthy import VALUES, definition, written
from selftest.support.processes import ROOT, Outcome, Verify
from selftest.support.project import Project
from servio_verify.infra.configuration.catalogue import Family
from servio_verify.infra.configuration.dotenv_file import DotenvFile
from servio_verify.infra.configuration.expected import read_expected
from servio_verify.infra.configuration.holding import Held
from servio_verify.infra.configuration.look import Look
from servio_verify.infra.configuration.subject import Subject
from servio_verify.infra.configuration.task import task_of

SECRET = read_expected(ROOT, "staging").table.secret

SESSION = "Kq7vTz9mWx3p"
"""A secret that only the name of its key tells, shorter than a token."""

LEAK = """
def test_it_leaks(configuration):
    assert False, dict(line.split("=", 1) for line in open(".env.staging"))["SESSION_SECRET"]
"""
MISTAKES = {
    "lines": ("SENTRY_ENVIRONMENT=staging\n", "SENTRY_ENVIRONMENT=staging\nSENTRY_ENVIRONMENT=staging\n"),
    "keys": ("DATADOG_APP_KEY=", "DATADOG_APP_KEX="),
    "values": ("NODE_ENV=production", "NODE_ENV=staging"),
    "addresses": ("rediss://", "redis://"),
    "secrets": (VALUES["STRIPE_SECRET_KEY"], VALUES["STRIPE_SECRET_KEY"].replace("test", "live")),
}


@pytest.fixture
def project(tmp_path: Path, verify: Verify) -> Project:
    made = Project(tmp_path, verify)
    (tmp_path / "tests/infra").mkdir(parents=True)
    for name in ("conftest.py", "test_configuration.py"):
        shutil.copy(ROOT / "tests/infra" / name, tmp_path / "tests/infra")
    facts = tmp_path / "environments/staging.facts.toml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text[text.index("[configuration]") :], encoding="utf-8")  # no AWS of whoever runs this is asked
    return made


def run(project: Project, settings: dict[str, str], text: str) -> Outcome:
    dotenv = project.folder / ".env.staging"
    dotenv.write_text(text)
    dotenv.chmod(0o600)
    account = {"SERVIO_EMAIL": "test@example.com", "SERVIO_PASSWORD": "password"}
    return project.run("-m", "infra", "--env", "staging", **settings, **account)


def outcomes(run: Outcome) -> dict[str, str]:
    return {each["check"].partition("::")[2]: each["outcome"] for each in run.verdict["ledger"]}


def test_a_healthy_configuration_is_go(project: Project, healthy: dict[str, str]) -> None:
    done = run(project, healthy, written(VALUES))
    assert done.code == 0, done.output
    skipped = {name for name, outcome in outcomes(done).items() if outcome == "skipped"}
    assert skipped == {
        "test_the_configuration_has_no_mistake_in_its[task]",
        "test_no_secret_is_productions_too",
    }
    assert any("what the running task gets" in line for line in done.verdict["not_covered"])


@pytest.mark.parametrize(
    ("file", "task", "passes"),
    [
        (None, None, []),
        (written(VALUES), None, ["file", "lines", "keys", "values", "addresses", "secrets"]),
        (None, definition(VALUES, set(SECRET)), ["values", "addresses", "secrets", "task"]),
        ("SERVIO_EMAIL=qa@staging.servio.com\n", None, ["file", "lines", "values", "addresses", "secrets"]),
    ],
    ids=["nothing", "a file", "a task", "the suite's own file"],
)
def test_nothing_passes_that_was_not_looked_at(
    file: str | None, task: dict[str, Any] | None, passes: list[str]
) -> None:
    expected = read_expected(ROOT, "staging")
    read = DotenvFile(".env.staging", file) if file else None
    subject = Subject(expected, read, task_of(task) if task else None)
    assert [family for family in Family if passed(Held(Look(subject, ()), "nobody was asked"), family)] == passes


def passed(held: Held, family: Family) -> bool:
    try:
        held.hold(family)
    except pytest.skip.Exception:
        return False
    return True


def test_each_mistake_turns_its_check_red_and_shows_no_value(project: Project, healthy: dict[str, str]) -> None:
    text = written(VALUES | {"SESSION_SECRET": SESSION})
    for right, wrong in MISTAKES.values():
        text = text.replace(right, wrong)
    project.write(LEAK, "infra", "test_leak.py")
    done = run(project, healthy, text)
    failed = {name for name, outcome in outcomes(done).items() if outcome == "failed"}
    assert done.code == 1, done.output
    assert failed == {
        "test_it_leaks",
        *(f"test_the_configuration_has_no_mistake_in_its[{family}]" for family in MISTAKES),
    }
    assert ".env.staging:5: REDIS_URL is redis://, and Redis here speaks TLS only: write rediss://" in done.output
    secrets = [SESSION, VALUES["STRIPE_WEBHOOK_SECRET"], "p4Zr7wQm2vKd", "mT8vLq3ZxWpR6sYd"]
    files = [path for path in done.run.rglob("*") if path.is_file()]
    assert not [path for path in files for secret in secrets if secret.encode() in path.read_bytes()]
    assert not [secret for secret in secrets if secret in done.output]
