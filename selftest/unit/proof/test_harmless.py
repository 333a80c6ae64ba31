"""Harmless differences are what they say: the same meaning in another form."""

import gzip
import json
import uuid
import zlib

import brotli
import pytest

from servio_verify.environments.model import Environment
from servio_verify.proof.alteration import Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, catalogue
from servio_verify.proof.faults.harmless.transport import ZSTD_BLOCK, zstd_stored

LEAST = 40
VENUES = "/api/v1/venues"
JSON = (("Content-Type", "application/json"),)


def scene() -> Scene:
    return Scene(Environment(name="here", web_url="http://127.0.0.1:1", api_url="http://127.0.0.1:2"))


def asked(path: str, side: Side = Side.API, **headers: str) -> Request:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Request(side, "GET", "http", "127.0.0.1", 2, path, pairs)


def altered(name: str, request: Request, answer: Answer) -> Answer:
    make = catalogue()[name].make
    assert make
    return make(scene()).alter(request, answer)


def test_there_are_forty_of_them() -> None:
    assert len([fault for fault in catalogue().values() if fault.expected is Expected.HARMLESS]) >= LEAST


@pytest.mark.parametrize(
    ("name", "coding", "decode"),
    [
        ("in-gzip", "gzip", gzip.decompress),
        ("in-deflate", "deflate", zlib.decompress),
        ("in-brotli", "br", brotli.decompress),
    ],
)
def test_content_is_encoded_for_who_takes_it(name: str, coding: str, decode: object) -> None:
    answer = Answer(200, JSON, b'{"success": true}')
    taken = altered(name, asked("/", accept_encoding=f"x, {coding};q=0.5"), answer)
    assert taken.header("Content-Encoding") == coding
    assert callable(decode)
    assert decode(taken.body) == answer.body
    assert altered(name, asked("/", accept_encoding="identity"), answer) == answer


def test_a_zstd_frame_holds_all_blocks() -> None:
    body = bytes(range(256)) * 1000
    frame, found = zstd_stored(body)[6:], b""
    while frame:
        head = int.from_bytes(frame[:3], "little")
        found += frame[3 : 3 + (head >> 3)]
        frame = frame[3 + (head >> 3) :]
        assert bool(head & 1) == (not frame)
    assert found == body
    assert len(body) > ZSTD_BLOCK


def test_an_id_comes_back_as_it_was() -> None:
    make = catalogue()["ids-as-ulids"].make
    assert make
    fault = make(scene())
    for _ in range(100):
        own = str(uuid.uuid4())
        told = fault.alter(asked(VENUES), Answer(200, JSON, json.dumps({"id": own}).encode())).json["id"]
        assert own != told
        assert fault.forward(asked(f"{VENUES}/{told}")).path == f"{VENUES}/{own}"


@pytest.mark.parametrize(("page", "own"), [(1, 3), (2, 0), (251, 0)])
def test_older_venues_fill_up_each_page(page: int, own: int) -> None:
    data = [{"id": str(number)} for number in range(own)]
    whole = {"data": data, "pagination": {"page": page, "limit": 20, "total": 3, "totalPages": 1}}
    answer = Answer(200, JSON, json.dumps(whole).encode())
    told = altered("thousands-of-venues", asked(f"{VENUES}?page={page}&limit=20"), answer).json
    assert told["pagination"] == {"page": page, "limit": 20, "total": 5003, "totalPages": 251}
    assert len(told["data"]) == (20 if page < 251 else 3)
    assert told["data"][:own] == data
    if page == 2:
        assert told["data"][0]["name"] == "Bistro 0017"
