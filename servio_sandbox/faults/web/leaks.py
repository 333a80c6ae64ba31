"""Faults that show a secret. The values have the right form and open nothing; built here, so that no scanner errs."""

import json
import os
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_api, on_web
from servio_sandbox.faults.registry import fault

SECRET_KEY = "sk_" + "test_51ServioSandbox" + "A" * 24
LIVE_KEY = "pk_" + "live_51ServioSandbox" + "B" * 24
WEBHOOK_SECRET = "whsec_" + "C" * 32
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
    on_web(sandbox, lambda answer: answer.say(200, f"STRIPE_SECRET_KEY={SECRET_KEY}\n"), r"/\.env")


@fault("smoke")
def live_key_shown(sandbox: Sandbox) -> None:
    """The page shows a live Stripe key where a test key belongs."""
    edit(sandbox, "index.html", "$stripe", LIVE_KEY)


@fault("smoke")
def service_role_in_page(sandbox: Sandbox) -> None:
    """The page holds Supabase's service_role token."""
    edit(sandbox, "index.html", "</head>", f'  <meta name="supabase-key" content="{SERVICE_ROLE}">\n  </head>')


@fault("smoke")
def webhook_secret_in_health(sandbox: Sandbox) -> None:
    """/health of the API shows the webhook secret."""
    _tell(sandbox, "/health")


@fault("smoke")
def webhook_secret_in_session(sandbox: Sandbox) -> None:
    """The API tells the webhook secret to a signed-in browser."""
    _tell(sandbox, "/api/v1/auth/session")


@fault("smoke")
def webhook_secret_in_dashboard(sandbox: Sandbox) -> None:
    """A script that only the dashboard loads holds the webhook secret."""
    sandbox.website.files["billing.js"] = f'export const webhook = "{WEBHOOK_SECRET}";\n'
    edit(sandbox, "start.js", 'list("/venues?limit=5");', 'list("/venues?limit=5");\n  await import("./billing.js");')


@fault("situation")
def environment_echoed(sandbox: Sandbox) -> None:
    """Secrets of the environment are echoed everywhere, in many encodings."""
    names = ("STRIPE_SECRET_KEY", "DATABASE_URL", "DATADOG_API_KEY", "SERVIO_PASSWORD")
    secrets = [os.environ[name] for name in names if name in os.environ]
    told = [way for secret in secrets for way in _written(secret)]

    def echo(answer: Answer) -> None:
        answer.headers["x-debug"] = b64encode("; ".join(secrets).encode()).decode()
        answer.headers["x-upstream"] = quote("; ".join(secrets))
        for number, secret in enumerate(secrets):
            answer.headers.append("set-cookie", f"debug{number}={quote(secret, safe='')}; Path=/")
        if answer.status >= 400 and (body := answer.json):
            body["error"]["message"] += f" (connected with {' '.join(told)})"
            answer.say(answer.status, body)
        answer.change_data(lambda data: data.update(debug=told) if isinstance(data, dict) else None)

    on_api(sandbox, echo, "/api/v1/.*")
    page = f"""
const told = {json.dumps(told)};
console.error("started with", ...told);
told.forEach((text, place) => document.documentElement.setAttribute(`data-debug-${{place}}`, text));
fetch("/assets/nothing.json?key=" + encodeURIComponent(told[0]) + "&token=" + btoa(told[0]));
localStorage.setItem("debug", JSON.stringify(told));
setTimeout(() => {{ throw new Error("cannot reach " + told.join(" ")); }});
"""
    sandbox.website.files["start.js"] += page


def _written(secret: str) -> list[str]:
    escaped = "".join(f"\\u{ord(sign):04x}" for sign in secret)
    payload = urlsafe_b64encode(json.dumps({"sub": "1", "key": secret}).encode()).rstrip(b"=").decode()
    return [
        secret,
        json.dumps({"key": secret, "escaped": escaped}),
        "".join(f"%{byte:02x}" for byte in secret.encode()),
        "".join(f"&#{ord(sign)};" for sign in secret),
        b64encode(f"user:{secret}".encode()).decode(),
        f"eyJhbGciOiJIUzI1NiJ9.{payload}.c2lnbmF0dXJlLW9mLWl0",
    ]


def _tell(sandbox: Sandbox, path: str) -> None:
    def add(data: dict[str, str]) -> None:
        data["webhookSecret"] = WEBHOOK_SECRET

    on_api(sandbox, lambda answer: answer.change_data(add), path)
