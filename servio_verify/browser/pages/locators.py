"""Locators by visible text, however a Servio draws its controls."""

import re

from playwright.sync_api import Locator, Page

_NO_CONTROL = ":not(h1, h2, h3, h4, h5, h6, option, title, label)"


def control(page: Page, text: str, name: re.Pattern[str] | None = None) -> Locator:
    """Return what is pressed to get there: a link, a button or a plain text.

    `name` is the accessible name of a link or button; without one it may say more than the text ("+ Create Venue").
    A plain text must say just this, and a heading is no control.
    """
    pressed = page.get_by_role("link", name=name or text).or_(page.get_by_role("button", name=name or text))
    plain = page.get_by_text(text, exact=True).and_(page.locator(_NO_CONTROL))
    return pressed.or_(plain).filter(visible=True).first


def named(page: Page, name: str) -> Locator:
    """Return what shows this name: not an option of a select, and not a name that goes on with a digit."""
    text = page.get_by_text(re.compile(rf"{re.escape(name)}(?!\d)"))
    return text.and_(page.locator(":not(option)")).filter(visible=True).first


def alerts(page: Page) -> Locator:
    """Return what alerts the user; Next.js keeps one of its own on every page, which announces the page's title."""
    return page.get_by_role("alert").and_(page.locator(":not(#__next-route-announcer__)"))
