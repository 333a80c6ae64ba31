"""The argument parser, and the types of its arguments."""

import argparse
import re
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from servio_verify.errors import UsageError

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Parser(argparse.ArgumentParser):
    """An argument parser that ends with one line and exit code 4, as all our mistakes do."""

    def error(self, message: str) -> NoReturn:
        """End with that line."""
        self.exit(UsageError.exit_code, f"{self.prog}: {message}; --help shows what there is\n")


def age(text: str) -> timedelta:
    """Return a duration written as 30s, 30m, 2h or 1d; raise argparse.ArgumentTypeError where it is none."""
    found = re.fullmatch(r"(\d+)([smhd])", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no age; write it as 30m, 2h or 1d")
    try:
        told = timedelta(**{_UNITS[found[2]]: int(found[1])})
        datetime.now(UTC) - told - timedelta(days=366)  # a clock that is off, and a zone
    except OverflowError:
        raise argparse.ArgumentTypeError(f"{text!r} is longer than there is time") from None
    return told


def count(text: str) -> int:
    """Return a number of runs; raise argparse.ArgumentTypeError where it is none."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of runs")
    return int(text)


def at_a_time(text: str) -> int:
    """Return how many are to run at a time, 1 to 16; raise argparse.ArgumentTypeError where it is no such number."""
    if not text.isdecimal() or not 0 < int(text) <= 16:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of runs at a time; give 1 to 16")
    return int(text)
