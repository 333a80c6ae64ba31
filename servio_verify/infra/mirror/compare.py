"""Comparison of two sides: differences with what was agreed about them, and what could not be compared."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from servio_verify.infra.facts import Unread, Value, source_of
from servio_verify.infra.mirror.agreed import Agreed, NotRead
from servio_verify.infra.mirror.comparison import How, comparison
from servio_verify.infra.mirror.difference import Difference, Mirror, NotCompared, Pair, State
from servio_verify.infra.mirror.file import MirrorFile
from servio_verify.infra.mirror.masking import Mask
from servio_verify.infra.mirror.pairs import NOT_THERE, SHARED, pairs, seen
from servio_verify.infra.mirror.side import Side
from servio_verify.infra.source import OF_STAGING, known_facts

Since = Mapping[str, date]
Two = tuple[Side, Side]


def compare(sides: Two, file: MirrorFile, only: str | None = None) -> Mirror:
    """Return two environments held against each other, all of them or the facts of one source only."""
    names = sides[0].name, sides[1].name
    every = [name for name in _names(sides) if only in (None, source_of(name))]
    left_aside = [name for name in every if comparison().way(name).how is How.NOT_COMPARED]
    agreed = {each.fact: each for each in file.agreed if each.is_of(names)}
    unread = dict(_unread(sides, set(every) - set(left_aside), file, agreed))
    compared = [name for name in every if name not in left_aside and name not in unread]
    found = [pair for name in compared for pair in _pairs(sides, name)]
    mask = Mask(sides[0].secrets | sides[1].secrets)
    rows = [*_found(found, agreed, names, mask), *_gone(found, agreed, sides, compared, mask)]
    return Mirror(
        names,
        (sides[0].read, sides[1].read),
        tuple(sorted(rows, key=lambda row: row.fact)),
        tuple(_not_compared(sides, unread, file, only, mask)),
        tuple(compared),
        len(left_aside),
    )


def _names(sides: Two) -> list[str]:
    """Return the facts of both, but those of sources that one side could not ask."""
    unreachable = {*sides[0].facts.unreachable, *sides[1].facts.unreachable}
    every = sides[0].facts.known.keys() | sides[1].facts.known.keys()
    return sorted(name for name in every if source_of(name) not in unreachable and not _is_absent(sides, name))


def _is_absent(sides: Two, name: str) -> bool:
    """Return whether its thing is not there on a side: the fact `exists` of its source says so, and is compared."""
    known = (side.facts.known.get(name) for side in sides)
    return any(fact is not None and isinstance(fact.value, Unread) and fact.value.absent for fact in known)


def _unread(sides: Two, names: set[str], file: MirrorFile, agreed: Mapping[str, Agreed]) -> Iterator[tuple[str, str]]:
    oldest = datetime.now(UTC).date() - timedelta(days=file.settings.oldest_days)
    for name in sorted(names):
        if why := "; ".join(filter(None, (side.unread(name, oldest) for side in sides))):
            yield name, why
        elif (needed := comparison().way(name).where_same) and not _is_known_same(sides, needed):
            yield name, f"{needed} is another on both sides"
        elif name in agreed and not agreed[name].can_judge(_values(sides, name)):
            yield name, "nothing in the values says which of them is newer"


def _is_known_same(sides: Two, name: str) -> bool:
    left, right = (side.facts.known.get(name) for side in sides)
    return left is not None and right is not None and left.value == right.value


def _pairs(sides: Two, name: str) -> Iterator[Pair]:
    words = sides[0].words, sides[1].words
    way = comparison().way(name)
    every = pairs(name, _values(sides, name), way.how, words)
    found = (pair for pair in every if pair.fact.partition("[")[2].removesuffix("]") not in way.told_elsewhere)
    yield from filter(None, map(_hidden, found)) if way.hidden else found


def _hidden(pair: Pair) -> Pair | None:
    """Return a pair of digests without them; None where one digest of a value is the same (`configuration.source`).

    None too for what only one side has: the names of the keys say that.
    """
    if SHARED in pair.shown:
        return pair
    left, right = (str(value).split("/") for value in pair.values)
    if NOT_THERE in pair.values or any(one and one == other for one, other in zip(left, right, strict=True)):
        return None
    return replace(pair, shown=("one value", "another one"))


def _values(sides: Two, name: str) -> tuple[Value, Value]:
    left, right = (side.facts.known[name].value for side in sides)
    assert not isinstance(left, Unread)  # noqa: S101 - what was not read is not compared
    assert not isinstance(right, Unread)  # noqa: S101
    return left, right


def _found(found: list[Pair], agreed: Mapping[str, Agreed], names: tuple[str, str], mask: Mask) -> Iterator[Difference]:
    told = known_facts()
    for pair in found:
        agreement = agreed.get(pair.fact)
        shown = mask(pair.shown[0]), mask(pair.shown[1])
        state = _state(agreement, names, pair)
        yield Difference(pair.fact, told.get(pair.fact.partition("[")[0], ""), shown, state, agreement)


def _state(agreement: Agreed | None, names: tuple[str, str], pair: Pair) -> State:
    if agreement is None:
        return State.NOT_AGREED
    if not agreement.fits(names, pair.values):
        return State.CHANGED
    return State.ENDED if agreement.has_ended else State.AGREED


def _gone(
    found: list[Pair], agreed: Mapping[str, Agreed], sides: Two, compared: list[str], mask: Mask
) -> Iterator[Difference]:
    """Yield what was agreed and is no difference; of what was not compared nothing is known."""
    told, there = known_facts(), {pair.fact for pair in found}
    for fact, agreement in agreed.items():
        name, _, entry = fact.partition("[")
        if fact not in there and name in compared and not agreement.may_be_none:
            values = ("the same", "the same") if entry else _shown(sides, name, mask)
            yield Difference(fact, told.get(name, ""), values, State.GONE, agreement)


def _shown(sides: Two, name: str, mask: Mask) -> tuple[str, str]:
    left, right = _values(sides, name)
    return mask(seen(left)), mask(seen(right))


def _not_compared(
    sides: Two, unread: Mapping[str, str], file: MirrorFile, only: str | None, mask: Mask
) -> Iterator[NotCompared]:
    """Yield a line for each source that could not be asked, and for facts that share their reason."""
    known = {each.source: each for each in file.not_read if not each.has_ended}
    unreachable = {source for side in sides for source in side.facts.unreachable} - OF_STAGING
    silent = (
        (sides[0].sources | sides[1].sources)
        - unreachable
        - {source_of(name) for side in sides for name in side.facts.known}
    )
    reasons: dict[tuple[str, NotRead | None], list[str]] = defaultdict(list)
    for source in sorted({*unreachable, *silent}):
        if only in (None, source):
            reasons[_why_not_asked(sides, source), known.get(source)].append(source)
    for (why, accepted), sources in reasons.items():
        yield NotCompared(", ".join(sources), (), mask(why), accepted)
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, why in unread.items():
        grouped[source_of(name), why].append(name)
    for (source, why), names in grouped.items():
        yield NotCompared(source, tuple(names), mask(why), known.get(source))


def _why_not_asked(sides: Two, source: str) -> str:
    whys = ((side.name, side.facts.unreachable.get(source)) for side in sides)
    return "; ".join(f"{name}: {why}" for name, why in whys if why) or "the facts of neither side hold any of it"
