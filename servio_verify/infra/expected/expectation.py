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

        Raises DoubtError where it could not be read; skips the check where its source could not be asked, and where
        its thing is not there if another check says that.
        """
        rule = self.file.expected[self.name]
        value = self.read(facts)
        other = self.read(facts, rule.same_as) if rule.same_as else None
        if complaint := rule.complaint(value, other):
            asked = f"({self.file.path.name}; asked: {facts.known[self.name].source})"
            sentence = f"{self.name} is {shown(value)}, {complaint} {asked}"
            if len(sentence) > LONGEST and (difference := rule.difference(value)):
                sentence = f"{self.name} {difference} {asked}"
            raise CheckError(sentence)

    def read(self, facts: Facts, name: str | None = None) -> Value:
        """Return the value of the fact, or of the one of this name. Raises or skips as `hold` does."""
        name = name or self.name
        if why := facts.unreachable.get(source_of(name)):
            pytest.skip(why)
        value = facts.known[name].value
        if not isinstance(value, Unread):
            return value
        if value.not_covered or value.absent in self.file.expected:
            pytest.skip(value.why)
        if value.absent:
            raise CheckError(value.why)
        raise DoubtError(_doubt(facts, name, value))


@dataclass(frozen=True)
class NothingExpected:
    """In the place of the expectations of a file that has none of them: not covered, and why."""

    why: str

    def __str__(self) -> str:
        return "nothing is expected"

    def hold(self, _: Facts) -> None:
        """Skip the check, with the reason."""
        pytest.skip(self.why)


def _doubt(facts: Facts, name: str, unread: Unread) -> str:
    """Return why nobody can tell: where several facts have one reason, that comes first, so that they are one cause."""
    alike = [each for each in facts.known.values() if isinstance(each.value, Unread) and each.value.why == unread.why]
    if len(alike) < 2:
        return f"{name} {unread}"
    elsewhere = any(each.source != facts.known[name].source for each in alike)
    where = "" if elsewhere else f"{facts.known[name].source}: "
    return f"{where}{unread.why}\n{name} could not be read"
