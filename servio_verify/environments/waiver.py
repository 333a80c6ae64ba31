"""Exemptions: checks that are known to fail run, are reported, and do not decide until a date.

A waiver (`[[waiver]]` in an environment's file) is one for an environment, a quarantine one for a check everywhere.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator

from servio_verify.environments.tier import Tier

ANY = "*"
"""What stands for any characters in the pattern of a waiver; everything else stands for itself."""

_ANYTHING = "\0"
"""A name that no pattern means: one that fits it fits whatever there is."""


def _day(value: object) -> object:
    """Return a day, also one that is written as a text; raise ValueError for a time, a number and the like."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError(f"{value!r} is no day; write it like 2026-12-31")
    return day


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Day = Annotated[date | None, BeforeValidator(_day)]


class Exemption(BaseModel):
    """Why a check does not decide, who looks after that, and the last day of it (UTC)."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    word: ClassVar[str]
    noun: ClassVar[str]
    most_days: ClassVar[int]

    reason: Text = ""
    owner: Text = ""
    until: Day = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if missing := [key for key in ("reason", "owner", "until") if not getattr(self, key)]:
            raise ValueError(f"it has no {' and no '.join(missing)}")
        if self.last_day > _today() + timedelta(days=self.most_days):
            raise ValueError(f"{self.noun} until {self.until} is over {self.most_days} days ahead")
        return self

    @property
    def last_day(self) -> date:
        """The last day on which the check does not decide."""
        return self.until or date.min

    @property
    def has_ended(self) -> bool:
        """Whether the check decides again."""
        return _today() > self.last_day

    def __str__(self) -> str:
        return f"{self.word} until {self.until}, {self.owner}: {self.reason}"


def check_pattern(text: str) -> str:
    """Return the text where it names checks; raise ValueError for what names none, and for what fits all of a tier."""
    if ANY not in text and not re.search(r"\.py(::.+)?$", text):
        named = f"{text!r} names no check" if text else "it has no check"
        raise ValueError(f"{named}: write its id as in verdict.json, a file, or a pattern with {ANY}")
    everything = [tier for tier in Tier if _pattern(text).fullmatch(_any_check(tier))]
    if everything:
        of_tiers = "" if len(everything) == len(Tier) else f" of {' and of '.join(everything)}"
        raise ValueError(f"{text!r} fits every check{of_tiers}: name those that are known to fail")
    return text


class Waiver(Exemption):
    """A promise that an environment is known not to keep."""

    word = "waived"
    noun = "waiver"
    most_days = 180

    check: Annotated[Text, AfterValidator(check_pattern)] = ""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, values: Any) -> Any:
        """Let a waiver without a check be told like one with a wrong one."""
        return {"check": "", **values} if isinstance(values, dict) else values

    def fits(self, check: str) -> bool:
        """Return whether it is for the check of this id (`tests/smoke/test_x.py::test_y[z]`).

        The text must be the whole id, or the beginning of one: of a file for all its checks, of a check for all its
        parameters.
        """
        return bool(_pattern(self.check).fullmatch(check))


def _listed(value: object) -> object:
    if not isinstance(value, list | tuple):
        raise ValueError("write [[waiver]], in two brackets, before each")
    return value


Waivers = Annotated[tuple[Waiver, ...], BeforeValidator(_listed)]
"""The waivers of an environment's file."""


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split(ANY))) + r"((::|\[).*)?", re.DOTALL)


def _any_check(tier: Tier) -> str:
    return f"tests/{tier}/test_{_ANYTHING}.py::test_{_ANYTHING}"


def _today() -> date:
    return datetime.now(UTC).date()
