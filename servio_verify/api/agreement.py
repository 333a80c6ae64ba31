"""Whether two answers tell the same of one thing: a list and the thing itself, a creation and what is stored."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx

from servio_verify.api.assertions import ensure, expect_success
from servio_verify.api.models import Order, Resource

Record = TypeVar("Record", bound=Resource)

HALF_A_PENNY = Decimal("0.005")

CLOCKS = timedelta(minutes=10)
"""So much clocks of one deployment may differ; a time zone that was forgotten is more."""

TIMES = ("created_at", "updated_at")
"""How exact a time is told is not promised."""

OPTIONAL = ("city", "country", "description")
"""What need not be told; where it is, it is told as it is."""

MAY_MOVE = (*TIMES, "status")
"""Nor is it promised that an order stays as it started until somebody looks again."""


def ensure_agree(
    wrong: str, told: Record, itself: Record, answer: httpx.Response, aside: Sequence[str] = MAY_MOVE
) -> None:
    """Raise ResponseError where one is told otherwise than it is; the sentence names the fields.

    Fields that are left aside may differ.
    """
    one, two = _plain(told, aside), _plain(itself, aside)
    other = [name for name in one if name in two and not _agree(one[name], two[name])]
    pairs = "; ".join(f"{name} is told as {one[name]!r}, and is {two[name]!r}" for name in other)
    ensure(not other, f"{wrong} ({', '.join(other)})\n{pairs}", answer)


def ensure_listed(
    kind: str, made: Record, listed: Record, answer: httpx.Response, ask: Callable[[], httpx.Response]
) -> None:
    """Raise ResponseError where a list tells another thing than the answer to its creation did.

    `ask` asks for the thing itself, which says which of the two is wrong; it is called in that case only.
    """
    if _agree(_plain(made), _plain(listed)):
        return
    asked = ask()
    itself = expect_success(asked, type(made))
    ensure_agree(f"{kind} in a list is not as it is by itself", listed, itself, answer)
    ensure_agree(f"the answer to {kind} that is new is not what is stored", made, itself, asked)


def ensure_now(kind: str, moment: datetime, answer: httpx.Response) -> None:
    """Raise ResponseError where what was just made was not made now, by the clock of whoever sent the answer.

    A time without a zone says less, and nothing is said of it.
    """
    sent = answer.headers.get("Date")
    if sent and moment.tzinfo:
        now = parsedate_to_datetime(sent)  # without a zone where it says -0000
        away = abs(now.replace(tzinfo=now.tzinfo or UTC) - moment)
        told = f"it says {moment}, the answer is of {sent}"
        ensure(away < CLOCKS, f"a new {kind} was made {away} from now\n{told}", answer)


def same_amount(amount: Decimal, other: Decimal | int) -> bool:
    """Return whether two amounts are the same to the penny: one may have been added up in binary fractions."""
    return abs(amount - other) < HALF_A_PENNY


def same_moment(moment: datetime, other: datetime) -> bool:
    """Return whether two times are the same as far as both are told: one may be cut or rounded, or have no zone."""
    if bool(moment.tzinfo) != bool(other.tzinfo):
        return True
    return moment == other or abs(moment - other) < max(_told_to(moment), _told_to(other))


def ensure_told(of: str, changed: Record, changes: Mapping[str, str], answer: httpx.Response) -> None:
    """Raise ResponseError where the answer to a change tells what was changed, and tells it otherwise.

    No body is promised: where there is none, or another thing in it, nothing is said. `of` names the change.
    """
    try:
        data = answer.json()["data"]
    except (ValueError, KeyError, TypeError):
        return
    if not isinstance(data, dict) or str(data.get("id")) != str(changed.id):  # type: ignore[attr-defined]
        return
    other = {name: data[name] for name in changes if data.get(name) not in (None, changes[name])}
    ensure(not other, f"the answer to {of} tells another thing than was asked for\n{other}, not {changes}", answer)


def ensure_adds_up(order: Order, answer: httpx.Response) -> None:
    """Raise ResponseError where the sums of an order are not those of its lines and its tax."""
    due = sum((line.total for line in order.items), Decimal())
    whole = same_amount(order.subtotal, due) and same_amount(order.total, order.subtotal + order.tax)
    sums = f"its lines are {due}, the subtotal {order.subtotal}, the tax {order.tax}, the total {order.total}"
    ensure(whole, f"an order does not add up: {sums}", answer)


def _told_to(moment: datetime) -> timedelta:
    """Return how exact a time is told: to the second, the millisecond or the microsecond."""
    if not moment.microsecond:
        return timedelta(seconds=1)
    return timedelta(microseconds=1 if moment.microsecond % 1000 else 1000)


def _plain(record: Resource, aside: Sequence[str] = MAY_MOVE) -> dict[str, Any]:
    """Return the fields that must agree; one that need not be told is not among them where it is not.

    In which order parts come is not promised.
    """
    untold = {name for name in OPTIONAL if name not in record.model_fields_set}
    return {name: _part(name, value) for name, value in record if name not in untold.union(aside)}


def _part(name: str, value: object) -> object:
    if isinstance(value, tuple):
        return sorted(map(_plain, value), key=lambda part: (part["id"], part.get("quantity", 0)))
    if name == "id" or name.endswith("_id"):
        return str(value)  # one that stands in the path may come back as a text, where it is a number
    return None if value == "" else value  # how nothing is told is not promised


def _agree(one: object, two: object) -> bool:
    if isinstance(one, dict) and isinstance(two, dict):
        return all(_agree(one[name], two[name]) for name in one if name in two)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(_agree, one, two))
    if isinstance(one, Decimal) and isinstance(two, Decimal):
        return same_amount(one, two)
    return one == two
