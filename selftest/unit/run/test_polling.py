"""Waiting for what a page is about to show."""

from typing import cast

from playwright.sync_api import Page

from servio_verify.run.polling import PAUSES, wait_in


class Pauses:
    """Notes how long a page was waited for, in milliseconds."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    def wait_for_timeout(self, milliseconds: float) -> None:
        self.waited.append(milliseconds)


def test_a_page_is_looked_at_more_often_at_first() -> None:
    page = Pauses()
    assert wait_in(cast(Page, page), lambda: len(page.waited) == len(PAUSES) + 2, timeout=10)
    assert page.waited == [10, 20, 40, 100, 100]


def test_who_wants_no_early_looks_has_none() -> None:
    page = Pauses()
    assert wait_in(cast(Page, page), lambda: len(page.waited) == 2, timeout=10, pauses=())
    assert page.waited == [100, 100]


def test_what_is_there_already_is_not_waited_for() -> None:
    page = Pauses()
    assert wait_in(cast(Page, page), lambda: True, timeout=10)
    assert page.waited == []
