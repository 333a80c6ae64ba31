"""Read-only queries of what is stored: the proof of what a page claimed."""

from collections.abc import Iterator

import httpx

from servio_verify.api.agreement import ensure_adds_up
from servio_verify.api.assertions import expect_list
from servio_verify.api.client import PAGE_SIZE, Api
from servio_verify.api.models import Menu, Order, Venue
from servio_verify.traffic import lateness

MANY_PAGES = 100
"""A target with more pages than this is searched no further."""


def venues_by_address(api: Api, address: str) -> list[Venue]:
    """Return the newest venues with exactly this address, whatever their name, also where a browser made them."""
    lateness.note_write()
    found = [*api.newest_venues(), *api.search_venues(address)]
    return list({venue.key: venue for venue in found if venue.address == address}.values())


def every_venue(api: Api) -> Iterator[Venue]:
    """Return all venues, page by page."""
    for page in range(1, MANY_PAGES + 1):
        venues, place = expect_list(api.get("/venues", page=page, limit=PAGE_SIZE), Venue)
        yield from venues
        if page >= place.total_pages:
            break


def menus_made(api: Api, name: str, venue: Venue, *, chosen: bool) -> list[Menu]:
    """Return the menus of the venue that was chosen; where none could be, those of this name, wherever they went.

    What went to another venue than ours does not go with it, and is deleted by itself.
    """
    lateness.note_write()
    if chosen:
        return menus_of(api, venue)
    for each in every_venue(api):
        answer = api.get(f"/venues/{each.id}/menus")
        if answer.status_code in (httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND):
            continue  # others delete theirs, or keep them to themselves
        if found := [menu for menu in expect_list(answer, Menu)[0] if menu.name == name]:
            for menu in found:
                api.adopt(name, f"/venues/{each.id}/menus/{menu.id}")
            return found
    return []


def menus_of(api: Api, venue: Venue) -> list[Menu]:
    """Return the newest menus of a venue."""
    return expect_list(api.get(f"/venues/{venue.id}/menus"), Menu)[0]


def orders_of(api: Api, venue: Venue) -> list[Order]:
    """Return the newest orders of a venue, also where a browser made one just now; each must add up."""
    lateness.note_write()
    answer = api.get(f"/venues/{venue.id}/orders")
    found = expect_list(answer, Order)[0]
    for order in found:
        ensure_adds_up(order, answer)
    return found
