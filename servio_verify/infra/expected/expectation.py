"""Expectation: one fact held against its rule."""

from dataclasses import dataclass

import pytest

from servio_verify.failures.check_errors import CheckError, DoubtError
from servio_verify.infra.expected.file import FactsFile
from servio_verify.infra.facts import Facts, Unread, Value, shown, source_of

LONGEST = 160
"""Characters of a reason (docs/DESIGN.md, The verdict); a long list is told by its difference."""


@dataclass(frozen=True)
class Expectation:
    """What the facts file says of one fact."""

    file: FactsFile
    name: str

    def __str__(self) -> str:
        return self.name

    def hold(self, facts: Facts) -> None:
        """Raise CheckError where the fact is another than agreed, in one line with both values.

        Raises DoubtError where it could not be read; skips the check where its source could not be asked.
        """
        rule = self.file.expected[self.name]
        value = _read(facts, self.name)
        other = _read(facts, rule.same_as) if rule.same_as else None
        if complaint := rule.complaint(value, other):
            asked = f"({self.file.path.name}; asked: {facts.known[self.name].source})"
            sentence = f"{self.name} is {shown(value)}, {complaint} {asked}"
            if len(sentence) > LONGEST and (difference := rule.difference(value)):
                sentence = f"{self.name} {difference} {asked}"
            raise CheckError(sentence)


@dataclass(frozen=True)
class NothingExpected:
    """In the place of the expectations of a file that has none of them: not covered, and why."""

    why: str

    def __str__(self) -> str:
        return "nothing is expected"

    def hold(self, _: Facts) -> None:
        """Skip the check, with the reason."""
        pytest.skip(self.why)


def _read(facts: Facts, name: str) -> Value:
    if why := facts.unreachable.get(source_of(name)):
        pytest.skip(why)
    value = facts.known[name].value
    if isinstance(value, Unread):
        raise DoubtError(_doubt(facts, name, value))
    return value


def _doubt(facts: Facts, name: str, unread: Unread) -> str:
    """Return why nobody can tell: where several facts have one reason, that comes first, so that they are one cause."""
    known = facts.known[name]
    unreads = [fact.value for fact in facts.known.values() if fact.source == known.source]
    if sum(isinstance(each, Unread) and each.why == unread.why for each in unreads) > 1:
        return f"{known.source}: {unread.why}\n{name} could not be read"
    return f"{name} {unread}"
