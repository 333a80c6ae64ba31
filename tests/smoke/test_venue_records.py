import pytest

from servio_verify.testing import CRITICAL, Api, Menu, Order, Run, Venue, area, describe, listing, refusal, success

pytestmark = area("API", "Venues", CRITICAL)

HARD = """🍝 Ünïçødé 寿司 <b>O'Hara</b> & "Sons" &amp; %s"""
LONG = 118
"""Characters of a name; one counts as two in some languages, and 120 are allowed."""

REFUSED = (400, 403, 404)
"""Answers that mean no; 401 and 429 mean that nobody looked."""

LISTS = pytest.mark.parametrize(("kind", "model"), [("menus", Menu), ("orders", Order)], ids=["menus", "orders"])
Model = type[Menu] | type[Order]


def test_a_venue_is_read_back_as_written(api: Api) -> None:
    written = api.new_venue()
    written["name"] = f"{written['name']} {HARD}".ljust(LONG, "é")
    made = success(api.post_venue(written), Venue)
    answer = api.get(f"/venues/{made.id}")
    read = success(answer, Venue)
    kept = {"name": read.name, "address": read.address}
    assert kept == written, f"written {written}, read back {kept}: {describe(answer)}"


def test_a_new_venue_is_found_by_its_name(api: Api) -> None:
    venue = api.make_venue()
    found, place = listing(api.get("/venues", search=venue.name), Venue)
    assert [each.id for each in found] == [venue.id], f"searching for {venue.name!r} found {len(found)} venues"
    assert place.total == 1, f"searching for {venue.name!r} found one venue, and counts {place.total}"


def test_a_new_venue_is_among_the_newest(api: Api) -> None:
    success(api.get("/venues"), object)  # what is kept of this list must not hide what comes next
    venue = api.make_venue()
    assert api.lists(venue), f"{venue.name!r} was made, and is not among the newest of GET /api/v1/venues"


def test_a_venue_keeps_what_a_change_does_not_name(api: Api) -> None:
    venue = api.make_venue()
    name = api.new_venue()["name"]
    success(api.http.patch(f"/api/v1/venues/{venue.id}", json={"name": name}), Venue)
    answer = api.get(f"/venues/{venue.id}")
    read = success(answer, Venue)
    wanted = (name, venue.address)
    assert (read.name, read.address) == wanted, f"wanted {wanted} after the change: {describe(answer)}"


def test_a_venue_lists_its_menus_and_orders(api: Api) -> None:
    venue = api.make_venue()
    menu = api.make_menu(venue, "2.00")
    order = api.make_order(menu, 1)
    menus, _ = listing(api.get(f"/venues/{venue.id}/menus"), Menu)
    orders, _ = listing(api.get(f"/venues/{venue.id}/orders"), Order)
    listed = [each.id for each in menus], [each.id for each in orders]
    assert listed == ([menu.id], [order.id]), f"made the menu {menu.id} and the order {order.id}, listed {listed}"


@LISTS
def test_a_limit_is_kept_in_a_venue_s_list_of(shared_api: Api, venue_of_three: Venue, kind: str, model: Model) -> None:
    answer = shared_api.get(f"/venues/{venue_of_three.id}/{kind}", limit=2)
    found, place = listing(answer, model)
    counts = len(found), place.total, place.total_pages
    shown = f"of three {kind}, limit=2 gave {counts[0]}, counts {counts[1]} and {counts[2]} pages"
    assert counts == (2, 3, 2), f"{shown}: {describe(answer)}"


@LISTS
def test_the_second_page_continues_the_first_in_a_venue_s_list_of(
    shared_api: Api, venue_of_three: Venue, kind: str, model: Model
) -> None:
    path = f"/venues/{venue_of_three.id}/{kind}"
    first = {each.id for each in listing(shared_api.get(path, limit=2), model)[0]}
    answer = shared_api.get(path, limit=2, page=2)
    second = [each.id for each in listing(answer, model)[0]]
    new = set(second) - first
    shown = f"of three {kind}, page 2 of limit=2 has {len(second)}, of which page 1 lacks {len(new)}"
    assert len(second) == len(new) == 1, f"{shown}: {describe(answer)}"


@LISTS
def test_a_search_for_what_nobody_has_finds_nothing_in_a_venue_s_list_of(
    shared_api: Api, venue_of_three: Venue, run: Run, kind: str, model: Model
) -> None:
    answer = shared_api.get(f"/venues/{venue_of_three.id}/{kind}", search=f"nobody's-{run.id}")
    assert not listing(answer, model)[0], f"what nobody has was found among the {kind}: {describe(answer)}"


def test_menus_and_orders_are_found_under_their_own_venue_only(api: Api, order: Order) -> None:
    other = f"/venues/{api.make_venue().id}"
    for_menu, for_order = api.get(f"{other}/menus/{order.menu_id}"), api.get(f"{other}/orders/{order.id}")
    assert for_menu.status_code in REFUSED, f"another venue's menu is found: {describe(for_menu)}"
    assert for_order.status_code in REFUSED, f"another venue's order is found: {describe(for_order)}"


def test_a_deleted_venue_takes_its_menus_and_orders_along(api: Api) -> None:
    made = api.make_venue()
    order = api.make_order(api.make_menu(made, "2.00"), 1)
    venue = f"/venues/{made.id}"
    answer = api.delete(venue)
    assert answer.is_success, describe(answer)
    refusal(api.get(venue), 404, "NOT_FOUND")
    refusal(api.get(f"{venue}/menus/{order.menu_id}"), 404, "NOT_FOUND")
    refusal(api.get(f"{venue}/orders/{order.id}"), 404, "NOT_FOUND")
    assert not api.venues_named(made.name), f"deleted, and {made.name!r} is still in the list of venues"
