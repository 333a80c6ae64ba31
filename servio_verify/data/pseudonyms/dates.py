"""Shift of dates: all of one person's by the same number of days, so that what lies between them stays."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from servio_verify.data.pseudonyms.keyed import Keyed
from servio_verify.data.pseudonyms.permuted import within

MOST_DAYS = 182
ISO = re.compile(r"\d{4}-\d\d-\d\d")


def shifter(keyed: Keyed) -> Callable[[str, str], str]:
    """Return what shifts a date, or a time with its date before it, by the days of a person."""

    def shift(value: str, person: str) -> str:
        if "infinity" in value:
            return value
        days = keyed.number("date", person, 2 * MOST_DAYS) - MOST_DAYS
        try:
            day = date.fromisoformat(value[:10]) + timedelta(days=days if days < 0 else days + 1)
        except (ValueError, OverflowError):  # before Christ, after 9999, or another form in a column of text
            return "1970-01-01" if ISO.match(value) else within(keyed, "date", value)
        return f"{day}{value[10:]}"

    return shift
