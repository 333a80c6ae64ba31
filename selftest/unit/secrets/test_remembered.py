"""What was cleaned once is remembered: members of traces, whole files, and names."""

import pytest

from selftest.unit.secrets.scrub_samples import DIRTY, KEY, SECRET, archive, clean
from servio_verify.secrets.scrub import cleaner
from servio_verify.secrets.scrub.cleaner import Cleaned, Cleaner
from servio_verify.secrets.scrub.search import Search

TRACE = f"resources/{'0a' * 20}.json"


def test_what_one_trace_holds_is_looked_at_once_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bytes] = []
    made = Cleaner(Search([KEY]))
    spans = made.search.spans

    def noted(text: bytes) -> list[tuple[int, int]]:
        looked.append(text)
        return spans(text)

    monkeypatch.setattr(made.search, "spans", noted)
    for name in (TRACE, TRACE, "trace.json", "trace.json", f"x/{TRACE}"):
        made.clean(archive((name, b"nothing")))
    made.clean(archive((TRACE, b"more")))
    made.clean(archive((TRACE, b"x" * len(DIRTY))))
    dirty = archive((TRACE, DIRTY))
    emptied = archive((TRACE, b"\0" + DIRTY))
    assert made.clean(dirty) == made.clean(dirty) != Cleaned(dirty)
    assert made.clean(emptied) == made.clean(emptied) != Cleaned(emptied)
    assert looked.count(b"nothing") == 4
    assert looked.count(b"more") == looked.count(DIRTY) == 1


def test_of_the_members_of_traces_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaner, "_MEMBERS_KEPT", 2)
    made = Cleaner(Search([KEY]))
    for number in range(4):
        made.clean(archive((TRACE, b"nothing" * number)))
    assert len(made._members) == 2


def test_files_that_are_alike_are_looked_at_once_and_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaner, "_KEPT", 2)
    made, looked = Cleaner(Search([KEY])), list[bytes]()

    def noted(content: bytes) -> Cleaned:
        looked.append(content)
        return clean(content)

    monkeypatch.setattr(made, "clean", noted)
    for content in (b"a", DIRTY, b"a", DIRTY, b"b", DIRTY, b"b", b"a"):
        assert made.clean_file(content) == clean(content)
    assert looked == [b"a", DIRTY, b"b", b"a"]


NAMES = {"a": "a", f"{SECRET}.txt": "[scrubbed].txt", f"{KEY} \udce4": "[scrubbed] \udce4", "ünd \udce4": "ünd \udce4"}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_of_any_bytes_is_cleaned(name: str) -> None:
    made = Cleaner(Search([KEY, SECRET]))
    assert made.name(name) == made.name(name) == NAMES[name]
