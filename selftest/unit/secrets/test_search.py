"""How far what is found reaches, and which values are looked for."""

import base64
import gzip
import json

import pytest

from selftest.unit.secrets.scrub_samples import KEY, SECRET, zipped
from selftest.unit.secrets.test_encodings import token
from servio_verify.secrets.scrub.cleaner import Cleaner
from servio_verify.secrets.scrub.decoding import LEVELS, Decoded
from servio_verify.secrets.scrub.encodings import Needles
from servio_verify.secrets.scrub.search import Search


def clean(text: str, *secrets: str) -> str:
    return Cleaner(Search(secrets)).clean(text.encode()).content.decode()


def b64(content: str | bytes, times: int = 1) -> str:
    for _ in range(times):
        content = base64.b64encode(content.encode() if isinstance(content, str) else content).decode()
    return str(content)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (f"{KEY[:8]}…", "[scrubbed]…"),
        (f"{KEY[:7]}…", f"{KEY[:7]}…"),
        (f"…{KEY[-8:]}", "…[scrubbed]"),
        (f"…{KEY[-7:]}", f"…{KEY[-7:]}"),
        (f"x{KEY[:20]}...{KEY[-20:]}x", "x[scrubbed]...[scrubbed]x"),
        (f"{KEY[:12]}\\u2026 and {KEY[:12]} ...", f"[scrubbed]\\u2026 and {KEY[:12]} ..."),
        (f"... {KEY[-12:]} {KEY[-8:]}", f"... {KEY[-12:]} {KEY[-8:]}"),
        (f"...{KEY[-8:]} {KEY[-8:]}", f"...[scrubbed] {KEY[-8:]}"),
        (f"{KEY[:9]} {KEY[:9]}...", f"{KEY[:9]} [scrubbed]..."),
        (f"{KEY[:9]}!...", f"{KEY[:9]}!..."),
        (f"{KEY}...", "[scrubbed]..."),
        (f"{KEY[:12]}…{' x' * 500}", f"[scrubbed]…{' x' * 500}"),
        (f"{'x' * 500}{KEY[:12]}…{KEY[-12:]}{'x' * 500}", f"{'x' * 500}[scrubbed]…[scrubbed]{'x' * 500}"),
    ],
)
def test_what_is_left_of_a_shortened_value_goes_from_eight_characters_on(text: str, cleaned: str) -> None:
    assert clean(text, KEY) == cleaned
    assert clean(text) == text


OTHER = token(json.dumps({"sub": "of another"}))
"""A signed token that holds no secret."""


def test_two_values_over_each_other_are_one_place() -> None:
    assert clean("0123456789", "0123456", "456789") == "[scrubbed]"
    assert clean("0123456 789abcde", "0123456", "789abcde") == "[scrubbed] [scrubbed]"
    assert clean("0123456789abc", "0123456", "789abc") == "[scrubbed][scrubbed]"
    assert clean("0123456789abc", "0123456789abc", "345678") == "[scrubbed]"
    assert clean("12345678 and 12345678-90", "12345678", "12345678-90") == "[scrubbed] and [scrubbed]"
    assert clean("xx-12345678-9012345678", "xx-12345678", "12345678-90123456-and-more") == "[scrubbed]-9012345678"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (f"<{b64('x' * 9000 + KEY + 'y' * 9000)}>", "<[scrubbed]>"),
        (f"<{b64(KEY)}>", "<[scrubbed]>"),
        (b64(KEY), "[scrubbed]"),
        (f"a {token(json.dumps({'key': KEY}))} b", "a [scrubbed] b"),
        (f"a.{token(json.dumps({'key': KEY}))}.b", "a.[scrubbed].b"),
        (f"{OTHER} {b64(KEY)}", f"{OTHER} [scrubbed]"),
        (f"{b64(KEY)} {OTHER}", f"[scrubbed] {OTHER}"),
        (f"{OTHER}.{b64(KEY)}", f"{OTHER}.[scrubbed]"),
    ],
    ids=range(8),
)
def test_base64_goes_from_its_first_sign_to_its_last_with_its_whole_token(text: str, cleaned: str) -> None:
    assert clean(text, KEY) == cleaned


ESCAPED = json.dumps({"a": "".join(f"\\u{ord(sign):04x}" for sign in KEY)}).replace("\\\\", "\\")


@pytest.mark.parametrize(
    "carrier",
    [
        b64(ESCAPED),
        b64(f"[{ESCAPED}]"),
        b64(f"{{ {ESCAPED[1:]}"),
        b64(f"{{\n{ESCAPED[1:]}"),
        b64(gzip.compress(KEY.encode(), mtime=0)),
        b64(zipped(a=b"nothing", b=KEY.encode())),
        f"data:x;base64,{b64(b'x ' + ESCAPED.encode())}",
        f"Authorization=Basic {b64(b'x ' + ESCAPED.encode())}",
        f"authorization=basic {b64(b'x ' + ESCAPED.encode())}",
        b64(ESCAPED).rstrip("="),
        b64(ESCAPED + " ").rstrip("="),
        b64(ESCAPED + "  ").rstrip("="),
        b64(ESCAPED.ljust(300)) + "A",
        base64.urlsafe_b64encode(ESCAPED.encode() + b">>>???").decode(),
        b64(json.dumps({"a": b64(ESCAPED)})),
        b64(b"\x1f\x8b\x08 is no gzip: " + ESCAPED.encode()),
        f"\\u0065{b64(ESCAPED)[1:]}",
    ],
    ids=range(17),
)
def test_what_base64_carries_is_looked_into_where_it_is_announced(carrier: str) -> None:
    cleaned = clean(f"<{carrier}>", KEY)
    assert "[scrubbed]" in cleaned
    assert len(cleaned) < 45
    assert clean(f"<{carrier}>", "another secret") == f"<{carrier}>"


def test_bytes_of_any_kind_are_known_to_hold_a_value() -> None:
    search = Search([KEY, SECRET])
    held = [KEY, b64(KEY), ESCAPED, b64(ESCAPED), b64(zipped(a=ESCAPED.encode())), "".join(f"%{ord(c):x}" for c in KEY)]
    assert all(search.holds(f"\0 {text} \xff".encode("latin-1")) for text in held)
    assert not search.holds(b'\0 "token": "abcdef" %41\\u0041')
    assert not Search([]).holds(KEY.encode())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_a_value_in_utf_16_is_known(encoding: str) -> None:
    assert Search([SECRET]).holds(f"a {SECRET} b".encode(encoding))
    assert Search([SECRET]).holds(base64.b64encode(b"\0" + f"a {SECRET} b".encode("utf-16-le")))


def test_a_value_with_half_a_character_keeps_nothing_else_from_being_found() -> None:
    search = Search(["half \ud83d of one", "of another time \udce4", KEY])
    assert Cleaner(search).clean(f"<{KEY}> half \\ud83d".encode()).content == b"<[scrubbed]> half \\ud83d"
    assert Cleaner(search).clean(f"<{KEY[:9]}…> half".encode()).content == "<[scrubbed]…> half".encode()
    assert Cleaner(search).name(f"of time \udce4 {KEY}") == "of time \udce4 [scrubbed]"


def test_of_values_that_begin_alike_the_longest_is_found() -> None:
    wanted = [KEY[:size].encode() for size in range(8, 20)]
    assert list(Needles(wanted).found(f"<{KEY[:15]}>".encode())) == [(KEY[:15].encode(), 1)]


def test_what_is_found_late_is_where_it_stands_beside_what_is_found_early() -> None:
    written = "".join(f"%{ord(sign):02x}" for sign in KEY)
    text = f'a {KEY} b {written} c {KEY} d {KEY[:12]}… {{"token": "e"}} {KEY} {written}'
    assert clean(text, KEY) == (
        'a [scrubbed] b [scrubbed] c [scrubbed] d [scrubbed]… {"token": "[scrubbed]"} [scrubbed] [scrubbed]'
    )


def test_what_is_secret_by_its_form_is_found_without_a_value() -> None:
    assert Search([]).spans(b'{"token": "abc"}') == [(11, 14)]


def test_a_long_value_is_found_whole_from_an_escape_at_either_end() -> None:
    long = "k" + "".join(f"{number:03}x" for number in range(150))
    for written in (f"\\u006b{long[1:]}", f"{long[:-1]}\\u0078"):
        assert clean(f"<{'word ' * 50}{written}{' word' * 50}>", long, "abc123") == (
            f"<{'word ' * 50}[scrubbed]{' word' * 50}>"
        )


def test_a_value_between_two_looks_at_a_long_text_is_found() -> None:
    cleaner = Cleaner(Search(["c0rrect/horse"]))
    reach = cleaner.search._reach
    for before in (0, 1, *(16_384 - 6 + far for far in (-reach, 0, reach))):
        text = f"{'.' * before}c0rrect\\/horse."
        assert cleaner.clean(text.encode()).content.decode() == f"{'.' * before}[scrubbed]."


def test_what_can_be_undone_for_ever_is_undone_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    search, texts = Search([KEY]), []
    decode = search._decoder.decode

    def again(part: bytes) -> Decoded:
        texts.append(part)
        decoded = decode(b"\\u0041")
        assert decoded
        return decoded

    monkeypatch.setattr(search._decoder, "decode", again)
    assert list(search._exactly(b"A", 0, 1, 1)) == []
    assert len(texts) == LEVELS
