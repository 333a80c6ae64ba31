"""What is read of a web app's answers: what keeps search engines away, and browsers at HTTPS."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import cast

import httpx
import pytest

from servio_verify.infra.facts import Value
from servio_verify.infra.web import origin, pages
from servio_verify.infra.web.asking import Asking
from servio_verify.infra.web.origin import Origin

URL = "https://staging.servio.com"


class Told:
    """Answers of a web app that has this home page, these headers and this robots.txt."""

    environment = SimpleNamespace(web_url=URL)

    def __init__(self, page: str = "", headers: Mapping[str, str] | None = None, robots: str | None = None) -> None:
        self._home = httpx.Response(200, text=page, headers=dict(headers or {}))
        self._robots = httpx.Response(404 if robots is None else 200, text=robots or "")

    def get(self, url: str) -> httpx.Response:
        """Return what is there."""
        return self._robots if url.endswith("/robots.txt") else self._home


def hsts(told: str) -> Value:
    asking = Told(headers={"Strict-Transport-Security": told})
    return origin.FACTS["hsts"][1](cast("Asking", asking), Origin(URL, f"{URL}/"))


HIDDEN = {
    "the header says none": Told(headers={"X-Robots-Tag": "none"}),
    "the header says it for one": Told(headers={"X-Robots-Tag": "googlebot: noindex, nofollow"}),
    "the page says none": Told('<meta name="robots" content="none">'),
    "the page says it the other way round": Told("<meta content=noindex name='robots'>"),
    "every path": Told(robots="User-agent: *\nDisallow: /*\n"),
    "a mark before it": Told(robots="\ufeffUser-agent: *\nDisallow: /\n"),
    "the longer rule is against": Told(robots="User-agent: *\nAllow: /\nDisallow: /*\n"),
    "one page is allowed": Told(robots="User-agent: *\nDisallow: /\nAllow: /health\n"),
}
SHOWN = {
    "nothing": Told(),
    "a picture's size": Told('<meta name="robots" content="index, max-image-preview:none">'),
    "a rule for pictures in the header": Told(headers={"X-Robots-Tag": "max-image-preview: none"}),
    "as much is allowed as is not": Told(robots="User-agent: *\nDisallow: /\nAllow: /\n"),
    "the home page alone is allowed": Told(robots="User-agent: *\nDisallow: /\nAllow: /$\n"),
    "a part alone is not": Told(robots="User-agent: *\nDisallow: /private\n"),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_search_engines_are_kept_out(case: str) -> None:
    assert pages.FACTS["web_indexed"][1](cast("Asking", HIDDEN[case])) is False


@pytest.mark.parametrize("case", SHOWN)
def test_search_engines_may_show_it(case: str) -> None:
    assert pages.FACTS["web_indexed"][1](cast("Asking", SHOWN[case])) is True


def test_hsts_that_is_switched_off_is_not_set() -> None:
    assert hsts("max-age=0; includeSubDomains") is None


def test_hsts_begins_with_its_time() -> None:
    assert hsts("includeSubDomains; max-age=63072000") == "max-age=63072000; includeSubDomains"
