"""Assets: scripts and style sheets that are missing, wrong or another build's."""

from servio_verify.proof.exchange import Answer
from servio_verify.proof.fault import registering
from servio_verify.proof.parts.altering import on
from servio_verify.proof.parts.answers import becomes, page
from servio_verify.proof.parts.matching import is_script, is_style

LOADS = "smoke/test_pages.py::test_every_asset_loads_on"
CONSOLE = "smoke/test_pages.py::test_no_error_reaches_the_console_on"
OLD = (
    "window.oldBuild = Object.freeze({}); throw new ReferenceError('start is not defined: a chunk of another build');\n"
)

_fault = registering("assets")


def _as_text(was: Answer) -> Answer:
    return was.with_header("Content-Type", "text/plain").with_header("X-Content-Type-Options", "nosniff")


def _cut(was: Answer) -> Answer:
    return was.with_body(was.body[: len(was.body) // 2] + b"\n({")


_fault(
    "scripts-404",
    "scripts are not found",
    "a guest sees a page whose buttons do nothing",
    "Next.js documentation, Self-Hosting: version skew",
    on(becomes(page("Not found", 404)), is_script),
    LOADS,
)
_fault(
    "styles-404",
    "style sheets are not found",
    "a guest sees bare text",
    "Rails guides, asset pipeline: precompiling assets",
    on(becomes(page("Not found", 404)), is_style),
    LOADS,
)
_fault(
    "scripts-of-the-wrong-type",
    "scripts are sent as plain text, with nosniff",
    "the browser refuses them, and a guest sees a page whose buttons do nothing",
    "WHATWG Fetch, X-Content-Type-Options header",
    on(_as_text, is_script),
    CONSOLE,
)
_fault(
    "styles-of-the-wrong-type",
    "style sheets are sent as plain text, with nosniff",
    "the browser refuses them, and a guest sees bare text",
    "WHATWG Fetch, X-Content-Type-Options header",
    on(_as_text, is_style),
    CONSOLE,
)
_fault(
    "scripts-are-the-home-page",
    "the home page is served in the place of scripts, with 200",
    "a guest sees a page whose buttons do nothing",
    "create-react-app documentation, Deployment: serve index.html for every path",
    on(becomes(page("Servio")), is_script),
    CONSOLE,
)
_fault(
    "scripts-are-cut",
    "scripts are stored cut, and said to be whole",
    "a guest sees a page whose buttons do nothing",
    "W3C, Subresource Integrity: a file that is not the one that was built",
    on(_cut, is_script),
    CONSOLE,
)
_fault(
    "scripts-of-another-build",
    "scripts are another build's, under the names of this one",
    "the page asks them for what they do not have, and stays dead",
    "Next.js documentation, Self-Hosting: version skew",
    on(lambda was: was.with_body(OLD), is_script),
    CONSOLE,
)
