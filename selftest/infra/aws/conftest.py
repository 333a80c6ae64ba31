"""AWS's stand-in, up once for this worker, with both environments in it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from selftest.support.aws.front import Front, in_front_of
from selftest.support.aws.look import Look, settings_for
from selftest.support.aws.made import Aws, make
from selftest.support.aws.ministack import ministack
from selftest.support.aws.sizes import PRODUCTION, STAGING


@dataclass(frozen=True)
class StandIn:
    """The stand-in: what is in front of it, and a hand on what is in it."""

    front: Front
    staging: Aws
    production: Aws


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with ministack(str(tmp_path_factory.mktemp("ministack"))) as origin, in_front_of(origin) as front:
        yield StandIn(front, make(origin, STAGING), make(origin, PRODUCTION))


@pytest.fixture(scope="session")
def aws_environ(stand_in: StandIn) -> Iterator[dict[str, str]]:
    """Lead the whole process to the stand-in, and to no AWS of whoever runs the selftest."""
    own, settings = [key for key in os.environ if key.startswith("AWS_")], settings_for(stand_in.front)
    with pytest.MonkeyPatch.context() as patch:
        for key in own:
            patch.delenv(key)
        for key, value in settings.items():
            patch.setenv(key, value)
        yield settings


@pytest.fixture(scope="session")
def staging(aws_environ: dict[str, str]) -> Look:
    assert aws_environ
    return Look("staging")


@pytest.fixture(scope="session")
def production(aws_environ: dict[str, str]) -> Look:
    assert aws_environ
    return Look("production")
