"""The screen: every width, with and without colour, on a terminal and not."""

import io

import pytest

from servio_verify.doctor.finding import Group, doubt, exit_code, untried, well, wrong
from servio_verify.doctor.screen import Screen

LONG = "port 443 does not answer: 10.0.0.1: Connection refused; 10.0.0.2: Connection refused; " * 2
GROUPS = [
    Group("The web app https://staging.example.com", (well("DNS", "10.0.0.1"), wrong("TCP", LONG, "look at web_url"))),
    Group(
        "Servio",
        (untried("paths", "TCP failed"), untried("form", "TCP failed"), doubt("build", "is ÄÖ and \x1b[2J", "set it")),
    ),
]


class Stream(io.StringIO):
    """A stream of this encoding, a terminal or not."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = False) -> None:
        super().__init__()
        self._encoding, self._terminal = encoding, terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return self._terminal


def shown(stream: Stream) -> list[str]:
    return list(Screen(stream).lines("staging", GROUPS))


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_what_was_not_tried_for_one_reason_is_one_line() -> None:
    assert "  · paths, form not tried: TCP failed" in shown(Stream())


def test_what_to_do_stands_below_what_was_found() -> None:
    lines = shown(Stream())
    first = next(number for number, line in enumerate(lines) if line.startswith("  ✗ TCP      port 443"))
    assert lines[first + 2] == "             → look at web_url"


def test_the_last_line_says_whose_turn_it_is() -> None:
    assert exit_code(GROUPS) == 10
    assert shown(Stream())[-1] == "Not ready (exit code 10): it cannot be verified yet"


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal_or_100_columns(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    assert max(map(len, shown(Stream(terminal=True)))) <= min(columns, 100)


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[31m✗\x1b[0m" in "\n".join(shown(Stream(terminal=True)))
    assert "\x1b" not in "\n".join(shown(Stream()))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in "\n".join(shown(Stream(terminal=True)))


def test_a_target_s_words_control_no_terminal() -> None:
    assert "\x1b[2J" not in "\n".join(shown(Stream(terminal=True)))


def test_a_stream_without_unicode_gets_plain_marks() -> None:
    said = "\n".join(shown(Stream("ascii")))
    assert said.isascii()
    assert "is ?? and" in said
    assert "NO TCP" in said
