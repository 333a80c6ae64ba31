"""Faults of home, login and dashboard, and of the assets that they load."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit, on_web
from servio_sandbox.faults.registry import fault


@fault("smoke")
def home_500(sandbox: Sandbox) -> None:
    """The home page answers 500."""
    on_web(sandbox, lambda answer: answer.replace(500, "Internal Server Error"), "/")


@fault("smoke")
def home_untitled(sandbox: Sandbox) -> None:
    """The home page's title does not name Servio."""
    sandbox.website.titles["/"] = "Welcome to nginx!"
    edit(sandbox, "app.js", '[home, "Servio – the calm way to run a restaurant"]', '[home, "Welcome to nginx!"]')


@fault("smoke")
def home_error_title(sandbox: Sandbox) -> None:
    """The home page is an error page of the framework with status 200, and its title names Servio all the same."""
    wrong = "500: Internal Server Error | Servio"
    sandbox.website.titles["/"] = wrong
    script = sandbox.website.files["app.js"]  # of another title it has one already
    sandbox.website.files["app.js"] = script.replace("Servio – the calm way to run a restaurant", wrong)


@fault("smoke")
def home_script_404(sandbox: Sandbox) -> None:
    """A script of the home page is missing (404)."""
    edit(sandbox, "index.html", "/dom.js", "/dom.min.js")


@fault("smoke")
def home_style_404(sandbox: Sandbox) -> None:
    """The style sheet of every page is missing (404)."""
    edit(sandbox, "index.html", "/style.css", "/style.min.css")


@fault("smoke")
def login_console_error(sandbox: Sandbox) -> None:
    """A script error reaches the console on the login page."""
    edit(sandbox, "start.js", "export async function login({ url, go }) {",
         "export async function login({ url, go }) {\n  setTimeout(() => consent.ask());")  # fmt: skip


@fault("smoke")
def login_console_logged(sandbox: Sandbox) -> None:
    """The login page logs a console.error and goes on."""
    edit(sandbox, "start.js", "export async function login({ url, go }) {",
         'export async function login({ url, go }) {\n  console.error("feature flags did not load");')  # fmt: skip


@fault("smoke")
def login_console_assertion(sandbox: Sandbox) -> None:
    """An assertion of the console fails on the login page."""
    edit(sandbox, "start.js", "export async function login({ url, go }) {",
         'export async function login({ url, go }) {\n  console.assert(false, "flags did not load");')  # fmt: skip


@fault("smoke")
def dashboard_console_error(sandbox: Sandbox) -> None:
    """A script error reaches the console on the dashboard."""
    edit(sandbox, "start.js", "export async function dashboard({ account }) {",
         "export async function dashboard({ account }) {\n  setTimeout(() => tour.begin());")  # fmt: skip


@fault("smoke")
def dashboard_asset_404(sandbox: Sandbox) -> None:
    """The dashboard asks for a picture that is not there (404)."""
    edit(sandbox, "start.js", "export async function dashboard({ account }) {",
         "export async function dashboard({ account }) {\n  new Image().src = '/assets/theme/tour.svg';")  # fmt: skip


@fault("smoke")
def login_blank(sandbox: Sandbox) -> None:
    """The login page stays blank: its script does not parse."""
    sandbox.website.files["start.js"] += "\n}"


@fault("situation")
def service_worker(sandbox: Sandbox) -> None:
    """The pages register a service worker."""
    sandbox.website.files["worker.js"] = 'self.addEventListener("fetch", () => {});'
    sandbox.website.files["app.js"] += '\nnavigator.serviceWorker.register("/assets/any/worker.js");'


@fault("smoke")
def dashboard_hydration(sandbox: Sandbox) -> None:
    """The dashboard does not hydrate where it is loaded directly; a click leads there without a word."""
    edit(sandbox, "start.js", "export async function dashboard({ account }) {",
         'export async function dashboard({ account }) {\n'
         '  const { pathname } = new URL(performance.getEntriesByType("navigation")[0].name);\n'
         '  if (pathname === "/dashboard") console.error(`Hydration failed: ${location.origin}`);')  # fmt: skip
