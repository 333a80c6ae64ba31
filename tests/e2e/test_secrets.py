import pytest
from playwright.sync_api import Page

from servio_verify.secrets.leaks import find_leaks
from servio_verify.secrets.values import kept_from_browsers
from servio_verify.testing import CRITICAL, Environment, MenusPage, OrdersPage, VenuesPage, Visit, area

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
    secrets = kept_from_browsers(environment)
    leaks = {
        f"{leak} in {one.path}" for one in (*sent, *visit.recorder.sent()) for leak in find_leaks(one.text, secrets)
    }
    visit.ensure(not leaks, "a secret reaches the browser", *sorted(leaks))
