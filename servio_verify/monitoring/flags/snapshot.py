"""Snapshot of all flags of an environment, as its flag services tell them now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from servio_verify.environments.layers.names import named
from servio_verify.infra.facts import Fact, Facts, Unread
from servio_verify.infra.gathering import ask
from servio_verify.infra.source import FLAG_SERVICES, Place
from servio_verify.monitoring.beside import beside
from servio_verify.results.comparison import FlagStates

CALLED = {"unleash": "Unleash", "launchdarkly": "LaunchDarkly"}
TELLS_WHILE_OFF = "launchdarkly"
"""Of this service an off flag has a value too (its off variation), which its rules hold."""

UNLEASH_KEY = "UNLEASH_API_KEY"
KEYS = {"unleash": UNLEASH_KEY, "launchdarkly": "LAUNCHDARKLY_SDK_KEY"}
PRODUCTION = frozenset({"production", "prod", "live"})
NOBODY = "no unleash_url and no launchdarkly_url in [flags] of environments/{}.facts.toml"


@dataclass(frozen=True)
class Snapshot:
    """The flags of each service that could be read; `unread` says by service why another one could not."""

    states: FlagStates = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)

    @property
    def names(self) -> frozenset[str]:
        """Every flag that there is."""
        return frozenset(name for flags in self.states.values() for name in flags)

    def on(self, service: str) -> list[str]:
        """Return the flags of a service that are on."""
        return [name for name, state in self.states[service].items() if state.startswith("on")]


def services_of(place: Place) -> list[str]:
    """Return the flag services that the environment's facts file names."""
    told = place.tables.get("flags", {})
    return [name for name, setting in FLAG_SERVICES.items() if told.get(setting)]


def take(place: Place) -> Snapshot:
    """Return what the services say now, those that the facts file names; each is asked with a key of its own."""
    foreign = dict(_foreign(place))
    asked = [beside(partial(ask, name, place)) for name in services_of(place) if name not in foreign]
    facts = _together([each.result() for each in asked])
    unread = {**foreign, **facts.unreachable, **dict(_unread(facts))}
    return Snapshot({name: _states(facts, name) for name in services_of(place) if name not in unread}, unread, facts)


def _together(told: Iterable[Facts]) -> Facts:
    known: dict[str, Fact] = {}
    unreachable: dict[str, str] = {}
    for each in told:
        known |= each.known
        unreachable |= each.unreachable
    return Facts(known, unreachable)


def _foreign(place: Place) -> Iterator[tuple[str, str]]:
    """Yield that the key is another environment's: the flags that it brings would be right, and not these."""
    key = place.environment.secrets.get(UNLEASH_KEY)
    own = {place.environment.name, place.environment.own_word}
    if key is None or "unleash" not in services_of(place):
        return
    whose = key.get_secret_value().partition(".")[0].rpartition(":")[2].lower()  # PROJECT:ENVIRONMENT.SECRET
    if whose in {*PRODUCTION, *named(place.root)} - own and not (own & PRODUCTION and whose in PRODUCTION):
        yield "unleash", f"wrong project, {UNLEASH_KEY} is of '{whose}', and this is {place.environment.name}"


def _unread(facts: Facts) -> Iterator[tuple[str, str]]:
    for name, fact in facts.known.items():
        if isinstance(fact.value, Unread):
            yield name.partition(".")[0], fact.value.why


def _states(facts: Facts, service: str) -> dict[str, str]:
    values = {name: facts.known[f"{service}.{name}"].value for name in ("names", "on", "rules")}
    names, on, rules = (value if isinstance(value, tuple) else () for value in values.values())
    digests = dict(each.rpartition("=")[::2] for each in rules)
    return {name: _state(service, digests.get(name, ""), is_on=name in on) for name in names}


def _state(service: str, digest: str, *, is_on: bool) -> str:
    return f"on {digest}" if is_on else f"off {digest}" if service == TELLS_WHILE_OFF else "off"
