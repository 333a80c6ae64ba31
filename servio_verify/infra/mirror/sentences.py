"""Sentences that every rendering of a mirror is made of."""

from collections.abc import Iterator

from servio_verify.infra.mirror.difference import Difference, Mirror, State

NEXT = {
    0: "Nothing to settle.",
    1: "Mend what differs, or agree to it in environments/mirror.toml with a reason, an owner and a date.",
    10: "Not all could be compared. See to the reasons, or put them as [[not_read]] into environments/mirror.toml.",
}


def title(mirror: Mirror) -> str:
    """Return what it is about."""
    return f"{mirror.names[0]} against {mirror.names[1]}"


def counts(mirror: Mirror) -> str:
    """Return how much of what there is."""
    parts = [f"{len(mirror.findings)} to settle", f"{len(mirror.agreed)} agreed"]
    if unseen := len(mirror.not_compared):
        parts.append("1 thing not compared" if unseen == 1 else f"{unseen} things not compared")
    return f"{', '.join(parts)}; {len(mirror.compared)} facts compared"


def sources(mirror: Mirror) -> Iterator[str]:
    """Yield where the facts of each side are from."""
    yield from (f"{name}: {read}" for name, read in zip(mirror.names, mirror.read, strict=True))


def since(row: Difference) -> str:
    """Return the day on which a difference was seen first."""
    return f"{row.since:%Y-%m-%d}" if row.since else "unknown"


def remark(row: Difference, names: tuple[str, str]) -> str:
    """Return what was agreed about a difference, and what is wrong with it."""
    if row.agreed is None:
        return ""
    told = f"{row.agreed.owner} until {row.agreed.until}: {row.agreed.reason}"
    if row.state is State.AGREED:
        return f"agreed by {told}"
    if row.state is State.ENDED:
        return f"the agreement has ended, {told}"
    if row.state is State.GONE:
        return f"no difference any more: take it out of environments/mirror.toml (agreed by {told})"
    values = " and ".join(f"{row.agreed.shown(name)} in {name}" for name in names)
    return f"other values than agreed, which are {values} ({told})"


def line(row: Difference, names: tuple[str, str]) -> str:
    """Return a difference in one line."""
    values = ", ".join(f"{value} in {name}" for value, name in zip(row.values, names, strict=True))
    said = remark(row, names)
    return f"{row.fact} is {values}{f': {said}' if said else ': nobody agreed to it'}"
