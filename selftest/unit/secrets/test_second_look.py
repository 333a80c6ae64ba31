"""The look at what was cleaned: whatever is left beside a place that was replaced drops the file."""

from pathlib import Path

import pytest

from selftest.unit.secrets.scrub_samples import DIRTY, KEY, SECRET
from servio_verify.secrets.scrub import worker
from servio_verify.secrets.scrub.cleaner import Cleaner, LeftError, replaced
from servio_verify.secrets.scrub.search import Search

MARK = b"[scrubbed]"
FAR = b"- " * 9000
RAW = KEY.encode()


@pytest.mark.parametrize(
    ("parts", "is_held"),
    [
        ([FAR + RAW, b""], True),
        ([b"", RAW + FAR], True),
        ([FAR + RAW + b"-", RAW], True),
        ([RAW, b""], True),
        ([b"", FAR + RAW + FAR, b""], False),
        ([FAR, FAR], False),
        ([b"nothing", b""], False),
    ],
)
def test_only_what_is_beside_a_mark_is_looked_at_again(parts: list[bytes], is_held: bool) -> None:
    assert Search([KEY]).holds_beside(parts, MARK) is is_held


@pytest.mark.parametrize("content", [DIRTY, b'{"a": "b' + SECRET.encode() + b'"}'], ids=["text", "JSON"])
def test_what_is_left_cannot_be_kept(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    search = Search([KEY, SECRET])
    monkeypatch.setattr(search, "holds", lambda _: True)
    with pytest.raises(LeftError):
        Cleaner(search).clean(content)


def test_a_lonely_backslash_before_a_secret_goes_with_it() -> None:
    spans = [(3, 4)]
    assert replaced(b"a\\\\x", spans) == b"a\\\\[scrubbed]"
    assert replaced(b"ab\\x", spans) == b"ab[scrubbed]"


def test_zips_weigh_more_and_what_is_alike_weighs_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MANY", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    sizes = {"a.zip": 90_000, "b.zip": 90_000, "c.txt": 80_000, "d.txt": 81_000, "e.txt": 82_000, "f.txt": 83_000}
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(b"x" * size)
    ours, others = worker.split_files([(tmp_path / name, name) for name in sizes])
    assert {shown for _, shown in ours} == {"a.zip", "b.zip"}
    assert {shown for _, shown in others} == {"c.txt", "d.txt", "e.txt", "f.txt"}
