"""Assets: scripts and style sheets that are missing, wrong or another build's."""

from collections.abc import Callable

from servio_verify.proof.altering import Altered, WhichAnswer, is_script, is_style, kept, page
from servio_verify.proof.exchange import Answer
from servio_verify.proof.fault import Fault, register

LOADS = "smoke/test_pages.py::test_every_asset_loads_on"
CONSOLE = "smoke/test_pages.py::test_no_error_reaches_the_console_on"
OLD = (
    "window.oldBuild = Object.freeze({}); throw new ReferenceError('start is not defined: a chunk of another build');\n"
)


def _fault(
    name: str,
    title: str,
    suffers: str,
    source: str,
    change: tuple[WhichAnswer, Callable[[Answer], Answer]],
    *checks: str,
) -> None:
    told = (name, "assets", title, suffers, source)
    register(Fault(*told, make=lambda _scene: Altered(*change), checks=checks))


def _typed(media_type: str) -> Callable[[Answer], Answer]:
    return lambda was: was.with_header("Content-Type", media_type).with_header("X-Content-Type-Options", "nosniff")


_fault(
    "scripts-404",
    "scripts are not found",
    "a guest sees a page whose buttons do nothing",
    "Next.js documentation, Self-Hosting: version skew",
    (is_script, lambda was: kept(was, page("Not found", 404))),
    LOADS,
)
_fault(
    "styles-404",
    "style sheets are not found",
    "a guest sees bare text",
    "Rails guides, asset pipeline: precompiling assets",
    (is_style, lambda was: kept(was, page("Not found", 404))),
    LOADS,
)
_fault(
    "scripts-of-the-wrong-type",
    "scripts are sent as plain text, with nosniff",
    "the browser refuses them, and buttons do nothing",
    "WHATWG Fetch, X-Content-Type-Options header",
    (is_script, _typed("text/plain")),
    CONSOLE,
)
_fault(
    "styles-of-the-wrong-type",
    "style sheets are sent as plain text, with nosniff",
    "the browser refuses them, and a guest sees bare text",
    "WHATWG Fetch, X-Content-Type-Options header",
    (is_style, _typed("text/plain")),
    CONSOLE,
)
_fault(
    "scripts-are-the-home-page",
    "the home page is served in the place of scripts, with 200",
    "buttons do nothing",
    "create-react-app documentation, Deployment: serve index.html for every path",
    (is_script, lambda was: kept(was, page("Servio"))),
    CONSOLE,
)
_fault(
    "scripts-are-cut",
    "scripts are stored cut: they end in the middle of a word, and say so nowhere",
    "buttons do nothing",
    "W3C, Subresource Integrity: a file that is not the one that was built",
    (is_script, lambda was: was.with_body(was.body[: len(was.body) // 2] + b"\n({")),
    CONSOLE,
)
_fault(
    "scripts-of-another-build",
    "scripts are another build's, under the names of this one",
    "the page asks them for what they do not have, and stays dead",
    "Next.js documentation, Self-Hosting: version skew",
    (is_script, lambda was: was.with_body(OLD)),
    CONSOLE,
)
