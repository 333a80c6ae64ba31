"""Deletes what crashed runs left on the target: from their journals, and by the form of our names where none is."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from servio_verify.api import assertions
from servio_verify.api.client import Api
from servio_verify.api.models import Named, Venue
from servio_verify.environments.model import Environment
from servio_verify.errors import ServioVerifyError, UsageError
from servio_verify.run import files
from servio_verify.run.identity import NAME_PATTERN, Run, started_at, unwritable
from servio_verify.run.journal import Journal, journals
from servio_verify.secrets import second_factor
from servio_verify.traffic.http import open_client

PREFIX = "sv-"
MOST_PAGES = 50


@dataclass(frozen=True)
class Swept:
    """What a sweep found, by the names on the target."""

    deleted: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


class SweepError(ServioVerifyError):
    """Leftovers could not be looked for."""


def hold(run: Run, environment: Environment) -> FileLock:
    """Mark the run as alive and say where it works; return the lock, to be kept until the end. Raises UsageError."""
    target = json.dumps({"environment": environment.name, "api_url": environment.api_url})
    lock = FileLock(run.folder / files.ALIVE)
    try:
        (run.folder / files.TARGET).write_text(target)
        lock.acquire()
    except OSError as error:
        raise UsageError(unwritable(error)) from None
    return lock


def sweep(environment: Environment, runs: Path, run: Run, older_than: timedelta, *, dry_run: bool = False) -> Swept:
    """Delete what dead runs left, of any age by their journals, and older things by the form of their names.

    Nothing without that form is ever touched (`run.NAME_PATTERN`); with `dry_run`, nothing at all. Raises SweepError.
    """
    try:
        return _sweep(environment, runs, run, older_than, dry_run=dry_run)
    except (AssertionError, httpx.HTTPError) as error:
        raise SweepError(f"leftovers of earlier runs could not be looked for: {error}") from None


def _sweep(environment: Environment, runs: Path, run: Run, older_than: timedelta, *, dry_run: bool) -> Swept:
    dead = list(_dead_runs(environment, runs))
    second_factor.keep(environment)
    with open_client(environment, run, environment.api_url) as client:
        api = Api(client, Journal.of(run, "sweep"), run)
        found = dict(_older(api, runs, older_than))
        if not found and not dead:
            return Swept()
        tokens = [api.obtain_token(*account) for account in environment.accounts]
        left, unclear = _left_by(dead, api, tokens)
        found |= left
        if dry_run:
            return Swept(tuple(found.values()))
        failed = {path: name for path, name in found.items() if not _deleted(api, path, tokens)}
    failed |= {path: path for path in unclear}
    for folder in dead:
        _close(folder, failed)
    deleted = tuple(name for path, name in found.items() if path not in failed)
    return Swept(deleted, tuple(failed[path] for path in sorted(failed)))


def _dead_runs(environment: Environment, runs: Path) -> Iterator[Path]:
    """Yield the folder of each run against this target that ended without cleaning up."""
    for target in sorted(runs.glob(f"*/{files.TARGET}")):
        if (
            _api_url(target) == environment.api_url
            and any(journal.open for journal in journals(target.parent))
            and is_dead(target.parent)
        ):
            yield target.parent


def _api_url(target: Path) -> str | None:
    try:
        return str(json.loads(target.read_text())["api_url"])
    except (OSError, ValueError, KeyError, TypeError):  # that run ended before it was written, on a full disk
        return None


def _left_by(dead: Sequence[Path], api: Api, tokens: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the names of what the journals of these runs tell, by path, and the paths of which nobody knows.

    What is one account's is closed to the other: each looks for its own. What another made under the same id since is
    not ours.
    """
    told: dict[str, tuple[str | None, str]] = {}
    for token in tokens:
        api.use(token)
        for folder in dead:
            for path, name in _told_by(folder, api):
                if name is not None or path not in told:
                    told[path] = name, folder.name
    left = {path: name for path, (name, run_id) in told.items() if name is not None and _run_of(name) == run_id}
    return left, [path for path, (name, _) in told.items() if name is None]


def _told_by(folder: Path, api: Api) -> Iterator[tuple[str, str | None]]:
    """Yield what a run's journals tell, path and name; no name where the answer is neither it nor that it is gone."""
    for journal in journals(folder):
        for path in journal.made:
            answer = api.get(path)
            if answer.is_success:
                yield path, assertions.expect_success(answer, Named).name
            elif not assertions.says_not_found(answer):
                yield path, None
        for name in filter(NAME_PATTERN.search, journal.intended):
            yield from map(_place_and_name, api.venues_named(name))


def _older(api: Api, runs: Path, older_than: timedelta) -> Iterator[tuple[str, str]]:
    for venue in _ours(api):
        run_id = _run_of(venue.name)
        if datetime.now(UTC) - started_at(run_id) > older_than and is_dead(runs / run_id):
            yield _place_and_name(venue)


def _ours(api: Api) -> Iterator[Venue]:
    found = {venue.key: venue for venue in (*api.search_venues(PREFIX, pages=MOST_PAGES), *api.newest_venues())}
    yield from (venue for venue in found.values() if _run_of(venue.name))


def _run_of(name: str) -> str:
    """Return the id of the run that gave this name; empty where none did, as no run began on the 99th."""
    found = NAME_PATTERN.search(name)
    try:
        return found["run"] if found and started_at(found["run"]) else ""
    except ValueError:
        return ""


def _place_and_name(venue: Venue) -> tuple[str, str]:
    return f"/venues/{venue.id}", venue.name


def _deleted(api: Api, path: str, tokens: Sequence[str]) -> bool:
    """Delete it as whichever account may; gone is also what none of them finds."""
    found = False
    for token in tokens:
        api.use(token)
        if api.delete(path).is_success:
            return True
        found |= not assertions.says_not_found(api.get(path))
    return not found


def is_dead(folder: Path) -> bool:
    """Return whether nobody runs in this folder, on this machine."""
    if not (folder / files.ALIVE).exists():
        return True
    try:
        with FileLock(folder / files.ALIVE, timeout=0):
            return True
    except Timeout:
        return False


def _close(folder: Path, failed: Mapping[str, str]) -> None:
    """Note in the journals what is gone now: all but what failed, which is told by path and name."""
    for journal in journals(folder):
        for name in [name for name in journal.intended if name not in failed.values()]:
            journal.note_absent(name)
        for path in [path for path in journal.made if path not in failed]:
            journal.note_deleted(path)
