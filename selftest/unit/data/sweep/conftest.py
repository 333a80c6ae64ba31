"""A target with two accounts, runs that are dead, and the sweep of the next one."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.unit.data.sweep.venue_server import ADA, BOB, LIMIT, Left, Sweep, VenueServer, serving_venues
from servio_verify.data.sweep import Swept, sweep
from servio_verify.environments.model import Environment
from servio_verify.run.identity import Run, new_run_id
from servio_verify.run.journal import Journal


@pytest.fixture
def target() -> Iterator[VenueServer]:
    with serving_venues() as target:
        yield target


@pytest.fixture
def it(target: VenueServer) -> Environment:
    accounts = {"email": ADA, "password": "of ada", "email_2": BOB, "password_2": "of bob"}
    urls = {"web_url": target.origin, "api_url": target.origin}
    return Environment.model_validate({"name": "it", "writes": True, **accounts, **urls})


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def left_by(it: Environment, runs: Path) -> Left:
    """The journal of a run that is dead: it worked on this target, and holds its lock no more."""

    def left(run: str, api_url: str = "") -> Journal:
        folder = runs / run
        folder.mkdir(parents=True)
        (folder / "target.json").write_text(json.dumps({"environment": "it", "api_url": api_url or it.api_url}))
        return Journal(folder / "journal-gw0.jsonl")

    return left


@pytest.fixture
def swept(it: Environment, runs: Path) -> Sweep:
    """Sweep, as the set-up of the next run does."""

    def swept(*, dry_run: bool = False) -> Swept:
        own = Run(new_run_id(), runs / "own")
        own.make_folder()
        return sweep(it, runs, own, LIMIT, dry_run=True) if dry_run else sweep(it, runs, own, LIMIT)

    return swept
