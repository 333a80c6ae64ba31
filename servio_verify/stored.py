"""What the API says is stored: the proof of what a page claimed."""

from servio_verify.client import Api
from servio_verify.envelope import listing
from servio_verify.models import Menu, Order, Venue

PAGE_SIZE = 100
MANY_PAGES = 50
"""A target with more pages than this is searched no further."""


def venues_at(api: Api, address: str) -> list[Venue]:
    """Return the venues with exactly this address, whatever their name."""
    found: list[Venue] = []
    for page in range(1, MANY_PAGES + 1):
        venues, place = listing(api.get("/venues", page=page, limit=PAGE_SIZE), Venue)
        found += [venue for venue in venues if venue.address == address]
        if page >= place.total_pages:
            break
    return found


def menus_of(api: Api, venue: Venue) -> list[Menu]:
    """Return the menus of a venue."""
    return listing(api.get(f"/venues/{venue.id}/menus"), Menu)[0]


def orders_of(api: Api, venue: Venue) -> list[Order]:
    """Return the orders of a venue."""
    return listing(api.get(f"/venues/{venue.id}/orders"), Order)[0]
