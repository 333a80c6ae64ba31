"""The headers that protect a browser (docs/CONTRACT.md, API, from the platform's API reference)."""

import re
from collections.abc import Iterable

import httpx

from servio_verify.api.assertions import ensure

_FRAME_ANCESTORS = re.compile(r"(?:^|[;,])\s*frame-ancestors\s", re.IGNORECASE)
"""A directive of any policy: httpx joins several headers with commas, and browsers enforce all of them."""

_MAX_AGE = re.compile(r"max-age\s*=\s*\"?0*[1-9]", re.IGNORECASE)


def missing(headers: httpx.Headers, *, https: bool) -> list[str]:
    """Return the names of the headers that are not there, or say nothing that a browser heeds."""
    policy = headers.get("Content-Security-Policy", "")
    framing = _said(headers, "X-Frame-Options") & {"deny", "sameorigin"}  # of several, one is enough (HTML Standard)
    present = {
        "Content-Security-Policy": bool(policy.strip()),
        "X-Content-Type-Options: nosniff": _said(headers, "X-Content-Type-Options") == {"nosniff"},
        "X-Frame-Options or frame-ancestors": bool(framing or _FRAME_ANCESTORS.search(policy)),
        "Referrer-Policy": bool(headers.get("Referrer-Policy", "").strip()),
        "Strict-Transport-Security": not https or keeps_https(headers),
    }
    return [name for name, there in present.items() if not there]


def keeps_https(headers: httpx.Headers) -> bool:
    """Return whether browsers are told to keep to HTTPS; with max-age=0 they are told to forget it."""
    hsts, _, _ = headers.get("Strict-Transport-Security", "").partition(",")  # of several, browsers heed the first
    return bool(_MAX_AGE.search(hsts))


def unprotected(documents: Iterable[tuple[str, httpx.Headers]], *, https: bool) -> dict[str, str]:
    """Return what each of these documents lacks, in words, by its address; nothing of one that lacks none."""
    told = ((url, missing(headers, https=https)) for url, headers in documents)
    return {url: ", ".join(lacking) for url, lacking in told if lacking}


def expect_protected(*answers: httpx.Response, https: bool) -> None:
    """Raise ResponseError where an answer comes without one of them."""
    for answer in answers:
        lacking = missing(answer.headers, https=https)
        ensure(not lacking, f"an answer comes without {', '.join(lacking)}", answer)


def _said(headers: httpx.Headers, name: str) -> set[str]:
    """Return what a header says; application and proxy may both send it, which is as good as once where they agree."""
    return {value.strip().lower() for value in headers.get(name, "").split(",")}
