"""The other environment: its flags, held against this one's by the mirror, with the differences that were agreed."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from servio_verify.environments.model import Environment
from servio_verify.errors import UsageError
from servio_verify.infra.expected.tables import read_tables
from servio_verify.infra.mirror.compare import compare
from servio_verify.infra.mirror.difference import Difference, State
from servio_verify.infra.mirror.file import PATH, MirrorFile, read_mirror_file
from servio_verify.infra.mirror.pairs import NOT_THERE
from servio_verify.infra.mirror.side import Side, environment_of, side_of
from servio_verify.infra.source import Place
from servio_verify.monitoring.flags.snapshot import KEYS, Snapshot, services_of, take
from servio_verify.monitoring.reading import sentence
from servio_verify.results.comparison import few

NOW = "read now"
AGREE = f"or agree in {PATH}"
ROOM = 50
"""Characters for the names of flags in a line."""


@dataclass(frozen=True)
class Other:
    """An environment that the flags are held against; `why` says why nothing of it is known."""

    name: str
    side: Side | None = None
    file: MirrorFile = MirrorFile()  # noqa: RUF009 - frozen
    why: str = ""
    is_wanted: bool = True

    def differences(self, place: Place, now: Snapshot) -> tuple[str, ...]:
        """Return what nobody agreed to, in a line for each kind of it."""
        if self.side is None:
            return ()
        return tuple(_lines(list(self._rows(place, now)), place.environment.name, self.name))

    def gaps(self, now: Snapshot) -> tuple[str, ...]:
        """Return what was not compared, where somebody asked for it."""
        if not self.is_wanted:
            return ()
        if self.side is None:
            return (sentence(f"flags not compared with {self.name}: {self.why}"),)
        unread = {service: why for service, why in self.side.facts.unreachable.items() if service in now.states}
        return tuple(sentence(f"flags not compared with {self.name}: {why}") for why in dict.fromkeys(unread.values()))

    def _rows(self, place: Place, now: Snapshot) -> Iterator[Difference]:
        assert self.side is not None  # noqa: S101 - the caller has looked
        own = side_of(place.environment, now.facts, place.tables, self.file, NOW)
        for service in now.states:
            mirror = compare((own, self.side), self.file, service)
            on = (set(_on(own, service)) & set(_on(self.side, service))) if mirror.findings else set()
            yield from (row for row in mirror.findings if row.state is not State.GONE and _matters(row, on))


def look(place: Place) -> Other | None:
    """Return the environment to hold the flags against, read now: the one that the setting names, or the mirror's.

    The mirror's is asked only where its file says that a run may (`live`).
    """
    settings = place.environment.monitoring.flags
    wanted = settings.against if settings else None
    name = wanted or _mirrored(place)
    if name is None:
        return None
    try:
        if name == place.environment.name:
            raise UsageError("it is this environment itself")
        file = read_mirror_file(place.root)
        there = Place(environment_of(place.root, name), read_tables(place.root, name), place.root, place.seconds)
    except UsageError as error:
        return Other(name, why=str(error).partition("\n")[0], is_wanted=wanted is not None)
    seen = take(there)
    absent = dict.fromkeys(set(services_of(place)) - set(services_of(there)), _nowhere(name))
    same = dict(_asked_alike(place.environment, there.environment))
    facts = replace(seen.facts, unreachable={**absent, **same, **seen.unread})
    return Other(name, side_of(there.environment, facts, there.tables, file, NOW), file, is_wanted=wanted is not None)


def _mirrored(place: Place) -> str | None:
    """Return the environment of the mirror; what is agreed is not read yet, which takes longer."""
    try:
        told = tomllib.loads((place.root / PATH).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None
    name = told.get("with")
    is_ours = told.get("environment") == place.environment.name and told.get("live") is True
    return name if is_ours and isinstance(name, str) else None


def _asked_alike(here: Environment, there: Environment) -> Iterator[tuple[str, str]]:
    """Yield the services that both are asked with one key: it would bring one environment's flags twice."""
    for service, key in KEYS.items():
        secret = here.secrets.get(key)
        if secret is not None and secret == there.secrets.get(key):
            yield service, f"{key} is the same here and there: give each its own"


def _nowhere(name: str) -> str:
    return f"environments/{name}.facts.toml does not say in [flags] where it is"


def _lines(rows: list[Difference], here: str, there: str) -> Iterator[str]:
    only_here = [row for row in rows if ".on[" in row.fact and row.values[1] == NOT_THERE]
    only_there = [row for row in rows if ".on[" in row.fact and row not in only_here]
    others = [row for row in rows if ".rules[" in row.fact]
    if only_here:
        yield f"flags on in {here}, not in {there}: {_few(only_here)}; switch off, {AGREE}"
    if only_there:
        yield f"flags on in {there}, not in {here}: {_few(only_there)}; switch on, {AGREE}"
    if others:
        yield f"flags with other rules than in {there}: {_few(others)}; align them, {AGREE}"


def _on(side: Side, service: str) -> tuple[str, ...]:
    fact = side.facts.known.get(f"{service}.on")
    return fact.value if fact is not None and isinstance(fact.value, tuple) else ()


def _matters(row: Difference, on: set[str]) -> bool:
    """Return whether anybody sees it: rules are of no effect where the flag is off, and `on` tells one that is off."""
    return ".on[" in row.fact or (".rules[" in row.fact and _name(row) in on)


def _few(rows: list[Difference]) -> str:
    return few([f"{_name(row)}{_remark(row)}" for row in rows], ROOM)


def _remark(row: Difference) -> str:
    return f" (agreed until {row.agreed.until})" if row.state is State.ENDED and row.agreed else ""


def _name(row: Difference) -> str:
    return row.fact.partition("[")[2].removesuffix("]")
