"""Finds what must not reach a browser: secret values of the environment, and keys that are secret by their form."""

import base64
import json
import re
from collections.abc import Mapping

SHORTEST_SECRET = 8
"""Shorter values would be found by chance."""

SECRET_KEYS = {
    "Stripe secret key": re.compile(r"\b[sr]k_(?:live|test)_\w{6,}"),
    "Stripe webhook secret": re.compile(r"\bwhsec_[\w+/=]{6,}"),
    "Supabase service_role key": re.compile(
        r"\bsb_secret_\w{6,}|\bservice_role(?:_?key)?[\"']?\s*[:=]\s*[\"']?[\w.-]{12,}|\bservice_role_\w{12,}",
        re.IGNORECASE,
    ),
}
LIVE_STRIPE_KEY = re.compile(r"\bpk_live_\w{6,}")
_STANDARD = str.maketrans("-_", "+/")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,}")
_TOKEN_PAYLOAD = re.compile(r"\beyJ[\w-]{5,}\.(eyJ[\w-]{5,})\.[\w-]*")


def find_leaks(text: str, secrets: Mapping[str, str]) -> list[str]:
    """Return what was found, plain or in base64, a name each; a value is never part of it."""
    text = "\n".join([text, *map(_decoded, _BASE64.findall(text))])
    found = [name for name, pattern in SECRET_KEYS.items() if pattern.search(text)]
    found += ["Supabase service_role token" for payload in _TOKEN_PAYLOAD.findall(text) if _is_service_role(payload)]
    found += [
        f"the value of {name}" for name, value in secrets.items() if len(value) >= SHORTEST_SECRET and value in text
    ]
    return found


def _decoded(encoded: str) -> str:
    whole = encoded[: len(encoded) - (len(encoded) % 4 == 1)]
    return base64.b64decode(whole.translate(_STANDARD) + "==").decode("latin-1")


def _is_service_role(payload: str) -> bool:
    try:
        claims = json.loads(_decoded(payload))
    except ValueError:
        return False
    return bool(claims.get("role") == "service_role")  # an object: it begins with `{"`
