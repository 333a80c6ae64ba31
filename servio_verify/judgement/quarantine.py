"""Quarantine and waivers: checks that fail for now run, are reported, and do not decide until a date."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

import pytest
from pydantic import ValidationError

from servio_verify.environments.waiver import Exemption, Waiver

EXEMPTION = pytest.StashKey[Exemption]()
"""What a collected check is exempt by, or was until it ended."""

_PROPERTY = "servio_exempt"
_INSTEAD = "write @pytest.mark.quarantine(reason, owner, until=date(2026, 1, 31))"
_ENDLESS = {"xfail": "lets a check fail", "skip": "leaves a check out"}
"""Marks of pytest that would do the same without an owner and an end."""


class Quarantine(Exemption):
    """`@pytest.mark.quarantine(reason, owner, until=date, issue="https://…")`; the issue may be left out."""

    word = "quarantined"
    noun = "quarantine"
    most_days = 30

    issue: str | None = None


class Exempt(NamedTuple):
    """A check that is exempt, or was: plain values, as they travel with its report. `subject` is what says so."""

    word: str
    subject: str
    text: str
    ended: bool
    check: str = ""
    passes: bool = False

    @classmethod
    def of(cls, exemption: Exemption, check: str) -> Self:
        """Return what travels with the report of a check."""
        subject = exemption.check if isinstance(exemption, Waiver) else check.partition("[")[0]
        return cls(exemption.word, subject, str(exemption), exemption.has_ended)

    @classmethod
    def of_report(cls, report: pytest.TestReport) -> Self | None:
        """Return what the check of this report is exempt by; None where it is not."""
        travelled = next((value for key, value in report.user_properties if key == _PROPERTY), None)
        return cls(*travelled)._replace(check=report.nodeid, passes=report.passed) if travelled else None  # type: ignore[misc] # a tuple


def apply(items: Sequence[pytest.Item], waivers: Sequence[Waiver] = ()) -> list[str]:
    """Let checks in quarantine, and those that are waived, not decide; after its date a check decides again.

    Returns the mistakes, a line each: a mark that is incomplete or too long, and marks of pytest that have no end.
    """
    mistakes = []
    for item in items:
        try:
            found = [*_quarantine(item), *(waiver for waiver in waivers if waiver.fits(item.nodeid))]
        except ValueError as error:
            mistakes.append(f"{item.nodeid}: {error}")
            continue
        if found:
            chosen = next((each for each in found if not each.has_ended), found[0])
            item.stash[EXEMPTION] = chosen
            item.user_properties.append((_PROPERTY, tuple(Exempt.of(chosen, item.nodeid))))
            if not chosen.has_ended:
                item.add_marker(pytest.mark.xfail(reason=str(chosen), strict=False))
    return mistakes


def _quarantine(item: pytest.Item) -> Iterator[Quarantine]:
    """Yield the quarantine of a check, if any. Raises ValueError with what to write."""
    for name, does in _ENDLESS.items():
        if item.get_closest_marker(name):
            raise ValueError(f"@pytest.mark.{name} {does} without an owner and an end: {_INSTEAD}")
    if mark := item.get_closest_marker("quarantine"):
        if len(mark.args) > len(Quarantine.model_fields):
            raise ValueError(_INSTEAD)
        values: dict[str, Any] = {**dict(zip(Quarantine.model_fields, mark.args, strict=False)), **mark.kwargs}
        try:
            yield Quarantine(**values)
        except ValidationError as error:
            said = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
            raise ValueError(f"{said}; {_INSTEAD}") from None
