"""Leaks of secrets in responses of the API."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api
from servio_sandbox.faults.registry import fault

# They open nothing, and are built here, so that no scanner takes them for real ones.
WEBHOOK_SECRET = "whsec_" + "C" * 32
SECRET_KEY = "sk_" + "test_51ServioSandbox" + "A" * 24


@fault("smoke")
def webhook_secret_in_health(sandbox: Sandbox) -> None:
    """/health of the API shows the webhook secret."""
    _add_secret(sandbox, "/health")


@fault("smoke")
def webhook_secret_in_session(sandbox: Sandbox) -> None:
    """The API tells the webhook secret to a signed-in browser."""
    _add_secret(sandbox, "/api/v1/auth/session")


@fault("smoke")
def secret_key_in_creation(sandbox: Sandbox) -> None:
    """The answer to a new venue, menu or order holds Stripe's secret key."""
    _add_secret(sandbox, "/api/v1/venues(/.*)?", "POST", SECRET_KEY)


@fault("smoke")
def secret_key_in_reads(sandbox: Sandbox) -> None:
    """A venue's menus and orders hold Stripe's secret key, in a list and by themselves."""
    _add_secret(sandbox, "/api/v1/venues/[^/]+/.*", "GET", SECRET_KEY)


@fault("smoke")
def secret_key_in_refusal(sandbox: Sandbox) -> None:
    """A write that is refused quotes the server's configuration, with Stripe's secret key."""

    def quote(answer: Answer) -> None:
        body = answer.json
        if body and answer.status in (400, 401, 403):
            body["error"]["details"] = {"config": {"STRIPE_SECRET_KEY": SECRET_KEY}}
            answer.replace(answer.status, body)

    on_api(sandbox, quote, "/api/v1/venues.*", "POST|PATCH|DELETE")


def _add_secret(sandbox: Sandbox, path: str, method: str = ".*", secret: str = WEBHOOK_SECRET) -> None:
    def add(data: dict[str, str]) -> None:
        data["paymentSecret"] = secret

    on_api(sandbox, lambda answer: answer.change_data(add), path, method)
