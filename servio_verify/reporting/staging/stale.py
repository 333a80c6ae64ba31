"""Staleness of the document: it was edited, its environment changed, or what it says is old."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from servio_verify.reporting.staging import contents
from servio_verify.reporting.staging.accepted import Accepted
from servio_verify.reporting.staging.document import document

OLDEST = timedelta(days=90)


def stale(root: Path, environment: str, path: Path, newest: Accepted) -> Iterator[str]:
    """Yield why a document is stale, in a line each; nothing where it is not. `newest` is the last accepted run."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        yield f"it cannot be read: {error.strerror}"
        return
    made_of = Accepted.from_comment(text)
    if made_of is None:
        yield "it does not say what it was made of"
        return
    if document(root, environment, made_of) != text:
        yield f"environments/{environment}.toml or the form of the document has changed, or somebody edited it by hand"
    yield from _changed(made_of, newest)
    yield from _old(made_of)


def _changed(made_of: Accepted, newest: Accepted) -> Iterator[str]:
    if newest.run <= made_of.run:
        return
    for line in contents.lines():
        then, now = made_of.facts.get(line.fact), newest.facts.get(line.fact)
        if now and not line.moves and (then is None or then.value != now.value):
            before = then.value if then else "unknown"
            yield f"{line.label}: {before} there, {now.value} in run {newest.run}"


def _old(made_of: Accepted) -> Iterator[str]:
    if made_of.ended and datetime.now(UTC) - made_of.ended > OLDEST:
        yield f"its facts are of {made_of.ended:%Y-%m-%d}, more than {OLDEST.days} days ago"
