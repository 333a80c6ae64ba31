"""The catalogue of our own targets' faults: each has a row, each row has a fault, and each check is there."""

import re

from selftest.proof.catalogue import By, Entry, entries, told, written
from selftest.support.processes import ROOT
from servio_verify.results.verdict import Verdict

LONGEST = 120


def every() -> list[Entry]:
    return [entry for by in By for entry in entries(by).values()]


def test_every_fault_has_a_row_and_every_row_a_fault() -> None:
    assert {by: sorted(told(by)) for by in By} == {by: sorted(rows) for by, rows in written().items()}


def test_every_row_says_who_suffers_and_where_it_is_described() -> None:
    assert [entry.name for entry in every() if not entry.source or not 0 < len(entry.suffers) <= LONGEST] == []
    assert [entry.name for entry in every() if re.search(r"\.$|\. [A-Z]", entry.suffers)] == []


def test_every_row_names_a_check_that_there_is_or_else_a_verdict() -> None:
    def exists(check: str) -> bool:
        file, _, name = check.partition("[")[0].partition("::")
        return bool(re.search(rf"^def {name}\(", (ROOT / "tests" / file).read_text(), re.M))

    promises = [(entry.name, entry.caught, entry.survives, entry.says) for entry in every()]
    assert [name for name, *told in promises if sum(map(bool, told)) != 1] == []
    assert [entry.name for entry in every() if entry.verdict is not Verdict.NO_GO and not entry.says] == []
    assert [check for entry in every() for check in entry.caught if not exists(check)] == []
