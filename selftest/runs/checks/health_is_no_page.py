"""A check that no health is a page."""

import httpx

from servio_verify.api import health
from servio_verify.testing import Environment


def test_health_is_no_page(environment: Environment, web: httpx.Client) -> None:
    for origin in (environment.web_url, environment.api_url):
        health.expect_no_page(web.get(f"{origin}/health"), origin)
