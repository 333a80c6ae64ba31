"""The first line of a reason is a sentence, whatever it is made of."""

import pytest

from servio_verify.failures.headline import LONGEST, detail, headline

LINES = {
    "the till is open": "The till is open",
    "two\n  lines": "Two",
    'GET /x answered 500 {"success":false}': "GET /x answered 500…",
    "https://x.example leads nowhere": "https://x.example leads nowhere",
    "worker 'gw0' crashed while running 'tests/smoke/test_it.py::test_a_b[chromium-home]'": (
        "Worker 'gw0' crashed while running '\"A b: home\"'"
    ),
    "lost tests/smoke/test_gift_cards.py": 'Lost "Gift cards"',
    "http://x/a.js: net::ERR_ABORTED": "http://x/a.js: ERR_ABORTED",
    "alb.idle_seconds is 60, must be 90": "alb.idle_seconds is 60, must be 90",
    f"staging serves {'a1' * 20}": f"Staging serves {'a1' * 6}",
}


@pytest.mark.parametrize(("text", "line"), LINES.items(), ids=range(len(LINES)))
def test_a_line_is_made_a_sentence(text: str, line: str) -> None:
    assert headline(text) == line
    assert headline(line) == line


def test_a_long_line_is_cut_at_a_word_with_its_count_whole() -> None:
    line = headline("a " + "word " * 80, 14)
    assert line.endswith("word… (14 checks)")
    assert LONGEST - 10 < len(line) <= LONGEST


def test_a_long_word_is_cut_too() -> None:
    assert len(headline("x" * 500, 2)) == LONGEST


def test_what_stands_behind_the_first_line_is_the_evidence() -> None:
    assert detail("a sentence\n  one\ntwo") == "  one\ntwo"
    assert detail("a sentence") == ""
    assert detail("a " + "word " * 80 + "\nmore").splitlines() == [("a " + "word " * 80), "more"]
