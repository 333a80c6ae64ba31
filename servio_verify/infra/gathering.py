"""Gathering of facts: every source that is wanted is asked at once."""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from servio_verify.infra.facts import Fact, Facts, Unread
from servio_verify.infra.source import Place, Source, UnreachableError, UnreadableError, source
from servio_verify.run import files

AT_ONCE = 8


def gather(place: Place, names: Collection[str]) -> Facts:
    """Return the facts of these sources, asked at the same time. A fact that a source keeps back is unread."""
    sources = [source(name) for name in sorted(names)]
    if not sources:
        return Facts()
    with ThreadPoolExecutor(min(AT_ONCE, len(sources)), thread_name_prefix="facts") as pool:
        answers = list(pool.map(lambda each: _ask(each, place), sources))
    unreachable = {each.name: answer for each, answer in zip(sources, answers, strict=True) if isinstance(answer, str)}
    return Facts.of((fact for answer in answers if not isinstance(answer, str) for fact in answer), unreachable)


def ask(name: str, place: Place) -> Facts:
    """Return the facts of one source, asked in this thread."""
    answer = _ask(source(name), place)
    return Facts(unreachable={name: answer}) if isinstance(answer, str) else Facts.of(answer)


def gather_once(place: Place, names: Collection[str], folder: Path) -> Facts:
    """Return the facts of these sources; the workers of a run, whose folder this is, ask once for all of them."""
    kept = folder / files.FACTS
    with FileLock(folder / files.named(files.SHARED, "facts.lock")):
        if kept.exists():
            return Facts.from_json(kept.read_text(encoding="utf-8"))
        facts = gather(place, names)
        files.write_atomically(kept, facts.to_json(), private=True)
    return facts


def _ask(asked: Source, place: Place) -> list[Fact] | str:
    """Return the facts of a source, or why none of them could be asked for."""
    try:
        return list(_facts(asked, place))
    except UnreachableError as error:
        return str(error)


def _facts(asked: Source, place: Place) -> Iterator[Fact]:
    try:
        read = asked.read(place)
    except UnreadableError as error:
        read = dict.fromkeys(asked.told, Unread(str(error)))
    at = datetime.now(UTC).replace(microsecond=0)
    for name in asked.told:
        value = read.get(name, Unread(f"{asked.asks} said nothing of it"))
        yield Fact(f"{asked.name}.{name}", value, asked.asks, at)
