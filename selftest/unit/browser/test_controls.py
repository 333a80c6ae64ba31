"""Which control is pressed, and which message counts, where a page says something like it elsewhere."""

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Page, expect

from selftest.support.browsers import chromium
from servio_verify.browser.pages.navigation import Navigation
from servio_verify.browser.parts import before
from servio_verify.browser.parts.locators import control, see
from servio_verify.browser.parts.toast import Toast

HELP = "<nav><a href=/help>How to create venues</a> <a href=/help/2>How to Create Venue entries</a></nav>"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page()


@pytest.mark.parametrize(
    "own",
    [
        "<button id=own>Create Venue</button>",
        "<a id=own href=/new>＋ Create Venue →</a>",
        "<a id=own href=/new>Create venue</a>",
        "<div id=own onclick=go()>Create Venue</div>",
        "<button id=own><i>add</i> Create Venue</button>",
    ],
    ids=["exact", "with icons", "in another case", "plain text", "icon font"],
)
@pytest.mark.parametrize("help_", [HELP, "<h1>Create Venue</h1>", ""], ids=["help", "heading", "alone"])
def test_the_control_that_says_it_most_exactly_is_pressed(page: Page, own: str, help_: str) -> None:
    if "add" in own:
        help_ = help_.replace("How to Create Venue", "How to create all venue")
    page.set_content(f"<a hidden href=/h>Create Venue</a>{help_}<main>{own}</main>")
    assert control(page, "Create Venue").get_attribute("id", timeout=10_000) == "own"


def test_a_link_about_it_is_no_control(page: Page) -> None:
    page.set_content("<a href=/help>How to create venues</a>")
    assert not control(page, "Create Venue").count()


def test_an_entry_of_the_navigation_goes_before_a_text(page: Page) -> None:
    page.set_content("<dl><dt>Venues</dt><dd>3</dd></dl><nav><a id=own href=/venues>Venues 3</a></nav>")
    assert Navigation(page).venues.get_attribute("id", timeout=10_000) == "own"


@pytest.mark.parametrize(
    "entry",
    [
        "<a id=own href=/orders>Orders<span style='position:absolute'> (current)</span></a>",
        "<a id=own href=/orders>Orders <span>3 new</span></a>",
        "<a id=own href=/orders>Orders (3 new)</a>",
        "<a id=own href=/orders>Orders <kbd>G O</kbd></a>",
        "<a id=own href=/orders><svg role=img width=9 height=9><title>Icon of a plate</title></svg> Orders</a>",
        "<button id=own><i>receipt_long</i> Orders</button>",
        "<a id=own href=/orders aria-label='Go to orders'>Orders</a>",
    ],
    ids=["current", "counter", "counter in the text", "key", "title of an icon", "icon font", "label"],
)
@pytest.mark.parametrize("beside", ["<a href=/report>All Orders of May</a>", "<a href=/venues>Preorders</a>"])
def test_an_entry_of_the_navigation_may_have_words_beside_it(page: Page, entry: str, beside: str) -> None:
    page.set_content(f"<h1>Orders</h1><nav>{beside} {entry} {beside}</nav>")
    assert Navigation(page).orders.get_attribute("id", timeout=10_000) == "own"


def test_an_entry_of_another_name_is_not_that_of_the_navigation(page: Page) -> None:
    other = (
        "<a href=/r>Ordered</a> <a href=/p>Preorders</a> <a href=/m>My Orders</a> <a href=/h>How to place orders</a>"
    )
    page.set_content(f"<nav>{other}</nav><main><a href=/n>Orders and returns, explained</a></main>")
    assert not Navigation(page).orders.count()


@pytest.mark.parametrize("where", ["left:0;transform:translateX(-100%)", "right:0;transform:translateX(100%)"])
@pytest.mark.parametrize("tag", ["a href=/venues", "button"])
def test_an_entry_in_the_window_goes_before_one_beside_it(page: Page, where: str, tag: str) -> None:
    drawer = f"<nav style='position:fixed;top:0;width:9rem;{where}'><{tag}>Venues</{tag.split()[0]}></nav>"
    page.set_content(f"{drawer}<nav><{tag} id=own>Venues</{tag.split()[0]}></nav>")
    assert Navigation(page).venues.get_attribute("id", timeout=10_000) == "own"
    page.set_content(drawer)
    assert Navigation(page).venues.count()


HELPED = "<p>Venue created will appear here</p>"


@pytest.mark.parametrize(
    ("old", "new", "is_said"),
    [
        (HELPED, f"{HELPED}<p role=status>Venue created</p>", True),
        (HELPED, "<p role=status>✓ Venue created</p>", True),
        (HELPED, HELPED, False),
        ("<p>Venue created</p>", "<p>Venue created</p>", False),
        ("<p>Venue created</p>", "<p>Venue created</p><p>Venue created</p>", True),
    ],
)
def test_a_message_is_told_from_what_stood_there(
    page: Page, monkeypatch: pytest.MonkeyPatch, old: str, new: str, is_said: bool
) -> None:
    monkeypatch.setattr(before, "OLD_MESSAGE_SECONDS", 0)
    monkeypatch.setattr(before, "_seen", WeakKeyDictionary())
    page.set_content(old)
    before.note(page)
    page.set_content(new)
    assert Toast(page).text("Venue created").is_visible() is is_said


def test_what_comes_late_is_seen_and_what_does_not_come_is_told(page: Page) -> None:
    page.set_content("<script>setTimeout(() => { document.body.textContent = 'here'; }, 1500)</script>")
    see(page.get_by_text("here"), "it does not come")
    expect.set_options(timeout=300)
    try:
        with pytest.raises(AssertionError, match="nothing says so"):
            see(page.get_by_text("there"), "nothing says so")
    finally:
        expect.set_options(timeout=None)
