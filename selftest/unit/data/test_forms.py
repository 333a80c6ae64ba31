"""Bytes and long texts: what they say is read, what is not unpacked is known, and none takes long."""

import base64
import gzip
import time

import pytest

from selftest.unit.data.test_detectors import EVERYTHING, MAIL, kinds
from servio_verify.data.check.canaries.flock import TOGETHER
from servio_verify.data.check.detect.context import context_of
from servio_verify.data.check.detect.forms import is_sealed, seals, texts_of
from servio_verify.data.check.looking import find

SLOW_SECONDS = 5
QUOTES = r"\"a" * 25_000


@pytest.mark.parametrize("coded", ["utf-8", "utf-16-le", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_bytes_are_read_as_the_text_that_they_are(coded: str, packed: type[bytes]) -> None:
    raw = packed(f"photo of Zoë, jörg.anna@{MAIL}, in the kitchen".encode(coded))
    assert any("email" in kinds(text) for text in texts_of(raw))


def test_noise_is_nobody() -> None:
    noise = bytes((at * 7919 + at // 251 * 104729) % 256 for at in range(200_000))
    assert not [found for text in texts_of(noise) for found in find(text, EVERYTHING) if found.real]


@pytest.mark.parametrize("raw", [b"%PDF-1.4", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_document_that_is_not_unpacked_is_known(raw: bytes) -> None:
    sealed = raw + bytes(range(128, 160)) * 8
    assert is_sealed(sealed)
    assert seals(f"data:application/pdf;base64,{base64.b64encode(sealed).decode()}")
    assert not is_sealed(gzip.compress(sealed))
    assert not seals(base64.b64encode(b"a text of some length").decode())


@pytest.mark.parametrize("text", ["Anna-" * 40_000, "Ä" * 200_000, '{"phone": "' * 20_000, "12 " + "Anna-" * 40_000])
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    assert not [found for found in find(text, EVERYTHING) if found.real]
    TOGETHER.findall(text)
    assert time.process_time() - started < SLOW_SECONDS


@pytest.mark.parametrize(("column", "text"), [("phone", f"0201234567{' ' * 60_000}1"), ("name", f"{{{QUOTES}}}")])
def test_no_value_of_a_column_takes_long(column: str, text: str) -> None:
    started = time.process_time()
    assert not [found for found in find(text, context_of("users", column)) if found.real]
    assert time.process_time() - started < SLOW_SECONDS
