"""A name is text, whatever is in it. What is counted as a character differs: 120 of these are 120 in every count."""

import pytest
from playwright.sync_api import Page, expect

from servio_verify.testing import Api, Run, VenuesPage, area, wait_in

pytestmark = area("Web app", "Names")

LONGEST = 120
ACTIVE = "[onerror], [onload]"

ENDINGS = {
    "markup": " <img src=x onerror=reportScript(1)> <svg onload=reportScript(1)>",
    "quotes": """'">\\ & &amp; `${reportScript(1)}` {{reportScript(1)}} %s -- ;""",
    "emoji-and-right-to-left": " 🍝👩‍🍳 مطعم البحر ☕ Ünïçødé 寿司",
    "120-characters": "é" * LONGEST,
}


@pytest.mark.parametrize("kind", ENDINGS)
def test_a_name_is_shown_as_text_and_runs_nothing(signed_in_page: Page, api: Api, run: Run, kind: str) -> None:
    page, plain = signed_in_page, run.name()
    name = f"{plain}{ENDINGS[kind]}"[:LONGEST]
    scripts_run: list[object] = []
    page.expose_function("reportScript", lambda one: scripts_run.append(one))
    api.announce_venue(name)
    venues = VenuesPage(page)
    venues.section.open()
    venues.create(name, "4 Text Street")
    listed = venues.section.enter().entry(plain)
    expect(listed, f"a new venue is not in the list of venues\n{name!r}").to_be_visible()
    shown = page.get_by_text(name, exact=True).filter(visible=True).first
    wait_in(page, lambda: scripts_run or shown.is_visible(), timeout=2)
    assert not scripts_run, f"a script in the name of a venue ran\n{name!r}"
    expect(page.locator(ACTIVE), f"markup in the name of a venue became an element\n{name!r}").to_have_count(0)
    expect(shown, f"the list of venues does not show a name with {kind} as it is\n{name!r}").to_be_visible()
    stored = [venue.name for venue in api.venues_named(name)]
    wrong = f"a name with {kind} is not stored as it was typed"
    assert stored == [name], f"{wrong}\ntyped {name!r}, stored {stored}"
