"""Faults of a Servio of Next.js and Sentry."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit
from servio_sandbox.faults.registry import fault

MISMATCH = "Minified React error #418; visit https://react.dev/errors/418?args[]=text&args[]= for the full message"

BUILT_WITHOUT_ADDRESS = "export const list = async (path) => (await fetch(`undefined/api/v1${path}`)).json();\n"


@fault("smoke", style="next")
def hydration_mismatch(sandbox: Sandbox) -> None:
    """The dashboard does not hydrate where it is loaded directly; by a soft navigation it is well."""
    edit(sandbox, "hydrate.js", 'await import("./app.js");',
         f'if (location.pathname === "/dashboard") reportError(new Error("{MISMATCH}"));\n'
         '  await import("./app.js");')  # fmt: skip


@fault("smoke", style="next")
def sentry_says_production(sandbox: Sandbox) -> None:
    """The bundle reports to Sentry as production, though the pages name the environment."""
    old = f'environment: "{sandbox.settings.environment}"'
    edit(sandbox, "sentry.js", old, 'environment: "production"')


@fault("e2e", style="next")
def api_url_undefined(sandbox: Sandbox) -> None:
    """The API's address was not there when the order form was built: it asks undefined/api/v1."""
    sandbox.website.files["built.js"] = BUILT_WITHOUT_ADDRESS
    edit(sandbox, "orders.js", 'import { list, post } from "./api.js";',
         'import { list as listed, post } from "./api.js";\nimport { list } from "./built.js";')  # fmt: skip
    edit(sandbox, "orders.js", "await list(`/orders?", "await listed(`/orders?")
