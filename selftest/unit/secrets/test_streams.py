"""What a process prints holds no secret; where nobody reads any more, it goes on."""

import errno
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from selftest.unit.secrets.scrub_samples import KEY, SECRET
from servio_verify.secrets.scrub import streams
from servio_verify.secrets.scrub.search import Search
from servio_verify.secrets.scrub.streams import HIDDEN, Streams


class Told:
    """Standard output and standard error of this process, in files, once the test itself has begun."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.paths = folder / "out.txt", folder / "err.txt"
        self.files = [path.open("w", encoding="utf-8", errors="surrogateescape") for path in self.paths]
        self._patch = monkeypatch

    def watch(self, known: Callable[[], Iterable[str]]) -> None:
        """Print no secret from now on."""
        self._patch.setattr(sys, "stdout", self.files[0])
        self._patch.setattr(sys, "stderr", self.files[1])
        Streams(known)

    def texts(self) -> list[str]:
        """Return what both hold."""
        return [path.read_bytes().decode("utf-8", "surrogateescape") for path in self.paths]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    told = Told(tmp_path, monkeypatch)
    yield told
    for file in told.files:
        file.close()


def say(text: str) -> list[int]:
    """Print it to both, and return what `write` says of it."""
    said = [stream.write(text) for stream in (sys.stdout, sys.stderr)]
    sys.stdout.flush()
    sys.stderr.flush()
    return said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"got {KEY}.\n", "got [scrubbed].\n"),
        (f"got {SECRET} and {KEY[:12]}…\n", "got [scrubbed] and [scrubbed]…\n"),
        ("Cookie: sid=0123456789abcdef\n", "Cookie: sid=[scrubbed]\n"),
        ("nothing to see, ünd 😀\n", "nothing to see, ünd 😀\n"),
        (f"a file of another time \udce4: {KEY}\n", "a file of another time \udce4: [scrubbed]\n"),
        (".", "."),
        ("ab\n", "ab\n"),
        ("", ""),
    ],
    ids=ascii,
)
def test_both_streams_show_no_secret_and_say_that_all_was_written(told: Told, text: str, shown: str) -> None:
    told.watch(lambda: [KEY, SECRET])
    assert say(text) == [len(text)] * 2
    assert told.texts() == [shown] * 2


def test_what_becomes_known_later_is_not_printed_from_then_on(told: Told) -> None:
    known: list[str] = []
    told.watch(lambda: known)
    say(f"{KEY}\n")
    known.append(KEY)
    say(f"{KEY}\n")
    assert told.texts() == [f"{KEY}\n[scrubbed]\n"] * 2


def test_the_search_is_made_anew_only_where_the_values_changed(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def counted(values: frozenset[str]) -> Search:
        made.append(values)
        return Search(values)

    monkeypatch.setattr(streams, "Search", counted)
    told.watch(lambda: [KEY])
    for _ in range(3):
        say("a line\n")
    assert made == [frozenset([KEY])]
    assert told.texts() == ["a line\n" * 3] * 2


def test_the_streams_stay_the_objects_that_others_have_kept(told: Told) -> None:
    told.watch(lambda: [KEY])
    assert [sys.stdout, sys.stderr] == told.files
    print(KEY, file=told.files[0], flush=True)
    assert told.texts()[0] == "[scrubbed]\n"


def test_a_line_that_cannot_be_scrubbed_is_left_out(told: Told) -> None:
    def broken() -> list[str]:
        raise OSError(KEY)

    told.watch(broken)
    assert say(f"got {KEY}\n") == [len(f"got {KEY}\n")] * 2
    assert told.texts() == [HIDDEN] * 2
    assert HIDDEN == "[a line was left out: it could not be scrubbed]\n"


def test_a_stream_that_was_closed_by_who_started_us_becomes_one_to_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    Streams(lambda: [KEY])
    assert say(f"got {SECRET}\n") == [len(f"got {SECRET}\n")] * 2
    assert {stream.name for stream in (sys.stdout, sys.stderr)} == {os.devnull}
    for stream in (sys.stdout, sys.stderr):
        stream.close()


def gone_pipe() -> io.TextIOWrapper:
    """Return a stream that nobody reads: `| head` has ended."""
    reads, writes = os.pipe()
    os.close(reads)
    return open(writes, "w", encoding="utf-8")  # noqa: PTH123 - it has no name


def full_disk() -> io.TextIOWrapper:
    return Path("/dev/full").open("w", encoding="utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
@pytest.mark.parametrize("gone", [gone_pipe, full_disk])
def test_where_nobody_can_read_any_more_nothing_fails(
    gone: Callable[[], io.TextIOWrapper], monkeypatch: pytest.MonkeyPatch
) -> None:
    with gone() as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "stderr", io.StringIO())
        Streams(lambda: [KEY])
        for _ in range(2):
            say("x" * 100_000)
        assert os.path.samestat(os.fstat(stream.fileno()), Path(os.devnull).stat())


@pytest.mark.parametrize(
    ("number", "is_borne"),
    [(errno.EPIPE, True), (errno.ENOSPC, True), (errno.EIO, True), (errno.EBADF, True), (errno.EACCES, False)],
)
def test_only_the_end_of_a_reader_is_borne_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, is_borne: bool
) -> None:
    def fails(_text: str) -> int:
        raise OSError(number, os.strerror(number))

    with (tmp_path / "out.txt").open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(stream, "write", fails)
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "stderr", io.StringIO())
        Streams(lambda: [KEY])
        if is_borne:
            assert sys.stdout.write("some text") == 9
        else:
            with pytest.raises(OSError, match="denied"):
                sys.stdout.write("some text")
