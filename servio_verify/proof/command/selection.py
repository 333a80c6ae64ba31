"""Selection of faults from a catalogue, by name, kind and tier."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servio_verify.environments.tier import Tier
from servio_verify.errors import UsageError
from servio_verify.proof.fault import Fault

LIST = "`servio-verify prove --list`"
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
        refuse_unknown("fault", self.names, catalogue, LIST)
        refuse_unknown("kind", asked, kinds, LIST)
        tiers = self.tiers or (tuple(Tier) if self.names else DEFAULT_TIERS)
        found = [
            fault
            for fault in catalogue.values()
            if (not self.names or fault.name in self.names)
            and (not asked or asked & set(_words(fault)))
            and fault.tier in tiers
        ]
        if not found:
            raise UsageError(f"no fault is left of what was asked for: see {LIST}")
        return found


def _words(fault: Fault) -> tuple[str, str]:
    """Return what a kind may be called: `harmless` is every `harmless: …`."""
    kind = fault.kind.casefold()
    return kind, kind.partition(":")[0]


def refuse_unknown(what: str, asked: Iterable[str], known: Iterable[str], shown_by: str) -> None:
    """Raise UsageError for what is asked for and not known, with the nearest name and where all of them stand."""
    names = list(known)
    for name in asked:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
            meant = f"did you mean {near[0]}? " if near else ""
            raise UsageError(f"there is no {what} {name}; {meant}{shown_by} shows all")
