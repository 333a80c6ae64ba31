"""What others say is shown without what moves a cursor, turns the writing or is no character."""

from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from servio_verify.secrets.printable import PrintableModel, all_printable, printable


class Told(PrintableModel):
    text: str
    more: dict[str, list[str]]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("hörse 😀, 1 < 2", "hörse 😀, 1 < 2"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("two\r\nlines", "two\nlines"),
        ("over\rwritten", "over written"),
        ("a\x1b[31mred\x1b[0m b", "ared b"),
        ("a\x9b2Kb", "ab"),
        ("\x1b]0;a title\x07b", "b"),
        ("\x1b]8;;http://a.example\x1b\\b", "b"),
        ("\x1bMb\x1b", "b "),
        ("a\x00\x07\x08b\x7f", "a   b "),
        ("a\u202eb\u2028c\u200fd\u2066", "a b c d "),
        ("half \ud83d", "half  "),
        ("\r\n\x07", "\n "),
    ],
    ids=ascii,
)
def test_a_text_is_shown_without_what_must_not_be(said: str, shown: str) -> None:
    assert printable(said) == shown


def test_texts_are_made_printable_wherever_they_stand_and_nothing_else_is_changed() -> None:
    other = SimpleNamespace(text="\x07")
    said = {"a\x07": ["\x07", ("\x07", 1, None)], "b": {"c": "\x07"}, "other": other}
    assert all_printable(said) == {"a\x07": [" ", (" ", 1, None)], "b": {"c": " "}, "other": other}
    assert all_printable(other) is other
    kept = type("Kept", (str,), {})("\x07")
    assert all_printable(kept) is kept


def test_a_model_s_texts_are_printable_from_the_start() -> None:
    told = Told.model_validate({"text": "a\x1b[31mb", "more": {"c": ["\x07"]}})
    assert (told.text, told.more) == ("ab", {"c": [" "]})
    with pytest.raises(ValidationError, match="frozen"):
        told.text = "\x07"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="not permitted"):
        Told.model_validate({"text": "a", "more": {}, "other": "\x07"})
