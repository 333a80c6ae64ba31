"""Escapes are undone wherever they stand, whatever stands between, and nothing is read into what is none."""

import base64
import json
import random
from urllib.parse import quote

import pytest

from selftest.support.secret_finder import found_in
from selftest.unit.secrets.scrub_samples import KEY, SECRET
from selftest.unit.secrets.test_encodings import WAYS
from servio_verify.secrets.scrub.cleaner import Cleaner
from servio_verify.secrets.scrub.decoding import LEVELS
from servio_verify.secrets.scrub.search import Search

PEM = "-----BEGIN KEY-----\nMIIEowIBAAKCAQEA\tx\r\nabc/def+ghi==\n-----END KEY-----"
"""A secret of several lines."""

TEXT_WAYS = sorted(way for way in WAYS if not any(word in way for word in ("base64", "token", "colours")))
SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=-_.\\%&#;\"'<>{}[]()!?$^*~|,: äß€😀\n\t"


def clean(text: str, *secrets: str) -> str:
    return Cleaner(Search(secrets)).clean(text.encode("utf-8", "surrogatepass")).content.decode()


@pytest.mark.parametrize("way", TEXT_WAYS)
def test_a_secret_of_several_lines_is_found_however_it_is_written(way: str) -> None:
    assert clean(f"<< {WAYS[way](PEM)} >>", PEM) == "<< [scrubbed] >>"


@pytest.mark.parametrize(
    ("secret", "written"),
    [
        ("Passw\\ört!", json.dumps("Passw\\ört!")[1:-1]),
        ("ab%41cd\tefgh", "ab%41cd\\tefgh"),
        ("pw%7Abcdäf", "pw%7Abcd\\u00e4f"),
        ("a\\tb\tcdefg", "a\\\\tb\\tcdefg"),
        ("c0rrect-horse", "c0rrect\x1b[1;33m-horse"),
        ("c0rrect-horse", "c0rrect\\u001b[33m-horse"),
        ("c0rrect-horse", "c0rrect\\x1b[m-horse"),
        ("c0rrect-horse", "c0rrect#x1b[0m-horse"),
        ("c0rrect-horse", "c0rrect&#45;horse"),
        ("c0rrect-horse", "c0rrect&#x2D;horse"),
        ("c0rrect-horse", "c0rrect&#X2d;horse"),
        ("c0rrect-horse", "c0rrect&#00045horse"),
        ("c0rrect-horse", "c0rrect%2dhorse"),
        ("c0rrect-horse", "c0rrect\\u{2d}horse"),
        ("c0rrect-horse", "c0rrect\\U0000002Dhorse"),
        ("c0rrect-horse", "c0rrect\\X2Dhorse"),
        ("c0rrect/horse", "c0rrect\\/horse"),
        ("c0rrect'horse", "c0rrect\\'horse"),
        ("c0rrect&horse", "c0rrect&amp;horse"),
        ("c0rrect&amp;horse", "c0rrect&amp;amp;horse"),
        ("c0rrect\\horse", "c0rrect&bsol;horse"),
        ("a\\b\\c\\d1", "a\\\\b\\\\c\\\\d1"),
        ("a\\b\\c\\d1", "a&bsol;b&bsol;c&bsol;d1"),
        ("c0rrect-X-horse", "c0rrect&#45;X-horse"),
        ("pw%C3äbcd1", "pw%C3äbcd1"),
        ("pw%C3äbcd1", "pw%C3\\u00e4bcd1"),
        ("pw%C3abcdé", "pw%C3abcd\\u00e9"),
        ("pw%C3abcdé", "pw%25C3abcd%C3%A9"),
        ("pw%C3abcdé", "pw\ufffdabcd\\u00e9"),
        ("c0rrect-hörse", "c0rrect-h\\xc3\\xb6rse"),
        ("c0rrect-hörse", "c0rrect-h\\xf6rse"),
        ("c0rrect-hörse", "c0rrect-h&ouml;rse"),
        ("c0rrect-😀horse", "c0rrect-\\ud83d\\ude00horse"),
        ("c0rrect-😀horse", "c0rrect-\\uD83D\\uDE00horse"),
        ("c0rrect\0horse", "c0rrect\\0horse"),
        ("c0rrect\bhorse\f", "c0rrect\\bhorse\\f"),
    ],
    ids=ascii,
)
def test_an_escape_of_any_kind_hides_nothing(secret: str, written: str) -> None:
    assert clean(f"<< {written} >>", secret) == "<< [scrubbed] >>"
    assert clean(written, secret) == "[scrubbed]"


@pytest.mark.parametrize("seed", range(60))
def test_no_mixture_of_escapes_hides_a_secret_from_a_search_that_decodes_everything(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - no secret
    secret = "x" + "".join(draw.choices(SIGNS, k=draw.randrange(9, 28))) + "y"
    text = secret
    for way in draw.choices(TEXT_WAYS, k=draw.randrange(1, 4)):
        text = WAYS[way](text) if len(text) < 4000 else text
    cleaned = clean(f"<< {text} >>", secret)
    assert "[scrubbed]" in cleaned
    assert not found_in(cleaned.encode(), [secret.encode()])


@pytest.mark.parametrize(
    "text",
    [
        "&#99999999; &#1114112; &#x110000; &#xD800; &#0; &nothing;",
        "\\ud83d \\ude00 \\u{110000} \\U00110000 \\xff %ff %zz",
        "a lonely \\",
        "\\\\\\\\",
        "&#",
        "%",
        "\\u12",
    ],
)
def test_what_is_no_escape_is_no_error(text: str) -> None:
    assert clean(f"{text} {quote(SECRET)}", SECRET, KEY) == f"{text} [scrubbed]"
    assert clean(text, SECRET, KEY) == text


@pytest.mark.parametrize("levels", [LEVELS, LEVELS + 1])
def test_an_escape_is_undone_so_many_times(levels: int) -> None:
    text = "c0rrect horse"
    for _ in range(levels):
        text = quote(text)
    assert (clean(text, "c0rrect horse") == "[scrubbed]") is (levels <= LEVELS)


@pytest.mark.parametrize("before", [0, 1, 60, 16_000, 16_384])
@pytest.mark.parametrize("way", ["JSON, every sign", "every byte of a URL", "JSON in JSON"])
def test_a_secret_is_found_anywhere_in_a_long_text(before: int, way: str) -> None:
    written = WAYS[way](SECRET)
    filler = "é\\n%41 words " * 1500
    text = f"{filler[:before]} {written} {filler[:2000]} {written}"
    cleaned = clean(text, SECRET)
    assert cleaned == text.replace(written, "[scrubbed]")


@pytest.mark.parametrize("between", ["words " * 3000, "words " * 30, "\\n", ""])
def test_secrets_far_from_each_other_and_from_the_ends_are_found(between: str) -> None:
    written = WAYS["every byte of a URL"](KEY)
    for before in ("", between):
        assert clean(f"{before}{written}{between}{written}{before}", KEY) == (
            f"{before}[scrubbed]{between}[scrubbed]{before}"
        )


def test_what_stands_before_and_behind_stays() -> None:
    written = WAYS["JSON, every sign"](KEY)
    assert clean(f'{{"a": "\\n{written}\\n", "b": "%20{written}%20"}}', KEY) == (
        '{"a": "\\n[scrubbed]\\n", "b": "%20[scrubbed]%20"}'
    )
    assert clean(f"\\{KEY} \\\\{KEY}", KEY) == "[scrubbed] \\\\[scrubbed]"
    assert clean(f"\\\\\\{KEY}", KEY) == "\\\\[scrubbed]"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\\n"])
def test_base64_that_is_wrapped_is_one(end: str) -> None:
    text = f"data {end.join(wrapped(KEY))} more"
    assert KEY[:12].encode() not in Cleaner(Search([KEY])).clean(text.encode()).content
    assert clean(text, KEY).startswith("data [scrubbed]")
    assert clean(text, KEY).endswith(" more")


def wrapped(secret: str) -> list[str]:
    """Return base64 in lines of 76 signs, with the secret over the end of a line."""
    whole = WAYS["base64"]("A" * 45 + secret + "B" * 60)
    return [whole[place : place + 76] for place in range(0, len(whole), 76)]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("sign", ["\\", "eyJ", "ewo", 'cookies":["', "&#0", "\x1b[1", '"password"'])
def test_a_long_row_of_the_same_is_read_once_and_not_from_each_of_its_signs(sign: str) -> None:
    """A selector of Playwright's in JSON in JSON has hundreds of backslashes in a row; each doubles them."""
    row = sign * (400_000 // len(sign))
    assert clean(f"{row} {KEY}", KEY).endswith(" [scrubbed]")


def test_a_secret_at_the_end_of_a_long_list_in_base64_is_found() -> None:
    listed = [*({"id": number} for number in range(20_000)), {"key": KEY}]
    carried = base64.b64encode(json.dumps(listed, separators=(",", ":")).encode()).decode()
    assert clean(f"data:application/json;base64,{carried};", KEY) == "data:application/json;base64,[scrubbed];"


@pytest.mark.parametrize("end", ["]", ""])
def test_cookies_of_a_list_go_also_where_the_list_was_cut_off(end: str) -> None:
    listed = '{"cookies":[{"name":"a","value":"first"},{"name":"b","value":"second"}'
    assert clean(listed + end).count("[scrubbed]") == 2
