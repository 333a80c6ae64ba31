from decimal import Decimal

from servio_verify.testing import CRITICAL, Api, Menu, Run, area, ensure, ensure_kept, expect_success

pytestmark = area("API", "Menus", CRITICAL)

PRICES = ("1299.95", "0.29", "4.35")
"""Prices that lose a penny where they go through binary fractions and are cut."""

KEYS = ("name", "price", "isAvailable", "currency")
HARD = """🍝 Ünïçødé 寿司 <b>O'Hara</b> & "Sons" &amp; %s"""


def test_a_menu_is_read_back_as_written(api: Api, run: Run) -> None:
    venue = api.make_venue()
    written = {"name": run.name(), "description": HARD, "isActive": False}
    made = expect_success(api.post(f"/venues/{venue.id}/menus", written), Menu)
    answer = api.get(f"/venues/{venue.id}/menus/{made.id}")
    read = expect_success(answer, Menu, "a new menu cannot be read")
    ensure(str(read.venue_id) == str(venue.id), "a menu names another venue than its own", answer)
    kept = {"name": read.name, "description": read.description, "isActive": read.is_active}
    ensure_kept("a menu is not read back as written", [written], [kept], answer)


def test_the_items_of_a_menu_are_read_back_as_written(api: Api, run: Run) -> None:
    venue = api.make_venue()
    written = sorted((HARD, Decimal(price), price != PRICES[0], venue.currency) for price in PRICES)
    items = [dict(zip(KEYS, (name, float(price), *rest), strict=True)) for name, price, *rest in written]
    parts = {HARD: items[:2], "Second": items[2:]}
    body = {"name": run.name(), "categories": [{"name": name, "items": part} for name, part in parts.items()]}
    made = expect_success(api.post(f"/venues/{venue.id}/menus", body), Menu)
    answer = api.get(f"/venues/{venue.id}/menus/{made.id}")
    read = expect_success(answer, Menu, "a new menu cannot be read")
    named = {each.name for each in read.categories}
    ensure(named == {*parts}, f"the categories of a menu are not read back as written\nread back {named}", answer)
    stored = (item for each in read.categories for item in each.items)
    kept = sorted((item.name, item.price, item.is_available, item.currency) for item in stored)
    asked, found = ([dict(zip(KEYS, item, strict=True)) for item in items] for items in (written, kept))
    ensure_kept("the items of a menu are not read back as written", asked, found, answer)
