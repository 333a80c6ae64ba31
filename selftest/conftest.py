"""Runs the suite as a person does: as a process of its own, from the project's folder."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.support import forked_run
from selftest.support.processes import ROOT, Outcome, Verify, servio, settings_of

pytest_plugins = ["selftest.dealing"]

RUN_SECONDS = 480

ALONE_IN = ("load_runs", "runs")
"""Folders of tests that run apart from the rest; `make test` looks nowhere else for them."""


@pytest.hookimpl(tryfirst=True)  # before they are deselected
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that would never run."""
    for item in items:
        if item.get_closest_marker("alone") and item.path.relative_to(ROOT / "selftest").parts[0] not in ALONE_IN:
            raise pytest.UsageError(f"`make test` runs what is marked alone in {ALONE_IN} only, not {item.nodeid}")


@pytest.fixture
def clean_environ(tmp_path: Path, pytestconfig: pytest.Config) -> dict[str, str]:
    """The process environment without settings of whoever runs the selftest; Node.js compiles its own code once."""
    foreign = r"SERVIO_|NEXT_PUBLIC_|PYTEST_|GITHUB_|SLACK_|CI_"
    kept = {key: value for key, value in os.environ.items() if not re.match(foreign, key)}
    own = {"SERVIO_RUNS": str(tmp_path / "runs"), "SERVIO_STATE": str(tmp_path / "state")}
    return kept | own | {"NODE_COMPILE_CACHE": str(pytestconfig.cache.mkdir("node"))}


@pytest.fixture
def verify(clean_environ: dict[str, str], tmp_path: Path) -> Verify:
    """Run pytest on the suite with these arguments and settings, and wait for its end."""

    def run(*arguments: str, cwd: Path = ROOT, **settings: str) -> Outcome:
        environ = clean_environ | settings
        ended = forked_run.run(
            "pytest", *arguments, folder=cwd, environ=environ, timeout=RUN_SECONDS, stderr=forked_run.MERGED
        )
        return Outcome(ended.returncode, ended.stdout, tmp_path / "runs")

    return run


@pytest.fixture(scope="session")
def healthy() -> Iterator[dict[str, str]]:
    """A healthy sandbox for this worker: the settings that lead to it."""
    with servio("servio_sandbox", "--json") as told:
        yield settings_of(told)
