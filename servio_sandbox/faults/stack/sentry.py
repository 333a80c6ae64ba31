"""Faults of a web app's error reports: they leave in another name, are refused, or do not leave at all."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_api, on_web
from servio_sandbox.faults.registry import fault
from servio_sandbox.styles.sentry import INTAKE, THROWS


@fault("smoke", style="sentry")
def sentry_switched_off(sandbox: Sandbox) -> None:
    """Sentry's client was built with `enabled: false`, though the deployment has a DSN."""
    edit(sandbox, "reporting.js", "tracesSampleRate", "enabled: false, tracesSampleRate")


@fault("smoke", style="sentry")
def errors_told_as_production(sandbox: Sandbox) -> None:
    """Errors are reported as production's by a word that is put together when the page runs."""
    edit(sandbox, "reporting.js", f'environment: "{sandbox.settings.environment}"',
         'environment: ["produc", "tion"].join("")')  # fmt: skip


@fault("smoke", style="sentry")
def errors_told_as_other_release(sandbox: Sandbox) -> None:
    """Errors are reported as those of the release before."""
    edit(sandbox, "reporting.js", f'release: "{sandbox.settings.builds[0]}"', 'release: "servio-web@0ddba11c0de5"')


@fault("smoke", style="sentry")
def sentry_refuses(sandbox: Sandbox) -> None:
    """Sentry refuses what the pages report: the project is disabled, or its key was revoked."""
    refusal = {"detail": "event submission rejected with_reason: ProjectId"}
    on_web(sandbox, lambda answer: _refuse(answer, refusal), INTAKE)


def _refuse(answer: Answer, refusal: dict[str, str]) -> None:
    answer.replace(403, refusal)


@fault("smoke", style="sentry")
def api_error_swallowed(sandbox: Sandbox) -> None:
    """An error of the API is caught and answered as a success: nobody hears of it."""
    on_api(sandbox, lambda answer: answer.replace(200, {"success": True, "data": None}), THROWS)
