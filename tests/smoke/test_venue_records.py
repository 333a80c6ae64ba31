from collections.abc import Sequence
from itertools import chain, islice
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import pytest

from servio_verify.api.agreement import ensure_agree, ensure_listed, ensure_now, ensure_told, same_moment
from servio_verify.api.subjects import expect_no_such
from servio_verify.testing import (
    CRITICAL,
    Api,
    Id,
    Menu,
    Order,
    Venue,
    area,
    ensure,
    ensure_kept,
    expect_closed,
    expect_decided,
    expect_list,
    expect_refused,
    expect_success,
    nobodys_words,
    unknown_id_like,
)

pytestmark = area("API", "Venues", CRITICAL)

HARD = """🍝 Ünïçødé 寿司 <b>O'Hara</b> & "Sons" &amp; %s"""
SIGNS = "Café & Sons (50% off) [x] +1"
"""Signs that mean something to a pattern, a query or an address."""

LONGEST = 120
"""Characters of a name."""

LONG = LONGEST - 1
"""The same where one of them counts as two in some languages."""

EACH_TASK = range(6)
"""So often a list is asked for, in order that each task behind a balancer answers it."""

PAGE = 20
"""Entries of a list that is asked for without a limit."""

REFUSED = (400, 403, 404)
"""Answers that mean no; 401 and 429 mean that nobody looked."""

LISTS = pytest.mark.parametrize(("kind", "model"), [("menus", Menu), ("orders", Order)], ids=["menus", "orders"])
Model = type[Menu] | type[Order]
Made = dict[str, list[Any]]
Entry = TypeVar("Entry", Menu, Order)


def test_a_venue_is_read_back_as_written(api: Api) -> None:
    written = api.new_venue()
    written["name"] = f"{written['name']} {HARD}".ljust(LONG, "é")
    made = expect_success(api.post_venue(written), Venue)
    answer = api.get(f"/venues/{made.id}")
    read = expect_success(answer, Venue, "a new venue cannot be read")
    ensure_now("venue", read.created_at, answer)
    kept = {"name": read.name, "address": read.address}
    ensure_kept("a venue is not read back as written", [written], [kept], answer)
    ensure_agree("the answer to a venue that is new is not what is stored", made, read, answer)


def test_a_new_venue_is_found_by_its_name(api: Api) -> None:
    written, word = api.new_venue(), uuid4().hex[:12]
    written["name"] = f"{written['name']} {word} {SIGNS}"
    venue = expect_success(api.post_venue(written), Venue)
    found, _ = expect_list(answer := api.get("/venues", search=venue.name), Venue)
    wrong = f"a search for the name of a new venue finds {len(found)} venues, not that one"
    ensure(venue.key in [each.key for each in found], wrong, answer)
    # A search may take each word of a name for itself; this one no other venue has.
    found, place = expect_list(answer := api.get("/venues", search=word), Venue)
    wrong = f"a search for a word that one venue has finds {len(found)} venues, not that one alone"
    ensure([each.key for each in found] in ([], [venue.key]), wrong, answer)
    counted = f"a search finds {'one venue' if found else 'nothing'}, and counts {place.total}"
    ensure(place.total == len(found), counted, answer)


def test_a_new_venue_is_among_the_newest(api: Api) -> None:
    for _ in EACH_TASK:
        expect_success(api.get("/venues"), object)  # what a task keeps of this list must not hide what comes next
    venue = api.make_venue()
    missing = sum(not api.lists(venue) for _ in EACH_TASK)
    where = f"GET /api/v1/venues in {missing} of {len(EACH_TASK)} answers"
    assert not missing, f"{venue.name!r} was made, and is not among the newest of {where}"


def test_a_venue_keeps_what_a_change_does_not_name(api: Api) -> None:
    made, name = expect_success(api.post_venue(of_longest_name(api)), Venue), api.new_venue()["name"]
    before = expect_success(api.get(f"/venues/{made.id}"), Venue)
    changes = {"address": f"2 {name} Street"}, {"name": of_longest_name(api)["name"]}, {"name": name}
    told = [change_venue(api, made, change) for change in changes]
    answer = api.get(f"/venues/{made.id}")
    read = expect_success(answer, Venue, "a new venue cannot be read")
    wrong = "changed in its address, and then in its name, a venue is not as it should be"
    ensure_agree(wrong, read, before.model_copy(update=changes[0] | changes[-1]), answer)
    moved = f"a change moves the time at which a venue was made\nfrom {before.created_at} to {read.created_at}"
    ensure(same_moment(read.created_at, before.created_at), moved, answer)
    for change, said in zip(changes, told, strict=True):
        ensure_told("a change", made, change, said)
    ensure_one_is_changed(api, read, answer)


def test_a_venue_lists_its_menus_and_orders(api: Api) -> None:
    venue = api.make_venue()
    path, menu = f"/venues/{venue.id}", api.make_menu(venue, "2.05")
    order = api.make_order(menu, 3)
    of_menus, of_orders = (api.get(f"{path}/{kind}") for kind in ("menus", "orders"))
    menus, orders = expect_by_default(of_menus, Menu), expect_by_default(of_orders, Order)
    listed = [each.key for each in menus], [each.key for each in orders]
    made = [menu.key], [order.key]
    assert listed == made, f"a venue does not list its menu and its order\nmade {made}, listed {listed}"
    ensure_listed("a menu", menu, menus[0], of_menus, lambda: api.get(f"{path}/menus/{menu.id}"))
    ensure_listed("an order", order, orders[0], of_orders, lambda: api.get(f"{path}/orders/{order.id}"))


def test_a_menu_is_found_by_its_name_in_its_venue(shared_api: Api, menu: Menu) -> None:
    answer = shared_api.get(f"/venues/{menu.venue_id}/menus", search=menu.name)
    found = [each.key for each in expect_list(answer, Menu)[0]]
    ensure(menu.key in found, "a search for the name of a menu does not find it", answer)


@LISTS
def test_a_limit_is_kept_in_a_venue_s_list_of(shared_api: Api, venue_of_three: Venue, kind: str, model: Model) -> None:
    answer = shared_api.get(f"/venues/{venue_of_three.id}/{kind}", limit=2)
    found, place = expect_list(answer, model)
    counts = len(found), place.total, place.total_pages
    wrong = f"of three {kind}, a list with limit=2 holds {counts[0]}, and counts {counts[1]} on {counts[2]} pages"
    ensure(counts == (2, 3, 2), wrong, answer)


@LISTS
def test_the_second_page_continues_the_first_in_a_venue_s_list_of(
    shared_api: Api, made_in_three: Made, kind: str, model: Model
) -> None:
    made = made_in_three[kind]
    path = f"/venues/{made[0].venue_id}/{kind}"
    first = expect_list(shared_api.get(path, limit=2), model)[0]
    second = expect_list(answer := shared_api.get(path, limit=2, page=2), model)[0]
    new = {each.key for each in second} - {each.key for each in first}
    wrong = f"of three {kind}, page 2 with limit=2 holds {len(second)}, {len(new)} of them not on page 1"
    ensure(len(second) == len(new) == 1, wrong, answer)
    for each in (*first, *second):
        ensure_as_made(shared_api, each, made, answer)


@LISTS
def test_a_search_for_what_nobody_has_finds_nothing_in_a_venue_s_list_of(
    shared_api: Api, venue_of_three: Venue, kind: str, model: Model
) -> None:
    answer = shared_api.get(f"/venues/{venue_of_three.id}/{kind}", search=nobodys_words())
    found, place = expect_list(answer, model)
    ensure(not found, f"a search for what nobody has finds {kind}", answer)
    ensure(place.total == 0, f"a search for what nobody has finds no {kind}, and counts {place.total}", answer)


def test_menus_and_orders_are_found_under_their_own_venue_only(api: Api, order: Order) -> None:
    own, other = f"/venues/{order.venue_id}", f"/venues/{api.make_venue().id}"
    expect_success(api.get(f"{own}/menus/{order.menu_id}"), Menu)
    expect_success(api.get(f"{own}/orders/{order.id}"), Order)
    for_menu, for_order = api.get(f"{other}/menus/{order.menu_id}"), api.get(f"{other}/orders/{order.id}")
    ensure(for_menu.status_code in REFUSED, "a menu is found under another venue than its own", for_menu)
    ensure(for_order.status_code in REFUSED, "an order is found under another venue than its own", for_order)
    found, place = expect_list(of_other := api.get(f"{other}/orders"), Order)
    ensure((len(found), place.total) == (0, 0), "a venue without orders lists some", of_other)


@LISTS
def test_what_a_venue_does_not_have_is_not_found_among_its(
    shared_api: Api, order: Order, kind: str, model: Model
) -> None:
    known = order.menu_id if model is Menu else order.id
    answer = shared_api.get(f"/venues/{order.venue_id}/{kind}/{unknown_id_like(known)}")
    expect_no_such(answer, f"a request for one of the {kind} that does not exist", known)


def test_a_deleted_venue_takes_its_menus_and_orders_along(api: Api) -> None:
    made = api.make_venue()
    order, over = (api.make_order(api.make_menu(made, "2.00"), 1) for _ in range(2))
    venue = f"/venues/{made.id}"
    api.post(f"{venue}/orders/{over.id}/cancel")  # neither an open order nor one that is over keeps its venue
    had: dict[str, tuple[Id, Model]] = {"menus": (order.menu_id, Menu), "orders": (order.id, Order)}
    for kind, (entry, model) in had.items():
        expect_success(api.get(f"{venue}/{kind}/{entry}"), model)
    answer = api.delete(venue)
    ensure(answer.is_success, "a venue cannot be deleted", answer)
    expect_closed(api.get(venue), "a request for a deleted venue")
    for kind, (entry, model) in had.items():
        expect_gone(api, f"{venue}/{kind}", entry, model)
    assert not api.venues_named(made.name), f"a deleted venue is still in the list of venues\n{made.name!r}"
    expect_no_writes(api, venue, order)


def of_longest_name(api: Api) -> dict[str, Any]:
    """What a venue is made of whose name has as many characters as one may have."""
    written = api.new_venue()
    return written | {"name": f"{written['name']} ".ljust(LONGEST, "x")}


def change_venue(api: Api, venue: Venue, change: dict[str, str]) -> httpx.Response:
    """Change a venue, and return the answer."""
    answer = api.request("PATCH", f"/venues/{venue.id}", change)
    ensure(answer.is_success, "a venue cannot be changed", answer, "success")
    return answer


def ensure_one_is_changed(api: Api, read: Venue, answer: httpx.Response) -> None:
    """See that a list and a search have a venue as it was changed, and that no other one was changed with it."""
    newest = api.newest_venues()
    first = list(islice(newest, PAGE))
    listed = next((each for each in chain(first, newest) if each.key == read.key), None)
    assert listed, f"{read.name!r} was made and changed, and is not among the newest of GET /api/v1/venues"
    ensure_agree("a venue in the list of venues is not as it is by itself", listed, read, answer)
    same = [each.key for each in first if {each.name, each.address} & {read.name, read.address}]
    assert len(same) < 2, f"a change of one venue changes others too: {len(same)} of {len(first)} in GET /api/v1/venues"
    found = expect_list(answer := api.get("/venues", search=read.name), Venue)[0]
    is_found = read.key in [each.key for each in found]
    ensure(is_found, "a search for the new name of a venue does not find it", answer)


def ensure_as_made(api: Api, listed: Entry, made: Sequence[Entry], answer: httpx.Response) -> None:
    """See that an entry of a list is one of those that were made, as it was made."""
    kind = "menus" if isinstance(listed, Menu) else "orders"
    own = [each for each in made if each.key == listed.key]
    ensure(own, f"a venue lists {kind} that were not made in it", answer)
    path = f"/venues/{own[0].venue_id}/{kind}/{own[0].id}"
    ensure_listed(f"a {kind[:-1]} among others", own[0], listed, answer, lambda: api.get(path))


def expect_by_default(answer: httpx.Response, model: type[Entry]) -> list[Entry]:
    """Return the entries of a list that was asked for without a limit, and see that it has the default one."""
    entries, place = expect_list(answer, model)
    ensure(place.limit == PAGE, f"a list has a limit of {place.limit} by default, not of {PAGE}", answer)
    return entries


def expect_gone(api: Api, path: str, entry: Id, model: Model) -> None:
    """See that neither an entry nor the list of a deleted venue is given; an empty list is nothing, too.

    It may be forbidden instead: nobody is a member of a venue that is gone.
    """
    kind = path.rpartition("/")[2]
    expect_closed(api.get(f"{path}/{entry}"), f"a request for one of the {kind} of a deleted venue")
    listed = api.get(path)
    if listed.is_success:
        ensure(not expect_list(listed, model)[0], f"a deleted venue still lists its {kind}", listed)
    else:
        expect_closed(listed, f"a request for the {kind} of a deleted venue")


def expect_no_writes(api: Api, venue: str, order: Order) -> None:
    """See that nothing can be written of a venue that is gone; to delete it again may be no error."""
    refused = [
        api.post(f"{venue}/orders", {"menuId": order.menu_id}),
        api.post(f"{venue}/menus", {"name": "of a deleted venue"}),
        api.request("PATCH", venue, {"address": "2 Other Street"}),
    ]
    for answer in refused:
        expect_refused(answer, "a change of a deleted venue")
    expect_decided(api.request("DELETE", venue), "deleting a venue a second time")
