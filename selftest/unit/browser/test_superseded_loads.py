"""Loading a page that is about to move on by itself: taken again, with a wait between, and not for ever."""

from typing import Any, cast

import pytest
from playwright.sync_api import Error, Page

from servio_verify.browser.parts.loading import TRIES, reload_page, steadily

DETACHED = "Page.reload: Protocol error (Page.reload): Not attached to an active page"


class MovingPage:
    """A page that refuses some loads with these words; Chromium does so only now and then, under load."""

    def __init__(self, words: str, refused: int) -> None:
        self.words, self.refused = words, refused
        self.said: list[str] = []

    def reload(self, **_: Any) -> None:
        self.said.append("reload")
        if self.said.count("reload") <= self.refused:
            raise Error(self.words)

    def wait_for_event(self, name: str, **_: Any) -> None:
        self.said.append(name)

    def wait_for_load_state(self, state: str, **_: Any) -> None:
        self.said.append(state)


@pytest.mark.parametrize("words", [DETACHED, "Page.reload: net::ERR_ABORTED; maybe frame was detached?"])
def test_a_load_that_is_superseded_twice_is_taken_a_third_time(words: str) -> None:
    page = MovingPage(words, refused=2)
    reload_page(cast("Page", page))
    waited = ["framenavigated", "domcontentloaded"]
    assert page.said == ["reload", *waited, "reload", *waited, "reload", "domcontentloaded"]


def test_a_load_that_is_always_superseded_is_told_in_the_end() -> None:
    page = MovingPage(DETACHED, refused=99)
    with pytest.raises(Error, match="Not attached"):
        reload_page(cast("Page", page))
    assert page.said.count("reload") == TRIES


def test_a_look_at_a_page_that_is_not_active_is_taken_again() -> None:
    page = MovingPage(DETACHED, refused=2)
    assert steadily(cast("Page", page), page.reload) is None
    assert page.said.count("reload") == 3
