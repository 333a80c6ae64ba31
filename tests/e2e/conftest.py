"""Shared fixtures of the journeys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from servio_verify.testing import (
    Api,
    BrowserUser,
    Menu,
    OpenContext,
    Run,
    Venue,
    ensure,
    expect_success,
    need,
    venues_by_address,
)


@pytest.fixture
def new_name(api: Api, run: Run) -> str:
    """The name of a venue that the browser is going to make."""
    name = run.name()
    api.announce_venue(name)
    return name


@pytest.fixture
def two_names(api: Api, run: Run) -> tuple[str, str]:
    """The names of two venues that browsers are going to make."""
    names = run.name(), run.name()
    api.announce_venue(names[0])
    api.announce_venue(names[1])
    return names


@pytest.fixture
def user(_session_turn: None, page: Page, account: tuple[str, str], open_context: OpenContext) -> BrowserUser:
    """A user who is going to sign in by hand; such sign-ins are few, because they are limited."""
    return BrowserUser(page, account, open_context)


@pytest.fixture
def new_address(api: Api, run: Run) -> Iterator[str]:
    """An address that no venue has; one that gets it all the same is deleted."""
    need("/venues")
    address = f"1 {run.name()} Street"
    yield address
    for venue in venues_by_address(api, address):
        api.delete(f"/venues/{venue.id}")


@pytest.fixture
def venue(api: Api) -> Venue:
    """A venue of ours."""
    return api.make_venue()


@pytest.fixture
def bare(api: Api) -> Venue:
    """Another venue of ours, without a menu."""
    return api.make_venue()


@pytest.fixture
def venue_with_two_menus(api: Api, venue: Venue, run: Run) -> tuple[Venue, Menu]:
    """A venue with two menus, as the web app's form makes them: without dishes. With the one that is not offered first.

    The order in which a form offers them is not promised, so neither may be chosen by itself.
    """
    bodies = [{"name": run.name(), "isActive": True} for _ in range(2)]
    one, _ = (expect_success(api.post(f"/venues/{venue.id}/menus", body), Menu) for body in bodies)
    return venue, one


@pytest.fixture
def names(api: Api, venue: Venue) -> dict[str, str]:
    """The names of a venue and its menu, of which there is an order."""
    menu = api.make_menu(venue)
    api.make_order(menu)
    return {"venue": venue.name, "menu": menu.name}


@pytest.fixture
def neighbour(api: Api) -> Venue:
    """Another venue of ours, with an order that was cancelled, and in the list after one of a third venue."""
    other, third = api.make_venue(), api.make_venue()
    order = api.make_order(api.make_menu(other))
    answer = api.post(f"/venues/{other.id}/orders/{order.id}/cancel")
    ensure(answer.is_success, "an order cannot be cancelled", answer, "success")
    api.make_order(api.make_menu(third))
    return other
