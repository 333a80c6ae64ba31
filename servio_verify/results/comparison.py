"""Comparison of two runs: what changed at the target, in lines for people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from servio_verify.results.model import Fingerprint, Outcome, Result

SLOWER = 1.5
NOTICEABLE_MS = 100.0
HEAVIER = 1.2
"""A time is named when it grew by half and by 100 ms; a page's weight when it grew or shrank by a fifth."""


def changes(then: Result, now: Result) -> list[str]:
    """Return what the target shows otherwise now, the build first."""
    before, after = then.attestation.build, now.attestation.build
    lines = [f"build {before or 'untold'} → {after or 'untold'}"] if before != after else []
    return [*lines, *_fingerprints(then.fingerprint, now.fingerprint, timed=then.web_url == now.web_url)]


def new_failures(then: Mapping[str, str] | None, now: Result) -> tuple[str, ...]:
    """Return the checks that fail now and did not when they ran last; none where nothing ever ran (None)."""
    failed = (entry.check for entry in now.ledger if entry.outcome is Outcome.FAILED)
    return tuple(check for check in failed if then is not None and then.get(check) != Outcome.FAILED)


def _fingerprints(then: Fingerprint, now: Fingerprint, *, timed: bool) -> Iterator[str]:
    """Yield what differs; times only of the same address: a sandbox has another one in each run, and another load."""
    if now.home_ms is None or then.home_ms is None:
        return
    if timed:
        yield from _time("home page", then.home_ms, now.home_ms)
    yield from _weight(then, now)
    yield from _members("header", then.headers, now.headers)
    yield from _cookies(then.cookies, now.cookies)
    yield from _members("TLS of", then.tls, now.tls)
    for path in sorted(then.shapes.keys() & now.shapes.keys()):
        gone, come = set(then.shapes[path]) - set(now.shapes[path]), set(now.shapes[path]) - set(then.shapes[path])
        yield from (f"{path} has no {name} any more" for name in _topmost(gone))
        yield from (f"{path} has {name} now" for name in _topmost(come))
    for name in sorted(then.endpoints.keys() & now.endpoints.keys()) if timed else ():
        yield from _time(f"p95 of {name}", then.endpoints[name].p95_ms, now.endpoints[name].p95_ms)


def _topmost(names: set[str]) -> list[str]:
    """Return the names whose holder is not among them: what holds them says it all."""
    return sorted(name for name in names if name.rpartition(".")[0].removesuffix("[]") not in names)


def _time(what: str, before: float, after: float) -> Iterator[str]:
    if abs(after - before) >= NOTICEABLE_MS and max(before, after) >= SLOWER * min(before, after):
        yield f"{what} {before:.0f} → {after:.0f} ms"


def _weight(then: Fingerprint, now: Fingerprint) -> Iterator[str]:
    before, after = then.page_bytes or 0, now.page_bytes or 0
    if min(before, after) and max(before, after) >= HEAVIER * min(before, after):
        yield f"home page {before / 1000:.0f} → {after / 1000:.0f} kB"
    if then.page_requests != now.page_requests:
        yield f"home page {then.page_requests} → {now.page_requests} requests"


def _members(kind: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(then.keys() | now.keys()):
        if name not in now:
            yield f"{kind} {name} gone"
        elif name not in then:
            yield f"{kind} {name} is new"
        elif then[name] != now[name]:
            yield f"{kind} {name}: {then[name]} → {now[name]}"


def _cookies(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Compare the cookies that both runs saw: a run of a few checks does not see them all."""
    for name in sorted(then.keys() & now.keys()):
        if then[name] != now[name]:
            yield f"cookie {name}: {then[name] or 'no flags'} → {now[name] or 'no flags'}"


FlagStates = Mapping[str, Mapping[str, str]]
"""By service and name of a flag: "on" or "off", with a digest of what tells for whom."""

NO_FLAGS: FlagStates = MappingProxyType({})


@dataclass(frozen=True)
class FlagChange:
    """A flag that is not what it was; one that is on before and after has other rules."""

    name: str
    was_on: bool
    is_on: bool

    @property
    def sign(self) -> str:
        """`+`, `-`, or `~` where only its rules are others."""
        return "~" if self.was_on == self.is_on else "+" if self.is_on else "-"

    def __str__(self) -> str:
        """From what to what."""
        was, is_ = ("on" if each else "off" for each in (self.was_on, self.is_on))
        return f"{was} → {is_}" if was != is_ else f"{is_}, with other rules"


def flag_changes(then: FlagStates, now: FlagStates) -> tuple[FlagChange, ...]:
    """Return the flags that changed, of the services that both know; one that is not there is off."""
    found = []
    for service in sorted(then.keys() & now.keys()):
        before, after = then[service], now[service]
        for name in sorted(before.keys() | after.keys()):
            was, is_ = before.get(name), after.get(name)
            change = FlagChange(name, _is_on(was), _is_on(is_))
            if was != is_ and (change.was_on or change.is_on or (was and is_)):
                found.append(change)
    return tuple(found)


def flags_told(then: FlagStates, now: FlagStates, since: str = "") -> list[str]:
    """Return the line about flags that changed; none where none did. `since` is the run before, if not the last GO."""
    order = sorted(flag_changes(then, now), key=lambda change: "+-~".index(change.sign))
    head = f"flags since run {since}" if since else "flags"
    return [f"{head}: {few([f'{each.sign} {each.name}' for each in order])}"] if order else []


def few(names: Sequence[str], room: int = 100) -> str:
    """Return names for one line: as many as it has room for, and how many more there are."""
    shown: list[str] = []
    for name in names:
        if shown and len(", ".join([*shown, name])) > room:
            break
        shown.append(name if len(name) <= room else f"{name[: room - 1]}…")
    more = len(names) - len(shown)
    return f"{', '.join(shown)}{f' and {more} more' if more else ''}"


def _is_on(state: str | None) -> bool:
    return state is not None and state.partition(" ")[0] == "on"
