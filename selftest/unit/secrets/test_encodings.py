"""A secret is found however it is written."""

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from selftest.unit.secrets.scrub_samples import KEY, SECRET
from servio_verify.secrets.scrub import encodings
from servio_verify.secrets.scrub.cleaner import Cleaner
from servio_verify.secrets.scrub.search import Search


def utf16(text: str) -> list[int]:
    return list(memoryview(text.encode("utf-16-le")).cast("H"))


def percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def escaped(text: str) -> str:
    return "".join(f"\\u{code:04x}" for code in utf16(text))


def mixed(text: str) -> str:
    ways = (percent, escaped, lambda sign: f"&#{ord(sign)};", str)
    return "".join(ways[place % 4](sign) for place, sign in enumerate(text))


def base64_of(text: str, before: int = 0, *, safe: bool = False) -> str:
    encode = base64.urlsafe_b64encode if safe else base64.b64encode
    return encode(b"x" * before + text.encode() + b"tail").decode()


def token(payload: str) -> str:
    body = base64.urlsafe_b64encode(payload.encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJIUzI1NiJ9.{body}.c2lnbmF0dXJlLW9mLWl0"


WAYS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "as a URL": quote,
    "as a form": quote_plus,
    "every byte of a URL": percent,
    "a URL in a URL": lambda text: quote(percent(text)),
    "HTML": html.escape,
    "HTML in HTML": lambda text: html.escape(html.escape(text)),
    "HTML numbers": lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    "HTML hex numbers": lambda text: "".join(f"&#x00{ord(sign):X};" for sign in text),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, not ASCII": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON, every sign": escaped,
    "JSON with slashes": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "JSON in JSON in JSON": lambda text: json.dumps(json.dumps(json.dumps(text)[1:-1])[1:-1])[1:-1],
    "Python": lambda text: repr(text)[1:-1],
    "Python, ASCII": lambda text: ascii(text)[1:-1],
    "Python's bytes": lambda text: repr(text.encode())[2:-1],
    "in two colours": lambda text: f"{text[:5]}\x1b[33m{text[5:]}",
    "a mixture": mixed,
    "base64": base64_of,
    "base64, 1 on": lambda text: base64_of(text, 1),
    "base64, 2 on": lambda text: base64_of(text, 2),
    "base64 for URLs": lambda text: base64_of(text, 1, safe=True).rstrip("="),
    "base64 in a URL": lambda text: quote(base64_of(text), safe=""),
    "base64 in JSON": lambda text: base64_of(text).replace("/", "\\/").replace("+", "\\u002b"),
    "base64 in lines": lambda text: base64.encodebytes(b"A" * 50 + text.encode() + b"B" * 70).decode().strip(),
    "base64 of base64": lambda text: base64_of(base64_of(text)),
    "base64 of JSON": lambda text: base64_of(json.dumps({"a": text})),
    "a token": lambda text: token(json.dumps({"sub": 1, "key": text})),
    "a token with escapes": lambda text: token(f'{{"key":"{escaped(text)}"}}'),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", range(2))
def test_a_secret_is_found_however_it_is_written(way: str, number: int) -> None:
    secrets = (SECRET, KEY)
    cleaned = Cleaner(Search(secrets)).clean(f"<< {WAYS[way](secrets[number])} >>".encode())
    assert (cleaned.content, cleaned.count) == (b"<< [scrubbed] >>", 1)


def test_what_shortens_a_secret_leaves_nothing_of_it() -> None:
    cut = f"got {KEY[:14]}... and ...{KEY[-9:]} and {KEY[:12]}…"
    assert Cleaner(Search([KEY])).clean(cut.encode()).content.decode() == (
        "got [scrubbed]... and ...[scrubbed] and [scrubbed]…"
    )


def test_the_password_in_an_address_is_a_secret_too() -> None:
    search = Search(["postgresql://till:b%40ttery-staple@db/servio"])
    assert Cleaner(search).clean(b"as till with b@ttery-staple").content == b"as till with [scrubbed]"


def test_a_secret_that_is_too_short_is_named_without_its_value() -> None:
    assert encodings.not_looked_for({"SERVIO_PASSWORD": "a1b2c", "KEY": KEY}) == [
        "SERVIO_PASSWORD has fewer than 6 characters: it is not looked for in artifacts"
    ]
