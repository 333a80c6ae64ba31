"""Base64 of a value, and base64 that carries one, is found as a whole; what is only like it stays."""

import gzip
import json
from collections.abc import Callable
from html import escape
from urllib.parse import quote, quote_plus

import pytest

from selftest.unit.secrets.scrub_samples import KEY, SECRET
from selftest.unit.secrets.test_search import ESCAPED, b64, clean
from servio_verify.secrets.scrub.search import DEPTH


@pytest.mark.parametrize(
    "text",
    [
        "eyJ eyA ewo W3s H4sI UEsD base64, Basic basic ",
        f"{b64(gzip.compress(KEY.encode(), mtime=0))[:30]} H4sIAAAA UEsDBAAAA",
        f"eyJ{'a' * 5} W3s{'b' * 2} base64,abcde",
        "base64,abcde= base64,abcdefghi== basic abcdefghi=",
        f"eyJ{'é' * 9}",
    ],
)
def test_what_carries_nothing_stays(text: str) -> None:
    assert clean(text, KEY) == text


@pytest.mark.parametrize("times", [DEPTH, DEPTH + 2])
def test_base64_in_base64_is_looked_into_so_many_times(times: int) -> None:
    text = ESCAPED
    for _ in range(times):
        text = json.dumps({"a": b64(text)})
    assert ("[scrubbed]" in clean(text, KEY)) is (times == DEPTH)


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("way", ["raw", "quote", "form", "quote_all", "html", "json", "twice"])
def test_base64_of_a_value_as_a_page_or_a_url_writes_it_is_known(before: int, way: str) -> None:
    ways: dict[str, Callable[[str], str]] = {
        "raw": str,
        "quote": quote,
        "form": quote_plus,
        "quote_all": lambda text: quote(text, safe=""),
        "html": escape,
        "json": lambda text: json.dumps(text)[1:-1],
        "twice": lambda text: b64(f"x{text}y"),
    }
    text = b64("-" * before + ways[way](SECRET) + "tail")
    for each in (text, text.translate(str.maketrans("+/", "-_")), text.rstrip("=")):
        assert clean(f"<{each}>", SECRET) == "<[scrubbed]>"


@pytest.mark.parametrize("written", [KEY, json.dumps(SECRET)[1:-1]], ids=["plain", "json"])
def test_base64_of_almost_the_value_stays(written: str) -> None:
    for text in (f"x{written[1:]} tail", f"{written[:-1]}x tail"):
        assert clean(b64(text), KEY, SECRET) == b64(text)


def test_base64_is_whole_wherever_it_stands_in_a_long_text() -> None:
    for before in ("", "a ", "word " * 2000):
        text = f"{before}{b64('xx' + KEY)}"
        assert clean(f"{text}{' word' * 2000}", KEY) == f"{before}[scrubbed]{' word' * 2000}"


@pytest.mark.parametrize("between", ["", " ", " and "])
def test_two_that_carry_a_value_are_both_found(between: str) -> None:
    carriers = [b64(ESCAPED), f"base64,{b64('x ' + ESCAPED)}"]
    assert clean(f"{carriers[0]} {between}{carriers[1]}", KEY) == f"[scrubbed] {between}base64,[scrubbed]"


@pytest.mark.parametrize("announced", ["base64,", "base64%2C", "base64%2c", "base64%252C"])
@pytest.mark.parametrize("inside", ["x hunt\\u0065r2W", "pass=hunt%65r2W"])
def test_what_carries_a_value_is_read_in_a_data_url_of_a_url(announced: str, inside: str) -> None:
    cleaned = clean(f"?image=data:text/plain;{announced}{quote(b64(inside))}&next=1", "hunter2W")
    assert cleaned.startswith("?image=data:text/plain;base64")
    assert cleaned.endswith("[scrubbed]&next=1")


@pytest.mark.parametrize("blank", [" ", "+", "%20", "%2520"])
@pytest.mark.parametrize("scheme", ["Basic", "basic"])
def test_what_carries_a_value_is_read_in_a_login_of_a_url(scheme: str, blank: str) -> None:
    cleaned = clean(f"?auth={scheme}{blank}{quote(b64('user:hunt%65r2W'))}&next=1", "hunter2W")
    assert cleaned.startswith("?auth=")
    assert cleaned.endswith("[scrubbed]&next=1")


def test_what_carries_a_value_is_read_to_its_last_sign() -> None:
    text = b64("xxhunt\\u0065r2W")
    assert text.endswith("X")
    assert clean(f"base64,{text}", "hunter2W") == "base64,[scrubbed]"
