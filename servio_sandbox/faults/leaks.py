"""Faults that show a secret. The values have the right form and open nothing; built here, so that no scanner errs."""

from base64 import urlsafe_b64encode

from servio_sandbox.assembly import Sandbox
from servio_sandbox.faults.altering import edit, on_api
from servio_sandbox.faults.registry import fault

SECRET_KEY = "sk_" + "test_51ServioSandbox" + "A" * 24
LIVE_KEY = "pk_" + "live_51ServioSandbox" + "B" * 24
WEBHOOK_SECRET = "whsec_" + "C" * 32
SERVICE_ROLE = ".".join(
    urlsafe_b64encode(part).rstrip(b"=").decode()
    for part in (b'{"alg":"HS256","typ":"JWT"}', b'{"iss":"supabase","role":"service_role"}', b"D" * 32)
)


@fault("secret-key-in-script", "smoke", "a script holds a Stripe secret key")
def _(sandbox: Sandbox) -> None:
    sandbox.website.files["api.js"] += f'\nexport const stripe = "{SECRET_KEY}";\n'


@fault("live-key-shown", "smoke", "the page shows a live Stripe key where a test key belongs")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "index.html", "$stripe", LIVE_KEY)


@fault("service-role-in-page", "smoke", "the page holds Supabase's service_role token")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "index.html", "</head>", f'  <meta name="supabase-key" content="{SERVICE_ROLE}">\n  </head>')


@fault("webhook-secret-in-health", "smoke", "/health of the API shows the webhook secret")
def _(sandbox: Sandbox) -> None:
    _tell(sandbox, "/health")


@fault("webhook-secret-in-session", "smoke", "the API tells the webhook secret to a signed-in browser")
def _(sandbox: Sandbox) -> None:
    _tell(sandbox, "/api/v1/auth/session")


@fault("webhook-secret-in-dashboard", "smoke", "a script that only the dashboard loads holds the webhook secret")
def _(sandbox: Sandbox) -> None:
    sandbox.website.files["billing.js"] = f'export const webhook = "{WEBHOOK_SECRET}";\n'
    edit(sandbox, "start.js", 'list("/venues?limit=5");', 'list("/venues?limit=5");\n  await import("./billing.js");')


def _tell(sandbox: Sandbox, path: str) -> None:
    def add(data: dict[str, str]) -> None:
        data["webhookSecret"] = WEBHOOK_SECRET

    on_api(sandbox, lambda answer: answer.change_data(add), path)
