from decimal import Decimal

from servio_verify.testing import CRITICAL, Api, Menu, Run, area, ensure, ensure_kept, expect_success

pytestmark = area("API", "Menus", CRITICAL)

HARD = """🍝 Ünïçødé 寿司 <b>O'Hara</b> & "Sons" &amp; %s"""
SOLD_OUT = "1299.95"
PARTS = {SOLD_OUT: HARD, "0.29": HARD, "4.35": "Second"}
"""Prices that lose a penny where they go through binary fractions and are cut; the category of each."""

KEYS = ("name", "price", "isAvailable", "currency", "category")
Dish = tuple[str, Decimal, bool, str, str]


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
    written = sorted((HARD, Decimal(price), price != SOLD_OUT, venue.currency, part) for price, part in PARTS.items())
    parts = {part: [dish for dish in written if dish[-1] == part] for part in PARTS.values()}
    body = {"name": run.name(), "isActive": True, "categories": list(map(category, parts, parts.values()))}
    made = expect_success(api.post(f"/venues/{venue.id}/menus", body), Menu)
    answer = api.get(f"/venues/{venue.id}/menus/{made.id}")
    read = expect_success(answer, Menu, "a new menu cannot be read")
    ensure(read.is_active, "a menu that was made as an active one is inactive", answer)
    named = {each.name for each in read.categories}
    ensure(named == {*parts}, f"the categories of a menu are not read back as written\nread back {named}", answer)
    asked, found = ([dict(zip(KEYS, dish, strict=True)) for dish in some] for some in (written, dishes_of(read)))
    ensure_kept("the items of a menu are not read back as written", asked, found, answer)


def category(name: str, dishes: list[Dish]) -> dict[str, object]:
    """What a category is made of."""
    items = [dict(zip(KEYS, (dish, float(price), *rest), strict=False)) for dish, price, *rest, _ in dishes]
    return {"name": name, "items": items}


def dishes_of(menu: Menu) -> list[Dish]:
    """All dishes of a menu, each with its category; in which order a menu shows them is not promised."""
    items = [(item, each.name) for each in menu.categories for item in each.items]
    return sorted((item.name, item.price, item.is_available, item.currency, part) for item, part in items)
