"""Leaks of secrets in pages, scripts and files of the web app.

The values have the right form and open nothing; they are built here, so that no scanner takes them for real ones.
"""

from base64 import b64encode, urlsafe_b64encode

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit, on_api, on_web
from servio_sandbox.faults.api.leaks import WEBHOOK_SECRET
from servio_sandbox.faults.registry import fault

SECRET_KEY = "sk_" + "test_51ServioSandbox" + "A" * 24
LIVE_KEY = "pk_" + "live_51ServioSandbox" + "B" * 24
SERVICE_ROLE = ".".join(
    urlsafe_b64encode(part).rstrip(b"=").decode()
    for part in (b'{"alg":"HS256","typ":"JWT"}', b'{"iss":"supabase","role":"service_role"}', b"D" * 32)
)


@fault("smoke")
def secret_key_in_script(sandbox: Sandbox) -> None:
    """A script holds a Stripe secret key."""
    sandbox.website.files["api.js"] += f'\nexport const stripe = "{SECRET_KEY}";\n'


@fault("smoke")
def secret_key_encoded(sandbox: Sandbox) -> None:
    """A script holds a Stripe secret key in base64."""
    sandbox.website.files["api.js"] += f'\nexport const stripe = atob("{b64encode(SECRET_KEY.encode()).decode()}");\n'


@fault("smoke")
def dotenv_served(sandbox: Sandbox) -> None:
    """The web app serves its .env."""
    on_web(sandbox, lambda answer: answer.replace(200, f"STRIPE_SECRET_KEY={SECRET_KEY}\n"), r"/\.env")


@fault("smoke")
def live_key_shown(sandbox: Sandbox) -> None:
    """The page shows a live Stripe key where a test key belongs."""
    edit(sandbox, "index.html", "$stripe", LIVE_KEY)


@fault("smoke")
def service_role_in_page(sandbox: Sandbox) -> None:
    """The page holds Supabase's service_role token."""
    edit(sandbox, "index.html", "</head>", f'  <meta name="supabase-key" content="{SERVICE_ROLE}">\n  </head>')


@fault("smoke")
def webhook_secret_in_dashboard(sandbox: Sandbox) -> None:
    """A script that only the dashboard loads holds the webhook secret."""
    sandbox.website.files["billing.js"] = f'export const webhook = "{WEBHOOK_SECRET}";\n'
    edit(sandbox, "start.js", 'list("/venues?limit=5");', 'list("/venues?limit=5");\n  await import("./billing.js");')


@fault("smoke")
def connection_string_in_home(sandbox: Sandbox) -> None:
    """The home page holds the address of the database, with its password."""
    told = "postgresql://servio_app:" + "Xk29qLmz7T" * 2 + "@db.internal:5432/servio"
    edit(sandbox, "index.html", "</head>", f'  <meta name="database" content="{told}">\n  </head>')


@fault("smoke")
def dotenv_served_by_api(sandbox: Sandbox) -> None:
    """The API serves its .env."""
    on_api(sandbox, lambda answer: answer.replace(200, f"STRIPE_SECRET_KEY={SECRET_KEY}\n"), r"/\.env")
