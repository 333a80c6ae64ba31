"""Titles of error pages: what a framework or a server shows in a page's place, whatever its status."""

import re
from http import HTTPStatus

_PHRASES = "|".join(sorted(re.escape(status.phrase) for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST))

BEGINS = (
    rf"(?i:(?:(?:error|http) )?[45]\d\d(?:\s*(?:<|\Z|: |\| )|\s+(?:- |– |— |error\b|{_PHRASES}))"
    r"|application error\b|internal server error\b)"
)
"""How such a title begins: an error's status by itself, or before a separator or its phrase; Next.js's own words."""

_BEGINS = re.compile(rf"\s*{BEGINS}")


def says_error(title: str) -> bool:
    """Return whether a page of this title is an error page: "500: Internal Server Error", not "500 restaurants"."""
    return _BEGINS.match(title) is not None
