"""Faults of home and login, and of what they load."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit, on_web
from servio_sandbox.faults.registry import fault


@fault("home-500", "smoke", "the home page answers 500")
def _(sandbox: Sandbox) -> None:
    on_web(sandbox, lambda answer: answer.say(500, "Internal Server Error"), "/")


@fault("home-untitled", "smoke", "the home page's title does not name Servio")
def _(sandbox: Sandbox) -> None:
    sandbox.website.titles["/"] = "Welcome to nginx!"
    edit(sandbox, "app.js", '[home, "Servio – the calm way to run a restaurant"]', '[home, "Welcome to nginx!"]')


@fault("home-script-404", "smoke", "a script of the home page is missing (404)")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "index.html", "/dom.js", "/dom.min.js")


@fault("home-style-404", "smoke", "the style sheet of every page is missing (404)")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "index.html", "/style.css", "/style.min.css")


@fault("login-console-error", "smoke", "a script error reaches the console on the login page")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "start.js", "export async function login({ url, go }) {",
         "export async function login({ url, go }) {\n  setTimeout(() => consent.ask());")  # fmt: skip


@fault("login-console-logged", "smoke", "the login page logs a console.error and goes on")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "start.js", "export async function login({ url, go }) {",
         'export async function login({ url, go }) {\n  console.error("feature flags did not load");')  # fmt: skip


@fault("dashboard-console-error", "smoke", "a script error reaches the console on the dashboard")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "start.js", "export async function dashboard({ account }) {",
         "export async function dashboard({ account }) {\n  setTimeout(() => tour.begin());")  # fmt: skip


@fault("dashboard-asset-404", "smoke", "the dashboard asks for a picture that is not there (404)")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "start.js", "export async function dashboard({ account }) {",
         "export async function dashboard({ account }) {\n  new Image().src = '/assets/theme/tour.svg';")  # fmt: skip


@fault("login-blank", "smoke", "the login page stays blank: its script does not parse")
def _(sandbox: Sandbox) -> None:
    sandbox.website.files["start.js"] += "\n}"


@fault("web-health-500", "smoke", "/health of the web app answers 500")
def _(sandbox: Sandbox) -> None:
    on_web(sandbox, lambda answer: answer.say(500, "unhealthy"), "/health")
