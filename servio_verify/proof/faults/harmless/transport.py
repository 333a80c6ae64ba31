"""Transport: how answers are encoded, framed and timed."""

import gzip
import struct
import zlib
from collections.abc import Callable
from itertools import count

import brotli

from servio_verify.environments.tier import Tier
from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.faults.harmless.tools import Altered, difference, seeded

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


def encoded(name: str, encode: Callable[[bytes], bytes]) -> Alteration:
    """Return an alteration that encodes the content for every client that takes it so."""

    def change(request: Request, answer: Answer) -> Answer:
        accepted = {part.partition(";")[0].strip() for part in (request.header("Accept-Encoding") or "").split(",")}
        if (
            answer.header("Content-Encoding")
            or name not in accepted
            or not answer.body
            or answer.status in BODILESS
            or request.method == "HEAD"
        ):
            return answer
        return answer.with_body(encode(answer.body)).with_header("Content-Encoding", name)

    return Altered(change)


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

    def change(request: Request, answer: Answer) -> Answer:
        bodiless = answer.status in BODILESS or request.method == "HEAD"
        return answer if bodiless else answer.with_header("Transfer-Encoding", "chunked")

    return Altered(change)


@difference("every connection is closed after its answer", "RFC 9112, 9.6")
def without_keep_alive(_scene: Scene) -> Alteration:
    """Connection: close."""
    return Altered(lambda _request, answer: answer.with_header("Connection", "close"))


@difference(
    "every answer takes 250 ms more", "docs/CONTRACT.md, Performance promise: half of what p95 may be", tier=Tier.E2E
)
def late_by_250_ms(_scene: Scene) -> Alteration:
    """Slow within the promise."""
    return Altered(lambda _request, answer: answer.delivered(delay=answer.delivery.delay + LATE_SECONDS))


@difference("answers take up to 300 ms more, each another time", "a busy network is no defect")
def jitter(_scene: Scene) -> Alteration:
    """Delays drawn anew for each answer."""
    draw = seeded()
    return Altered(
        lambda _request, answer: answer.delivered(delay=answer.delivery.delay + draw.uniform(0, JITTER_SECONDS))
    )


@difference("the first answer of each side takes three seconds", "a scaled-down task that wakes up")
def slow_first_answer(_scene: Scene) -> Alteration:
    """Cold start without an error."""
    asked = {side: count() for side in Side}

    def change(request: Request, answer: Answer) -> Answer:
        return answer.delivered(delay=COLD_SECONDS) if next(asked[request.side]) == 0 else answer

    return Altered(change)


@difference("scripts and styles come at 200 kB a second", "a guest's phone network")
def slow_assets(_scene: Scene) -> Alteration:
    """Assets that trickle."""

    def change(request: Request, answer: Answer) -> Answer:
        is_asset = request.side is Side.WEB and answer.media_type in ("text/javascript", "text/css")
        return answer.delivered(bytes_per_second=TRICKLE) if is_asset else answer

    return Altered(change)
