"""Situations of all sources together: none is named, none can be reached, none answers, and mistakes in the tables."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.monitoring.situations import EVERYTHING_PASSED, GO, HEALTH, Row, Staged
from selftest.support.aws.look import KEYS as AWS_KEYS
from selftest.support.datadog import KEYS
from selftest.support.processes import Verify
from selftest.support.project import Project
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.settings import read_environment

AWS = "".join(f"[monitoring.{name}]\ndecides = true\n" for name in ("balancer", "tasks", "logs"))
SENTRY = '[monitoring.sentry]\norganization = "servio"\nprojects = ["web"]\nurl = "{there}"\ndecides = true\n'
ALL = f'{SENTRY}[monitoring.datadog]\nsite = "{{there}}"\ndecides = true\n{AWS}'
TOKEN = "SENTRY_AUTH_TOKEN"  # noqa: S105 - its name
MOST_SECONDS = 3.0
"""What sources that are all down may add to a run (with the seconds that a source has by default)."""

ROWS = [
    Row(
        "no source is named",
        GO,
        EVERYTHING_PASSED,
        also=(
            r"^not covered: silent failures: nobody was asked, \[monitoring\] names no source \(docs/monitoring.md\)$",
        ),
    ),
    Row(
        "no source answers",
        GO,
        EVERYTHING_PASSED,
        ALL,
        also=(
            "^not covered: Sentry, Datadog: could not be read, ",
            "^not covered: balancer, tasks, logs: AWS does not answer sts:GetCallerIdentity",
        ),
        source="hangs",
    ),
    Row(
        "neither keys nor credentials are there",
        GO,
        EVERYTHING_PASSED,
        ALL,
        also=(
            "^not covered: Sentry: no SENTRY_AUTH_TOKEN: set it in .env.staging$",
            "^not covered: Datadog: no DATADOG_API_KEY: set it in .env.staging$",
            "^not covered: balancer, tasks, logs: AWS was not asked: no credentials here",
        ),
        source="knows nobody",
    ),
]
NOBODY = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""} | dict.fromkeys((*KEYS, TOKEN), "")


@pytest.fixture
def hanging() -> Iterator[str]:
    """A port that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_situation_ends_with_its_verdict(row: Row, staged: Staged, hanging: str) -> None:
    there = hanging
    nowhere = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_ENDPOINT_URL": there}
    settings = AWS_KEYS | KEYS | {TOKEN: "token"} | nowhere | (NOBODY if row.source == "knows nobody" else {})
    ended = staged(row, places={"there": there}, **settings)
    assert ended.verdict["timings"].get("monitoring", 0.0) <= MOST_SECONDS


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[monitoring.datadgo]", "[monitoring]: unknown key 'datadgo'; did you mean 'datadog'?"),
        (
            "[monitoring.sentry]\nprojects = ['web']",
            "monitoring.sentry.organization is missing: set SERVIO_MONITORING__SENTRY__ORGANIZATION",
        ),
        ("[monitoring.tasks]\ndecide = true", "[monitoring.tasks]: unknown key 'decide'; did you mean 'decides'?"),
        ("[monitoring.tasks]\nseconds = 900", "monitoring.tasks.seconds: Input should be less than or equal to 60"),
        (
            "[monitoring.datadog]\nsite = 'http://datadoghq.eu'",
            "'http://datadoghq.eu' would send the keys in the clear",
        ),
        ("[monitoring.datadog]\ntags = ['env:a,env:b']", "'env:a,env:b' is no tag; write it like env:staging"),
        ("[monitoring.logs.noise]\n'.*' = 'all'", "'.*' fits every complaint; say which one is known"),
    ],
)
def test_a_mistake_in_a_table_is_one_line(table: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/local.toml").write_text(f"sandbox = []\n{table}\n")
    with pytest.raises(SettingsError) as error:
        read_environment("local", tmp_path, {})
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_mistake_in_a_table_ends_with_4(tmp_path: Path, verify: Verify) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(HEALTH)
    ended = project.run(SERVIO_MONITORING="{tasks = {decide = true}}")
    assert ended.code == 4
    assert ended.lines == [
        "ERROR: environment 'local': [monitoring.tasks]: unknown key 'decide'; did you mean 'decides'?"
    ]
