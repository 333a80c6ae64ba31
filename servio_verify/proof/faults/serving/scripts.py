"""Scripts: what goes wrong in the browser although every file is there."""

from servio_verify.proof.alteration import Make
from servio_verify.proof.exchange import Answer
from servio_verify.proof.fault import registering
from servio_verify.proof.parts.altering import Served, on
from servio_verify.proof.parts.answers import NEVER, after, behind, late, script, with_header
from servio_verify.proof.parts.matching import is_script, is_shown

CONSOLE = "smoke/test_pages.py::test_no_error_reaches_the_console_on"
SIGN_IN = "smoke/test_sign_in.py::test_the_right_password_leads_to_the_dashboard"
POLICY = "Content-Security-Policy"
TAG = "/tag-manager-4f1c.js"

_fault = registering("scripts")


def _with(code: str) -> Make:
    """Return what has scripts of the web app's own do this as well."""
    return on(behind(f"\n;{code};\n"), is_script)


def _without_requests(was: Answer) -> Answer:
    """Return the page with its policy, or the browser's own, but for what it may ask and send."""
    parts = (was.header(POLICY) or "").split(";")
    kept = [part for part in parts if part.strip() and part.split()[0].lower() not in ("connect-src", "form-action")]
    return was.with_header(POLICY, "; ".join([*kept, "connect-src 'none'", "form-action 'none'"]))


_fault(
    "script-error",
    "a script throws an error as the page loads",
    "a guest presses something, and nothing happens",
    "MDN, Window: error event",
    _with("throw new TypeError('cannot read properties of undefined (reading venue)')"),
    CONSOLE,
)
_fault(
    "console-error",
    "a script writes an error to the console",
    "something went wrong that the developers wanted to know of",
    "MDN, console: error() static method",
    _with("console.error('order could not be priced: currency is undefined')"),
    CONSOLE,
)
_fault(
    "unhandled-rejection",
    "a promise is rejected and nobody looks at it",
    "a button seems to work, and nothing was done",
    "MDN, Window: unhandledrejection event",
    _with("Promise.reject(new Error('menu could not be read'))"),
    CONSOLE,
)
_fault(
    "late-script-error",
    "a script throws an error a moment after the page was shown",
    "the page breaks under the guest's hands",
    "MDN, Window: error event",
    _with("setTimeout(() => { throw new Error('the basket is gone') }, 150)"),
    CONSOLE,
)
_fault(
    "policy-blocks-own-scripts",
    "the page's Content-Security-Policy forbids its own scripts",
    "a guest sees a page whose buttons do nothing",
    "W3C, Content Security Policy Level 3, script-src",
    on(with_header(POLICY, "default-src 'self'; script-src 'none'"), is_shown),
    CONSOLE,
)
_fault(
    "policy-blocks-own-requests",
    "the page's Content-Security-Policy forbids it to ask the API and send forms",
    "nobody gets in, and nothing can be saved",
    "W3C, Content Security Policy Level 3, connect-src and form-action",
    on(_without_requests, is_shown),
    SIGN_IN,
)
_fault(
    "tag-manager-hangs",
    "a tag manager's script on the web app's origin hangs and holds up each page",
    "a guest looks at an empty tab until the third party is back",
    "Steve Souders, Frontend SPOF (2010)",
    lambda _scene: Served(TAG, late(NEVER)(script("//")), after("<head>", f'<script src="{TAG}"></script>'), is_shown),
    SIGN_IN,
)
_fault(
    "tag-manager-fails",
    "a script that a page loads is broken on a third party's side",
    "nothing that a guest sees, and every page complains",
    "Steve Souders, Frontend SPOF (2010)",
    _with("fetch('/tag-manager-4f1c.json').then(answer => { if (!answer.ok) throw new Error('no tags') })"),
    CONSOLE,
)
