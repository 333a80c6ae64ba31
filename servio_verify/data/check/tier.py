"""The check as a part of the infra tier: once for each run, in the time that the facts file gives it."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from servio_verify.data.check.canaries import file as canaries_file
from servio_verify.data.check.canaries.digests import read_key
from servio_verify.data.check.canaries.flock import Flock
from servio_verify.data.check.errors import CannotLookError
from servio_verify.data.check.job import Check, Settings
from servio_verify.data.check.kinds import WORDS
from servio_verify.data.check.model import Report
from servio_verify.data.check.opening import session_of
from servio_verify.data.policy.file import DEFAULT, read_policy
from servio_verify.environments.model import Environment
from servio_verify.failures.check_errors import CheckError, DoubtError
from servio_verify.infra.address import RefusedError, address_of
from servio_verify.infra.database.connection import PORT, SCHEMES
from servio_verify.infra.source import UnreachableError
from servio_verify.run import files

VARIABLE = "DATABASE_URL"
TABLE = "personal_data"
SECONDS, SAMPLE = 60, 50_000
LONGEST = 160
NOTHING = "nothing is expected: environments/{}.facts.toml has no [personal_data]"


@dataclass(frozen=True)
class PersonalData:
    """What one check said, as sentences; `unasked` says why there was none."""

    found: tuple[str, ...] = ()
    in_doubt: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    unasked: str = ""
    refused: str = ""

    def expect_nobody(self) -> None:
        """Raise CheckError where somebody is found, DoubtError where it cannot be told; skip where nothing is asked."""
        self._expect_asked()
        if self.found:
            raise CheckError(_sentence("a real person's data are left", self.found))
        if self.in_doubt:
            raise DoubtError(_sentence("whether a real person's data are left, nobody can tell", self.in_doubt))

    def expect_whole_rows(self) -> None:
        """Raise CheckError where rows do not fit together."""
        self._expect_asked()
        if self.wrong:
            raise CheckError(_sentence("rows do not fit together", self.wrong))

    def expect_covered(self) -> None:
        """Skip, with what was not looked at by choice."""
        self._expect_asked()
        if self.not_covered:
            pytest.skip(_sentence("personal data", self.not_covered))

    def _expect_asked(self) -> None:
        if self.unasked:
            pytest.skip(self.unasked)
        if self.refused:
            raise DoubtError(self.refused)


def checked_once(environment: Environment, told: Mapping[str, Any] | None, folder: Path) -> PersonalData:
    """Return what the check says; the workers of a run, whose folder this is, check once for all of them."""
    kept = folder / files.named(files.SHARED, "personal_data.json")
    with FileLock(kept.with_suffix(".lock")):
        if kept.exists():
            return PersonalData(**{name: _frozen(it) for name, it in json.loads(kept.read_text("utf-8")).items()})
        found = _checked(environment, told)
        files.write_atomically(kept, json.dumps(asdict(found)), private=True)
    return found


def _checked(environment: Environment, told: Mapping[str, Any] | None) -> PersonalData:
    if told is None:
        return PersonalData(unasked=NOTHING.format(environment.name))
    try:
        address = address_of(environment, VARIABLE, PORT, SCHEMES)
        with session_of(address, environment.ca_file, told.get("seconds", SECONDS)) as session:
            return _sentences(Check(session, _settings(told)).run())
    except UnreachableError as error:
        return PersonalData(unasked=str(error))
    except (RefusedError, CannotLookError) as error:
        return PersonalData(refused=str(error))


def _settings(told: Mapping[str, Any]) -> Settings:
    policy = Path(told.get("policy", DEFAULT))
    flock = None
    if canaries := told.get("canaries"):
        key = read_key(None, os.environ)
        flock = Flock(canaries_file.read(Path(canaries), key), key)
    return Settings(
        policy=read_policy(policy) if "policy" in told or policy.exists() else None,
        flock=flock,
        sample=told.get("sample", SAMPLE),
    )


def _sentences(report: Report) -> PersonalData:
    doubts = [each for each in report.not_looked_at if not each.by_choice]
    parts = [f"{each.place.name} {each.words}" for each in report.not_looked_at if each.by_choice]
    chosen = [f"{len(parts)} columns were looked at in part, as {parts[0]}"] if parts else []
    untold = [each for each in report.looked if each.untold]
    names = sorted({WORDS[kind] for each in untold for kind in each.untold})
    if untold:
        chosen.append(f"{', '.join(names)} in {len(untold)} places: only canaries tell whose they are")
    return PersonalData(
        found=tuple(f"{each.place.name} has {each.words}" for each in report.found),
        in_doubt=tuple(f"{each.place.name}: {each.words}" for each in doubts) + report.integrity.not_told,
        not_covered=tuple(chosen),
        wrong=report.integrity.wrong,
    )


def _sentence(what: str, places: tuple[str, ...]) -> str:
    """Return a line of bearable length: the first place, and how many more."""
    more = f" (and {len(places) - 1} more: servio-verify data check)" if len(places) > 1 else ""
    line = f"{what}: {places[0]}"
    room = LONGEST - len(more)
    return f"{line if len(line) <= room else f'{line[: room - 1]}…'}{more}"


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
