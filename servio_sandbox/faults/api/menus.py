"""Faults of stored menus and their prices."""

from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, ignore_venue, on_api, on_body
from servio_sandbox.faults.registry import fault

MENUS = "/api/v1/venues/[^/]+/menus"


@fault("smoke")
def menu_description_lost(sandbox: Sandbox) -> None:
    """A menu's description is not stored."""
    on_body(sandbox, lambda body: body.pop("description", None), MENUS)


@fault("smoke")
def sold_out_ignored(sandbox: Sandbox) -> None:
    """An item that is made unavailable is stored as available."""

    def stock(body: dict[str, Any]) -> None:
        for category in body.get("categories", []):
            for item in category["items"]:
                item["isAvailable"] = True

    on_body(sandbox, stock, MENUS)


@fault("smoke")
def item_currency_lost(sandbox: Sandbox) -> None:
    """An item's currency is another than the one it was given."""

    def change(menu: dict[str, Any]) -> None:
        for item in [item for category in menu["categories"] for item in category["items"]]:
            item["currency"] = "JPY"

    on_api(sandbox, lambda answer: answer.change_data(change), f"{MENUS}/[^/]+", "GET")


@fault("smoke")
def category_name_lost(sandbox: Sandbox) -> None:
    """A menu's categories are called Menu, whatever name they were given."""

    def change(menu: dict[str, Any]) -> None:
        for category in menu["categories"]:
            category["name"] = "Menu"

    on_api(sandbox, lambda answer: answer.change_data(change), f"{MENUS}/[^/]+", "GET")


@fault("smoke")
def last_items_lost(sandbox: Sandbox) -> None:
    """A menu keeps the first item of each category only."""

    def drop(body: dict[str, Any]) -> None:
        for category in body.get("categories", []):
            del category["items"][1:]

    on_body(sandbox, drop, MENUS)


@fault("smoke")
def menu_of_any_venue(sandbox: Sandbox) -> None:
    """A menu is found under another venue's address."""
    ignore_venue(sandbox.services.menus)


@fault("smoke")
def price_loses_pennies(sandbox: Sandbox) -> None:
    """An item's price loses its pennies."""

    def cut(menu: dict[str, Any]) -> None:
        for category in menu.get("categories", []):
            for item in category["items"]:
                item["price"] = int(item["price"])

    on_api(sandbox, lambda answer: answer.change_data(cut), MENUS + ".*")


@fault("smoke")
def menu_list_without_categories(sandbox: Sandbox) -> None:
    """The list of menus shows each without its categories; a menu by itself is right."""
    on_api(sandbox, lambda answer: answer.change_data(lambda menu: menu.update(categories=[])), MENUS, "GET")


@fault("smoke")
def second_category_lost(sandbox: Sandbox) -> None:
    """A menu keeps its first category only."""

    def drop(body: dict[str, Any]) -> None:
        del body["categories"][1:]

    on_body(sandbox, drop, MENUS)


@fault("smoke")
def price_above_99_cut(sandbox: Sandbox) -> None:
    """A price of 100 or more is stored as 99.99."""

    def cut(body: dict[str, Any]) -> None:
        for item in [item for category in body["categories"] for item in category["items"]]:
            item["price"] = min(item["price"], 99.99)

    on_body(sandbox, cut, MENUS)


@fault("smoke")
def menu_search_by_name_empty(sandbox: Sandbox) -> None:
    """A search among the menus of a venue finds nothing."""

    def lose(answer: Answer) -> None:
        body = answer.json
        if "search" in answer.request.query_params:
            body["pagination"].update(total=0, totalPages=0)
            answer.replace(answer.status, body | {"data": []})

    on_api(sandbox, lose, MENUS, "GET")


@fault("smoke")
def dishes_in_first_category(sandbox: Sandbox) -> None:
    """All dishes of a new menu are filed under its first category, and the others are empty."""

    def pile(menu: dict[str, Any]) -> None:
        first, *others = menu["categories"]
        for each in others:
            first["items"] += each["items"]
            each["items"] = []

    on_body(sandbox, pile, MENUS)


@fault("smoke")
def menu_always_inactive(sandbox: Sandbox) -> None:
    """A menu that is made as an active one is stored as inactive."""
    on_body(sandbox, lambda menu: menu.update(isActive=False), MENUS)
