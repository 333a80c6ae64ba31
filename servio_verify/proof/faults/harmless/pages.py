"""Pages: what marketing, support and the team itself put into them, and other markup of the same meaning."""

import zlib

from servio_verify.environments.tier import Tier
from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer
from servio_verify.proof.faults.harmless import page_scripts
from servio_verify.proof.faults.harmless.difference import difference
from servio_verify.proof.parts.altering import Altered, Served
from servio_verify.proof.parts.answers import before, script
from servio_verify.proof.parts.matching import is_page

OURS = "seen on real stacks, where it was a false alarm"


def in_pages(code: str) -> Alteration:
    """Return what runs a script of the web app's own origin in each of its pages, as a tag manager has it."""
    path = f"/added-{zlib.crc32(code.encode()):x}.js"
    own = script(f"(() => {{{code}}})();")  # names of two scripts do not meet
    return Served(path, own, before("</body>", f'<script src="{path}"></script>'), is_page)


@difference("every page has a banner of staging that is an alert", OURS, tier=Tier.E2E)
def staging_banner(_scene: Scene) -> Alteration:
    """Stands there before anything is pressed."""
    return in_pages(page_scripts.STAGING_BANNER)


@difference("every page asks about cookies at its end", OURS, tier=Tier.E2E)
def cookie_banner(_scene: Scene) -> Alteration:
    """Covers nothing."""
    return in_pages(page_scripts.COOKIE_BANNER)


@difference("every second page has a banner of an experiment", "an A/B test", tier=Tier.E2E)
def experiment_banner(_scene: Scene) -> Alteration:
    """Drawn anew for each page."""
    return in_pages(page_scripts.AB_BANNER)


@difference("every page has a form in its footer with fields of the same names", OURS, tier=Tier.E2E)
def footer_form(_scene: Scene) -> Alteration:
    """Asks for an e-mail address and a name."""
    return in_pages(page_scripts.FOOTER_FORM)


@difference(
    "every page begins with a search that has fields of the same names", "HTML, the search element", tier=Tier.E2E
)
def search_form(_scene: Scene) -> Alteration:
    """A name, a venue and a menu to look for."""
    return in_pages(page_scripts.FILTER)


@difference("every page has a button of a chat in its corner", "a support widget", tier=Tier.E2E)
def chat_button(_scene: Scene) -> Alteration:
    """Floats over the page's corner."""
    return in_pages(page_scripts.CHAT)


@difference("every page has a chat in a frame of its own", "a support widget in an iframe with srcdoc", tier=Tier.E2E)
def chat_frame(_scene: Scene) -> Alteration:
    """With an alert and a form, which are not the page's."""
    return in_pages(page_scripts.CHAT_FRAME)


@difference("every page tells its title to screen readers in an alert", "Next.js, route announcer")
def route_announcer(_scene: Scene) -> Alteration:
    """Empty at first."""
    return in_pages(page_scripts.ANNOUNCER)


@difference("every page says a moment later that it is connected", OURS, tier=Tier.E2E)
def connected_message(_scene: Scene) -> Alteration:
    """A status that nobody asked for."""
    return in_pages(page_scripts.CONNECTED)


@difference("every page begins a request and gives it up", "Next.js, prefetches that are given up", tier=Tier.E2E)
def given_up_request(_scene: Scene) -> Alteration:
    """ERR_ABORTED is no failure of the page's."""
    return in_pages(page_scripts.GIVEN_UP)


@difference("every page has a help text with the words of a message", OURS, tier=Tier.E2E)
def help_text(_scene: Scene) -> Alteration:
    """What a press must bring is what was not there before."""
    return in_pages(page_scripts.HELP)


@difference(
    "everything stands two elements deeper",
    "Testing Library, guiding principles",
    tier=Tier.E2E,
)
def wrapped_pages(_scene: Scene) -> Alteration:
    """A shell around the page."""
    return in_pages(page_scripts.WRAPPED)


@difference(
    "elements have attributes of a test tool",
    "Testing Library, guiding principles",
    tier=Tier.E2E,
)
def marked_elements(_scene: Scene) -> Alteration:
    """Changes after each drawing."""
    return in_pages(page_scripts.ATTRIBUTES)


@difference("an entry of a list is one text: name and address", OURS, tier=Tier.E2E)
def entries_as_one_text(_scene: Scene) -> Alteration:
    """No element's whole text is the name."""
    return in_pages(page_scripts.FLAT)


@difference("entries of lists have other words behind the name", OURS, tier=Tier.E2E)
def entries_with_badges(_scene: Scene) -> Alteration:
    """The name beside other words in one element."""
    return in_pages(page_scripts.BADGES)


@difference(
    "entries of the navigation have a count with a word", "Bootstrap, badges and visually hidden text", tier=Tier.E2E
)
def counted_navigation(_scene: Scene) -> Alteration:
    """Venues 3 new."""
    return in_pages(page_scripts.COUNTED)


@difference("the browser checks forms itself", "HTML, constraint validation", tier=Tier.E2E)
def native_validation(_scene: Scene) -> Alteration:
    """An empty name is refused in a bubble of the browser's."""
    return in_pages(page_scripts.NATIVE)


@difference("pages log what they do, and warn of a deprecation", "MDN, console: log, info and warn are no errors")
def chatty_console(_scene: Scene) -> Alteration:
    """log, info and warn."""
    return in_pages(page_scripts.LOGGED)


@difference("pages keep the variant of an experiment in the browser", "an A/B test")
def stored_variant(_scene: Scene) -> Alteration:
    """localStorage and sessionStorage."""
    return in_pages(page_scripts.STORED)


@difference("pages are said to be in another language", "docs/CONTRACT.md gives the texts, not the language")
def other_language(_scene: Scene) -> Alteration:
    """`lang` is pl; the texts that the contract gives stay."""
    return Altered(lambda answer: answer.with_body(answer.text.replace('lang="en"', 'lang="pl"', 1)), is_page)


@difference(
    "the title has words of the page and of the season around the name", "the staging document: it matches Servio"
)
def longer_title(_scene: Scene) -> Alteration:
    """What the contract gives is a part of it."""

    def change(answer: Answer) -> Answer:
        begun = answer.text.replace("<title>", "<title>Winter menu – ", 1)
        return answer.with_body(begun.replace("</title>", " – staging</title>", 1))

    return Altered(change, is_page)
