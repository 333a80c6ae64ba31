"""Leaks of secrets in responses of the API."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import on_api
from servio_sandbox.faults.registry import fault

WEBHOOK_SECRET = "whsec_" + "C" * 32  # opens nothing; built here, so that no scanner takes it for a real one


@fault("smoke")
def webhook_secret_in_health(sandbox: Sandbox) -> None:
    """/health of the API shows the webhook secret."""
    _add_secret(sandbox, "/health")


@fault("smoke")
def webhook_secret_in_session(sandbox: Sandbox) -> None:
    """The API tells the webhook secret to a signed-in browser."""
    _add_secret(sandbox, "/api/v1/auth/session")


def _add_secret(sandbox: Sandbox, path: str) -> None:
    def add(data: dict[str, str]) -> None:
        data["webhookSecret"] = WEBHOOK_SECRET

    on_api(sandbox, lambda answer: answer.change_data(add), path)
