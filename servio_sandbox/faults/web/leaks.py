"""Leaks of secrets in pages, scripts and files of the web app.

The values have the right form and open nothing; they are built here, so that no scanner takes them for real ones.
"""

from base64 import b64encode, urlsafe_b64encode

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_api, on_web
from servio_sandbox.faults.api.leaks import SECRET_KEY, WEBHOOK_SECRET
from servio_sandbox.faults.registry import fault

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


@fault("smoke")
def secret_key_in_cookie(sandbox: Sandbox) -> None:
    """The login page sets a cookie that holds a Stripe secret key."""
    on_web(sandbox, lambda answer: answer.headers.append("set-cookie", f"config={SECRET_KEY}; SameSite=Lax"), "/login")


@fault("smoke")
def secret_key_in_source_map(sandbox: Sandbox) -> None:
    """The header of a script names its source map, which holds a Stripe secret key."""

    def name(answer: Answer) -> None:
        answer.headers["SourceMap"] = "app.js.map"

    def give(answer: Answer) -> None:
        answer.replace(200, {"version": 3, "sourcesContent": [f'const stripe = "{SECRET_KEY}";']})

    on_web(sandbox, name, "/assets/.*/app.js")
    on_web(sandbox, give, "/assets/.*/app.js.map")


@fault("e2e")
def webhook_secret_in_lists(sandbox: Sandbox) -> None:
    """The documents of the lists hold the webhook secret in inline JSON; a click does not load them."""
    _inline(sandbox, "/(venues|menus|orders)")


@fault("e2e")
def webhook_secret_in_forms(sandbox: Sandbox) -> None:
    """The documents of the forms hold the webhook secret, likewise."""
    _inline(sandbox, "/(venues|menus|orders)/new")


@fault("e2e")
def live_key_on_orders(sandbox: Sandbox) -> None:
    """A script that only the page of orders loads holds a live Stripe key."""
    sandbox.website.files["pay.js"] = f'export const stripe = "{LIVE_KEY}";\n'
    edit(sandbox, "orders.js", "export async function orders({ url, go }) {",
         'export async function orders({ url, go }) {\n  await import("./pay.js");')  # fmt: skip


def _inline(sandbox: Sandbox, path: str) -> None:
    data = f'<script type="application/json">{{"webhook": "{WEBHOOK_SECRET}"}}</script></body>'.encode()

    def add(answer: Answer) -> None:
        answer.body = answer.body.replace(b"</body>", data)

    on_web(sandbox, add, path)
