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


@fault("secret-key-in-script", "smoke", "a script holds a Stripe secret key")
def _(sandbox: Sandbox) -> None:
    sandbox.website.files["api.js"] += f'\nexport const stripe = "{SECRET_KEY}";\n'


@fault("secret-key-encoded", "smoke", "a script holds a Stripe secret key in base64")
def _(sandbox: Sandbox) -> None:
    sandbox.website.files["api.js"] += f'\nexport const stripe = atob("{b64encode(SECRET_KEY.encode()).decode()}");\n'


@fault("dotenv-served", "smoke", "the web app serves its .env")
def _(sandbox: Sandbox) -> None:
    on_web(sandbox, lambda answer: answer.say(200, f"STRIPE_SECRET_KEY={SECRET_KEY}\n"), r"/\.env")


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


@fault("environment-echoed", "situation", "secrets of the environment are echoed everywhere, in many encodings")
def _(sandbox: Sandbox) -> None:
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
