"""A name is text, whatever is in it. What is counted as a character differs: 120 of these are 120 in every count."""

import pytest
from playwright.sync_api import Page, expect

from servio_verify.testing import Api, Run, VenuesPage, area, wait_in

pytestmark = area("Web app", "Names")

LONGEST = 120
ACTIVE = "[onerror], [onload]"

NAMES = pytest.mark.parametrize(
    "ending",
    [
        pytest.param(" <img src=x onerror=reportScript(1)> <svg onload=reportScript(1)>", id="markup"),
        pytest.param("""'">\\ & &amp; `${reportScript(1)}` {{reportScript(1)}} %s -- ;""", id="quotes"),
        pytest.param(" 🍝👩‍🍳 مطعم البحر ☕ Ünïçødé 寿司", id="emoji-and-right-to-left"),
        pytest.param("é" * LONGEST, id="120-characters"),
    ],
)


@NAMES
def test_a_name_is_shown_as_text_and_runs_nothing(signed_in_page: Page, api: Api, run: Run, ending: str) -> None:
    page, plain = signed_in_page, run.name()
    name = f"{plain}{ending}"[:LONGEST]
    scripts_run: list[object] = []
    page.expose_function("reportScript", lambda one: scripts_run.append(one))
    api.announce_venue(name)
    venues = VenuesPage(page)
    venues.section.open()
    venues.create(name, "4 Text Street")
    expect(venues.section.enter().entry(plain), f"{plain!r} is not in the list of venues").to_be_visible()
    shown = page.get_by_text(name, exact=True).filter(visible=True).first
    wait_in(page, lambda: scripts_run or shown.is_visible(), timeout=2)
    assert not scripts_run, f"a script in the name of a venue ran: {name!r}"
    expect(page.locator(ACTIVE), f"markup in the name of a venue became an element: {name!r}").to_have_count(0)
    expect(shown, f"the list of venues does not show this name as it is: {name!r}").to_be_visible()
    stored = [venue.name for venue in api.venues_named(name)]
    assert stored == [name], f"typed the name {name!r}, stored {stored}"
