"""Stand-ins of the sources, each up once for this worker, and the project that a row of the table runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.monitoring.situations import Stage, Staged
from selftest.support.datadog import Datadog, datadog
from selftest.support.processes import Verify


@pytest.fixture
def staged(tmp_path: Path, verify: Verify, healthy: dict[str, str]) -> Staged:
    """Run a row of the table of situations (`situations.py` says how)."""
    return Stage(tmp_path / "project", verify, healthy).run


@pytest.fixture(scope="session")
def datadog_server() -> Iterator[Datadog]:
    with datadog() as server:
        yield server
