"""Parts of a source: facts that are read by the same calls, and cannot be read when these fail."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from servio_verify.infra.aws.account import Aws, connect
from servio_verify.infra.aws.errors import CallError, NotThereError
from servio_verify.infra.aws.whereabouts import refuse_elsewhere
from servio_verify.infra.facts import Unread, Value
from servio_verify.infra.source import Place, Read, Source

EXISTS = "exists"


@dataclass(frozen=True)
class Part:
    """Facts by their names with what they are, and the function that reads all of them. It may raise CallError."""

    told: Mapping[str, str]
    read: Callable[[Aws], Read]


def source_of_parts(name: str, service: str, *parts: Part) -> Source:
    """Return a source of these parts."""

    def read(place: Place) -> Read:
        aws = connect(place)
        place.once.get("whereabouts", lambda: refuse_elsewhere(aws))
        return {fact: value for part in parts for fact, value in _read(aws, part, name)}

    told = {fact: words for part in parts for fact, words in part.told.items()}
    return Source(name, f"AWS, {service}", told, read)


def _read(aws: Aws, part: Part, source: str) -> Iterator[tuple[str, Value | Unread]]:
    try:
        yield from part.read(aws).items()
    except NotThereError as error:
        why = f"{error} in {aws.names.region}"
        unread = Unread(why, absent=f"{error.source}.{EXISTS}")
        yield from ((fact, False if (fact, source) == (EXISTS, error.source) else unread) for fact in part.told)
    except CallError as error:
        yield from ((fact, Unread(str(error))) for fact in part.told)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        why = f"AWS answered in another form than documented ({type(error).__name__}: {error})"
        yield from ((fact, Unread(why)) for fact in part.told)


def pairs(attributes: list[dict[str, Any]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Return a list of key and value as AWS tells settings, as a mapping."""
    return {each[key]: each[value] for each in attributes}


def names(them: list[dict[str, Any]], key: str) -> tuple[str, ...]:
    """Return one member of each, sorted."""
    return tuple(sorted(str(each[key]) for each in them))


def on(value: str | None) -> bool | None:
    """Return whether a setting that AWS tells in words is on; None where it does not tell it."""
    return None if value is None else value.lower() in {"true", "enabled", "enhanced"}


def number(value: Any) -> int | None:
    """Return a number that AWS tells as a text; None where it does not tell it."""
    return None if value is None else int(value)


def days_since(then: datetime) -> int:
    """Return the whole days that have passed since; negative for a time to come."""
    return (datetime.now(UTC) - then).days


def days_until(then: datetime) -> int:
    """Return the whole days that are left until then; negative when it has passed."""
    return (then - datetime.now(UTC)).days
