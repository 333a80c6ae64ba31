"""Explanation of a failure in the browser by an answer that the browser got."""

from collections.abc import Iterator
from typing import NoReturn

import pytest
from playwright.sync_api import BrowserContext, Page

from servio_verify.browser.recording.answers import explained
from servio_verify.failures.failure_kinds import decisive


def raise_explained(error: Exception, item: pytest.Item) -> NoReturn:
    """Raise the error again, or the one that names the answer which explains it."""
    first = decisive(error)
    better = explained(first, _contexts(item))
    raise (error if better is first else better) from (None if better is first else error)


def _contexts(item: pytest.Item) -> Iterator[BrowserContext]:
    """Yield the contexts of the pages that the check was given, also by a fixture of the whole run."""
    for value in getattr(item, "funcargs", {}).values():
        page = value if isinstance(value, Page) else getattr(value, "page", None)
        if isinstance(page, Page):
            yield page.context
