"""Query of a list: which page of it, how long, and what is searched for."""

from collections.abc import Mapping
from typing import NamedTuple

LARGEST_PAGE = 1_000_000
LARGEST_LIMIT = 100
LONGEST_SEARCH = 200


class PageQuery(NamedTuple):
    """What was asked for, within its bounds."""

    page: int = 1
    limit: int = 20
    search: str = ""


def read_page_query(given: Mapping[str, str]) -> PageQuery:
    """Return the query of a list; a Refusal names each field that is wrong.

    What is plainly right is read here; the rest is left to pydantic, which says best what is wrong, and loads slowly.
    """
    plain = PageQuery()
    page, limit = _number(given.get("page", plain.page)), _number(given.get("limit", plain.limit))
    search = given.get("search", plain.search)
    if 1 <= page <= LARGEST_PAGE and 1 <= limit <= LARGEST_LIMIT and len(search) <= LONGEST_SEARCH:
        return PageQuery(page, limit, search)
    from servio_sandbox.api.bodies import PageFields, validated

    fields = validated(PageFields, given)
    return PageQuery(fields.page, fields.limit, fields.search)


def _number(given: str | int) -> int:
    """Return a number of one to seven plain digits; 0, which no field may be, for everything else."""
    text = str(given)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_PAGE)) else 0
