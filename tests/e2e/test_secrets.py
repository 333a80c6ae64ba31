import pytest
from playwright.sync_api import Page

from servio_verify.browser.pages.menus import MenusPage
from servio_verify.browser.pages.orders import OrdersPage
from servio_verify.browser.pages.venues import VenuesPage
from servio_verify.browser.visit import Visit
from servio_verify.environments.model import Environment
from servio_verify.reporting.allure.labels import CRITICAL, area
from servio_verify.secrets.leaks import find_leaks
from servio_verify.secrets.values import secret_values

pytestmark = area("Security", "Secrets", CRITICAL)


@pytest.mark.parametrize("shown", [VenuesPage, MenusPage, OrdersPage], ids=["venues", "menus", "orders"])
def test_no_secret_is_sent_to_a_signed_in_browser_on(
    signed_in_page: Page, environment: Environment, shown: type[VenuesPage | MenusPage | OrdersPage]
) -> None:
    visit = Visit(signed_in_page.context, environment.web_url, environment.api_url)
    section = shown(visit.page).section.open()
    visit.settle()
    sent = [*visit.recorder.sent()]  # now: a browser forgets what it was sent when it moves on
    section.open_form()
    visit.settle()
    secrets = secret_values(environment)
    leaks = {
        f"{leak} in {one.url}" for one in (*sent, *visit.recorder.sent()) for leak in find_leaks(one.text, secrets)
    }
    assert not leaks, "; ".join(sorted(leaks))
