"""A project with some tiers, and the servers that its environment names: PostgreSQL, Redis, AWS's stand-in."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.pairs import ROOT
from selftest.support.aws.front import in_front_of
from selftest.support.aws.look import settings_for
from selftest.support.aws.made import make
from selftest.support.aws.ministack import ministack
from selftest.support.aws.sizes import STAGING

ACCOUNT = {"SERVIO_EMAIL": "test@example.com", "SERVIO_PASSWORD": "password"}


def project(folder: Path, *tiers: str) -> Path:
    """Make a folder with these tiers and the environments; return the facts file of its staging."""
    for name in ("environments", *(f"tests/{tier}" for tier in tiers)):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("conftest.py", "pytest.ini"):
        shutil.copy(ROOT / name, folder)
    return folder / "environments/staging.facts.toml"


@contextmanager
def aws(scratch: Path) -> Iterator[Mapping[str, str]]:
    """Start AWS's stand-in with what staging has there, and yield the settings that lead to it."""
    scratch.mkdir()
    with ministack(str(scratch)) as origin, in_front_of(origin) as front:
        make(origin, STAGING)
        yield settings_for(front)
