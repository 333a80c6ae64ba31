"""Finds what must not reach a browser: secret values of the environment, and keys that are secret by their form."""

import base64
import json
import re
from collections.abc import Mapping

from servio_verify.secrets.scrub.encodings import everyday

SHORTEST_SECRET = 8
"""Shorter values would be found by chance."""

SECRET_KEYS = {
    "Stripe secret key": re.compile(r"\b[sr]k_(?:live|test)_\w{6,}"),
    "Stripe webhook secret": re.compile(r"\bwhsec_[\w+/=]{6,}"),
    "LaunchDarkly SDK key": re.compile(r"\bsdk-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"),
    "Supabase service_role key": re.compile(
        r"\bsb_secret_\w{6,}|\bservice_role(?:_?key)?[\"']?\s*[:=]\s*[\"']?[\w.-]{12,}|\bservice_role_\w{12,}",
        re.IGNORECASE,
    ),
}
_CONNECTION = re.compile(
    r"\b(?:postgres(?:ql)?|mysql|rediss?|mongodb(?:\+srv)?|amqps?)://"
    r"[^\s:/@\"'<>]{0,64}:([^\s:/@\"'<>]{8,128})@(?!localhost\b|127\.|host\b)[\w.-]",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"pass|secret|example|change|\*{3}|[\[\]{}$]|x{4}", re.IGNORECASE)
"""In the place of a password: a word that stands for one, as in an error's text or a library's documentation."""

LIVE_STRIPE_KEY = re.compile(r"\bpk_live_\w{6,}")
_STANDARD = str.maketrans("-_", "+/")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,}")
_TOKEN_PAYLOAD = re.compile(r"\beyJ[\w-]{5,}\.(eyJ[\w-]{5,})\.[\w-]*")


def find_leaks(text: str, secrets: Mapping[str, str]) -> list[str]:
    """Return what was found, plain or in base64, a name each; a value is never part of it."""
    text = "\n".join([text, *map(_decoded, _BASE64.findall(text))])
    found = [name for name, pattern in SECRET_KEYS.items() if pattern.search(text)]
    found += ["Supabase service_role token" for payload in _TOKEN_PAYLOAD.findall(text) if _is_service_role(payload)]
    if any(not _EXAMPLE.search(password) for password in _CONNECTION.findall(text)):
        found.append("connection string with its password")
    found += [
        f"the value of {name}"
        for name, value in secrets.items()
        if len(value) >= SHORTEST_SECRET and value in text and not everyday(value)
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
