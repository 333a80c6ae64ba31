"""Check of a mirror: the facts of one source on both sides, as a check of the infra tier."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from servio_verify.errors import UsageError
from servio_verify.failures.check_errors import CheckError, DoubtError
from servio_verify.infra.mirror.compare import compare
from servio_verify.infra.mirror.difference import Mirror
from servio_verify.infra.mirror.file import PATH, MirrorFile
from servio_verify.infra.mirror.sentences import line
from servio_verify.infra.mirror.side import Side, environment_of, live_side, saved_side
from servio_verify.infra.source import MODULES, OF_STAGING, sources_of
from servio_verify.results.model import Result
from servio_verify.run import files

SHOWN = 3
"""Differences in the first line of a failure."""


@dataclass(frozen=True)
class Reflection:
    """One source, held against the other environment; or why there is nothing to hold it against."""

    source: str
    why_not: str = ""

    def __str__(self) -> str:
        return self.source

    def skip_where_nothing(self) -> None:
        """Skip the check, with the reason, before either side is asked."""
        if self.why_not:
            pytest.skip(self.why_not)

    def hold(self, sides: tuple[Side, Side], file: MirrorFile) -> None:
        """Raise CheckError where there is a difference that nobody agreed to, DoubtError for an unread fact.

        Skips the check where one side's source could not be asked.
        """
        mirror = compare(sides, file, self.source)
        if mirror.findings:
            raise CheckError("\n".join(_complaint(mirror)))
        if asked := [each for each in mirror.open if each.facts]:
            raise DoubtError("\n".join(map(str, asked)))
        if not mirror.compared:
            pytest.skip("; ".join(map(str, mirror.not_compared)) or "nothing to compare")


def reflections(environment: str, file: MirrorFile) -> list[Reflection]:
    """Return the checks of an environment: one for each source, or one that says why there is none."""
    told = file.settings
    if not told.with_:
        return [Reflection("nothing", f"no mirror: {PATH} has no `with`")]
    if environment != told.environment:
        return [Reflection("nothing", f"no mirror of {environment}: {PATH} is about {told.environment or 'nobody'}")]
    return [Reflection(source) for source in sorted(MODULES.keys() - OF_STAGING)]


def mirrored_sources(
    environment: str, file: MirrorFile, tables: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
) -> frozenset[str]:
    """Return the sources that must be asked for a mirror: all that the environment has, on both of its sides."""
    return sources_of(tables) if file.settings.with_ and environment in file.settings.pair else frozenset()


def other_side(root: Path, runs: Path, file: MirrorFile) -> Side:
    """Return the environment that is held against: of the document that the file names, else of its newest run.

    It is asked now where the file says so, and there is neither. Skips the check where nothing is known of it.
    """
    told = file.settings
    name = told.with_ or ""
    try:
        if told.facts:
            return saved_side(root, name, root / told.facts, file)
        if newest := newest_run(runs, name):
            return saved_side(root, name, newest, file)
        if told.live:
            return live_side(root, environment_of(root, name), file)
    except UsageError as error:
        pytest.skip(f"facts of {name}: {error}")
    pytest.skip(f"no facts of {name}: no run of it here holds any; see `facts` and `live` in {PATH}")


def newest_run(runs: Path, environment: str) -> Path | None:
    """Return the folder of the newest run of an environment that holds facts."""
    return next((folder for folder, result in runs_with_facts(runs) if result.environment == environment), None)


def runs_with_facts(runs: Path) -> Iterator[tuple[Path, Result]]:
    """Yield the folders of the runs that hold facts, the newest first, each with its result."""
    for document in sorted(runs.glob(f"*/{files.FACTS}"), reverse=True):
        try:
            told = (document.parent / files.VERDICT).read_text(encoding="utf-8")
            yield document.parent, Result.model_validate_json(told)
        except (OSError, ValueError):
            continue  # a run that is on now, or a verdict of another version


def _complaint(mirror: Mirror) -> Iterator[str]:
    lines = [line(row, mirror.names) for row in mirror.findings]
    if len(lines) == 1:
        yield from lines
        return
    named = ", ".join(row.fact for row in mirror.findings[:SHOWN])
    more = f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    yield f"{len(lines)} differences from {mirror.names[1]} are to settle: {named}{more}"
    yield from lines
