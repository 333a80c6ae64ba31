"""The sign-in form by meaning, where sign-in leads, and looks at a page that moves on; in a real browser."""

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, Said, only, serving
from servio_verify.browser import accessibility
from servio_verify.browser.pages.login import HINT, LoginPage
from servio_verify.browser.parts import arrival
from servio_verify.browser.parts.loading import steadily
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import CONTRACT, WHERE_SIGN_IN_LEADS, Layout, Paths, SignIn

LOOK = """() => new Promise(done => {
    const next = {'/one': '/two', '/two': '/three'}[location.pathname];
    if (next) location.replace(next); else done(location.pathname);
})"""
"""A look under which the page moves on, twice."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def _followed() -> Iterator[None]:
    yield
    current.follow(CONTRACT)


@pytest.fixture
def page(browser: Browser, _followed: None) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize(
    "fields",
    [
        "<input id=mail type=email><input id=pw type=password><button id=go>In</button>",
        "<input id=mail autocomplete='username webauthn'><input id=pw type=password><button id=go type=submit>",
        "<label for=mail>E-Mail</label><input id=mail type=text><input id=pw type=password><input id=go type=submit>",
        "<label>User name <input id=mail></label><input id=pw type=password>"
        "<button type=button>Show</button><button id=go>In</button>",
    ],
    ids=["type", "autocomplete", "label", "label around, and a button beside"],
)
def test_a_form_without_names_is_found_by_meaning(page: Page, fields: str) -> None:
    current.follow(Layout(sign_in=SignIn(fields="by meaning")))
    news = "<form><label>E-mail <input type=email></label><button>Subscribe</button></form>"
    page.set_content(f"{news}<form>{fields}</form>{news}")
    login = LoginPage(page)
    found = [each.get_attribute("id") for each in (login.email, login.password, login.submit)]
    assert found == ["mail", "pw", "go"]


def test_the_form_to_register_beside_it_is_not_the_sign_in_form(page: Page) -> None:
    inputs = "<input name=email id=mail-{0}><input name=password id=pw-{0} {1}>"
    form = f"<form>{inputs}<button type=submit id=go-{{0}}>Go</button></form>"
    new, old = form.format("new", "autocomplete=new-password"), form.format("old", "")
    for content, which in ((f"{new}{old}", "old"), (f"{old}{new}", "old"), (new, "new")):
        page.set_content(content)
        login = LoginPage(page)
        found = [each.get_attribute("id") for each in (login.email, login.password, login.submit)]
        assert found == [f"mail-{which}", f"pw-{which}", f"go-{which}"]


def test_a_form_without_names_is_told_where_names_are_wanted(page: Page) -> None:
    expect.set_options(timeout=300)
    page.set_content("<form><input type=email><input type=password><button>In</button></form>")
    with pytest.raises(AssertionError) as raised:
        LoginPage(page).shown()
    expect.set_options(timeout=5000)
    assert str(raised.value) == HINT


def moving() -> dict[str, Said]:
    """A page that goes to another address twice, and the places where it goes."""
    hop = "<title>{0}</title><script>setTimeout(() => location.replace('{1}'), 150)</script>"
    places = itertools.pairwise(["/one", "/two", "/three"])
    return {here: (200, HTML, hop.format(here, there)) for here, there in places} | {
        "/three": (200, HTML, "<title>arrived</title>")
    }


def test_a_look_at_a_page_that_moves_on_is_taken_again(page: Page) -> None:
    with serving(only({}, (200, HTML, "<title>a page</title>"))) as origin:
        page.goto(f"{origin}/one")
        with pytest.raises(Error, match="Execution context was destroyed"):
            page.evaluate(LOOK)
        page.wait_for_url(f"{origin}/two")
        page.goto(f"{origin}/one")
        assert steadily(page, lambda: page.evaluate(LOOK)) == "/three"


def test_the_dashboard_is_where_a_sign_in_came_to_rest(page: Page) -> None:
    current.follow(Layout(paths=Paths(login="/sign-in", dashboard=WHERE_SIGN_IN_LEADS)))
    with serving(only(moving())) as origin:
        page.goto(f"{origin}/one", wait_until="commit")
        arrival.note_where_sign_in_led(page)
        assert arrival.dashboard_of(page) == f"{origin}/three"


@pytest.mark.parametrize(
    ("paths", "address", "is_login", "is_dashboard"),
    [
        ({}, "/login?next=/dashboard", True, False),
        ({}, "/app/dashboard", False, True),
        ({}, "/#/dashboard", False, True),
        ({}, "/?lang=en#/dashboard", False, True),
        ({}, "/?view=dashboard", False, True),
        ({}, "/#/login?next=/dashboard", True, False),
        ({}, "/finish?next=/dashboard", False, False),
        ({}, "/finish?next=%2Fdashboard", False, False),
        ({}, "/finish?next=https://web.example/dashboard", False, False),
        ({}, "/dashboard?from=/login", False, True),
        ({}, "/dashboard#/login", True, False),
        ({"login": "/sign-in", "dashboard": "/home"}, "/sign-in?next=/home", True, False),
        ({"login": "/sign-in", "dashboard": "/home"}, "/home/3", False, True),
        ({"login": "/sign-in", "dashboard": "/home"}, "/home-page", False, False),
        ({"login": "/", "dashboard": "/home"}, "/?next=/home", True, False),
        ({"login": "/", "dashboard": "/home"}, "/home", False, True),
        ({"login": "/sign-in", "dashboard": WHERE_SIGN_IN_LEADS}, "/anything/3", False, True),
        ({"login": "/sign-in", "dashboard": WHERE_SIGN_IN_LEADS}, "/sign-in?error=1", True, False),
    ],
)
@pytest.mark.usefixtures("_followed")
def test_an_address_is_the_form_s_or_the_dashboard_s(
    paths: dict[str, str], address: str, is_login: bool, is_dashboard: bool
) -> None:
    current.follow(Layout(paths=Paths.model_validate(paths)))
    url = f"https://web.example{address}"
    assert bool(arrival.at_login().search(url)) is is_login
    assert bool(arrival.at_dashboard().search(url)) is is_dashboard


def test_axe_is_put_anew_into_a_page_that_moves_on_under_it(page: Page) -> None:
    clean = "<!doctype html><html lang=en><title>a page</title><main><h1>Words</h1></main>"
    moves = "<script>setInterval(() => window.axe && location.replace('/two'), 1)</script>"
    with serving(only({"/one": (200, HTML, clean + moves)}, (200, HTML, clean))) as origin:
        page.goto(f"{origin}/one")
        assert accessibility.findings(page, ()) == []
        expect(page).to_have_url(f"{origin}/two")
