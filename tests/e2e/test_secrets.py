import pytest
from playwright.sync_api import Page

from servio_verify.browser.recording.sent import leaks_in, live_keys_in
from servio_verify.testing import CRITICAL, Environment, MenusPage, OrdersPage, VenuesPage, Visit, area

pytestmark = area("Security", "Secrets", CRITICAL)


@pytest.mark.parametrize("shown", [VenuesPage, MenusPage, OrdersPage], ids=["venues", "menus", "orders"])
def test_no_secret_is_sent_to_a_signed_in_browser_on(
    signed_in_page: Page, environment: Environment, shown: type[VenuesPage | MenusPage | OrdersPage]
) -> None:
    visit = Visit(signed_in_page.context, environment.web_url, environment.api_url)
    section = shown(visit.page).section.open()
    visit.settle()
    before = [*visit.recorder.sent()]  # now: a browser forgets what it was sent when it moves on
    section.open_form()
    visit.settle()
    sent = [*before, *visit.recorder.sent()]
    leaks, live = leaks_in(sent, environment), live_keys_in(sent, environment)
    visit.ensure(not leaks, "a secret reaches the browser", *leaks)
    visit.ensure(not live, "a live Stripe key (pk_live_…) reaches the browser", *live)
