"""Process environment in responses and pages, in many encodings."""

import json
import os
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api
from servio_sandbox.faults.registry import fault


@fault("situation")
def environment_echoed(sandbox: Sandbox) -> None:
    """Secrets of the environment are echoed everywhere, in many encodings."""
    names = ("STRIPE_SECRET_KEY", "DATABASE_URL", "DATADOG_API_KEY", "SERVIO_PASSWORD")
    secrets = [os.environ[name] for name in names if name in os.environ]
    leaked = [way for secret in secrets for way in _written(secret)]

    def echo(answer: Answer) -> None:
        answer.headers["x-debug"] = b64encode("; ".join(secrets).encode()).decode()
        answer.headers["x-upstream"] = quote("; ".join(secrets))
        for number, secret in enumerate(secrets):
            answer.headers.append("set-cookie", f"debug{number}={quote(secret, safe='')}; Path=/")
        if answer.status >= 400 and (body := answer.json):
            body["error"]["message"] += f" (connected with {' '.join(leaked)})"
            answer.replace(answer.status, body)
        answer.change_data(lambda data: data.update(debug=leaked) if isinstance(data, dict) else None)

    on_api(sandbox, echo, "/api/v1/.*")
    page = f"""
const told = {json.dumps(leaked)};
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
