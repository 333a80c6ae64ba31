"""Transport: how answers are encoded, framed and timed."""

import gzip
import random
import struct
import zlib
from collections.abc import Callable
from itertools import count

import brotli

from servio_verify.environments.tier import Tier
from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.faults.harmless.difference import difference
from servio_verify.proof.parts.altering import Altered
from servio_verify.proof.parts.answers import late, with_header
from servio_verify.proof.parts.matching import is_asset

BODILESS = (204, 304)
ZSTD_MAGIC = 0xFD2FB528
ZSTD_BLOCK = 100_000
LATE_SECONDS = 0.25
JITTER_SECONDS = 0.3
COLD_SECONDS = 3.0
TRICKLE = 200_000.0


def zstd_stored(body: bytes) -> bytes:
    """Return a body as a zstd frame of stored blocks (RFC 8878, 3.1.1): valid, and no library is needed."""
    frame = struct.pack("<IBB", ZSTD_MAGIC, 0, 0x38)  # no checksum, no content size; a window of 128 KiB
    blocks = [body[start : start + ZSTD_BLOCK] for start in range(0, len(body), ZSTD_BLOCK)] or [b""]
    for number, block in enumerate(blocks, start=1):
        last = 1 if number == len(blocks) else 0
        frame += (len(block) << 3 | last).to_bytes(3, "little") + block
    return frame


def _has_body(request: Request, answer: Answer) -> bool:
    return answer.status not in BODILESS and request.method != "HEAD"


def encoded(name: str, encode: Callable[[bytes], bytes]) -> Alteration:
    """Return an alteration that encodes the content for every client that takes it so."""

    def is_taken(request: Request, answer: Answer) -> bool:
        accepted = {part.partition(";")[0].strip() for part in (request.header("Accept-Encoding") or "").split(",")}
        is_plain = answer.body and not answer.header("Content-Encoding")
        return bool(name in accepted and is_plain and _has_body(request, answer))

    return Altered(lambda answer: answer.with_body(encode(answer.body)).with_header("Content-Encoding", name), is_taken)


@difference("every answer is compressed with gzip", "RFC 9110, 8.4.1.3")
def in_gzip(_scene: Scene) -> Alteration:
    """Content-Encoding: gzip."""
    return encoded("gzip", gzip.compress)


@difference("every answer is compressed with deflate", "RFC 9110, 8.4.1.2")
def in_deflate(_scene: Scene) -> Alteration:
    """Content-Encoding: deflate."""
    return encoded("deflate", zlib.compress)


@difference("every answer is compressed with Brotli", "RFC 7932")
def in_brotli(_scene: Scene) -> Alteration:
    """Content-Encoding: br."""
    return encoded("br", brotli.compress)


@difference("every answer comes in Zstandard to clients that take it", "RFC 8878")
def in_zstd(_scene: Scene) -> Alteration:
    """Content-Encoding: zstd."""
    return encoded("zstd", zstd_stored)


@difference("every answer comes in chunks, without its length", "RFC 9112, 7.1")
def in_chunks(_scene: Scene) -> Alteration:
    """Transfer-Encoding: chunked."""
    return Altered(with_header("Transfer-Encoding", "chunked"), _has_body)


@difference("every connection is closed after its answer", "RFC 9112, 9.6")
def without_keep_alive(_scene: Scene) -> Alteration:
    """Connection: close."""
    return Altered(with_header("Connection", "close"))


@difference(
    "every answer takes 250 ms more", "docs/CONTRACT.md, Performance promise: half of what p95 may be", tier=Tier.E2E
)
def late_by_250_ms(_scene: Scene) -> Alteration:
    """Slow within the promise."""
    return Altered(late(LATE_SECONDS))


@difference("answers take up to 300 ms more, each another time", "Toxiproxy, its toxic latency with jitter")
def jitter(_scene: Scene) -> Alteration:
    """Delays drawn anew for each answer."""
    draw = random.Random(20)  # noqa: S311 - no secret; the same numbers in each run
    return Altered(lambda answer: late(draw.uniform(0, JITTER_SECONDS))(answer))


@difference(
    "the first answer of each side takes three seconds",
    "Google Cloud Run documentation: minimum instances",
)
def slow_first_answer(_scene: Scene) -> Alteration:
    """Cold start without an error."""
    asked = {side: count() for side in Side}
    return Altered(late(COLD_SECONDS), lambda request, _: next(asked[request.side]) == 0)


@difference("scripts and styles come at 200 kB a second", "Toxiproxy, its toxic bandwidth")
def slow_assets(_scene: Scene) -> Alteration:
    """Assets that trickle."""
    return Altered(lambda answer: answer.delivered(bytes_per_second=TRICKLE), is_asset)
