"""Stand-ins of the sources, each up once for this worker, and the project that a row of the table runs."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.monitoring.situations import Stage, Staged
from selftest.monitoring.stand_in import StandIn
from selftest.support.aws.front import in_front_of
from selftest.support.aws.look import settings_for
from selftest.support.aws.made import make
from selftest.support.aws.ministack import ministack
from selftest.support.aws.sizes import STAGING
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


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """AWS's stand-in with staging in it, for which CloudWatch and the log group have nothing yet."""
    with ministack(str(tmp_path_factory.mktemp("ministack"))) as origin, in_front_of(origin) as front:
        yield StandIn(front, make(origin, STAGING))


@pytest.fixture
def near_aws(aws: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Lead this process to the stand-in, and to no AWS of whoever runs the selftest."""
    for key in [key for key in os.environ if key.startswith("AWS_")]:
        monkeypatch.delenv(key)
    for key, value in settings_for(aws.front).items():
        monkeypatch.setenv(key, value)
    return aws
