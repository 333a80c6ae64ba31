"""Selection of faults from a catalogue, by name, kind and tier."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servio_verify.environments.tier import Tier
from servio_verify.errors import UsageError
from servio_verify.proof.fault import Fault

DEFAULT_TIERS = (Tier.SMOKE, Tier.E2E)


@dataclass(frozen=True)
class Selection:
    """What the user asked for; nothing of a sort is all of it, and of the tiers all that are short."""

    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out by hand."""
        return not (self.names or self.kinds or self.tiers)

    def of(self, catalogue: Mapping[str, Fault]) -> list[Fault]:
        """Return the chosen faults in the catalogue's order. Raises UsageError for a name or kind that none has."""
        kinds = {word: None for fault in catalogue.values() for word in _words(fault)}
        asked = {kind.casefold() for kind in self.kinds}
        _known("fault", self.names, catalogue)
        _known("kind", asked, kinds)
        tiers = self.tiers or (tuple(Tier) if self.names else DEFAULT_TIERS)
        found = [
            fault
            for fault in catalogue.values()
            if (not self.names or fault.name in self.names)
            and (not asked or asked & set(_words(fault)))
            and fault.tier in tiers
        ]
        if not found:
            raise UsageError("no fault is left of what was asked for: see `servio-verify prove --list`")
        return found


def _words(fault: Fault) -> tuple[str, str]:
    """Return what a kind may be called: `harmless` is every `harmless: …`."""
    kind = fault.kind.casefold()
    return kind, kind.partition(":")[0]


def _known(what: str, asked: Iterable[str], known: Iterable[str]) -> None:
    names = list(known)
    for name in asked:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
            meant = f"did you mean {near[0]}? " if near else ""
            raise UsageError(f"there is no {what} {name}; {meant}`servio-verify prove --list` shows all")
