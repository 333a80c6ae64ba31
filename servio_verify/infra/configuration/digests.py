"""Keyed digests of secrets: two environments' secrets are compared without either being kept or shown."""

import hmac
from collections.abc import Iterable

from servio_verify.infra.configuration.rules.placeholders import placeholder
from servio_verify.infra.configuration.subject import Setting

SHORTEST = 8
"""Characters; what is shorter is the same by chance, and could be guessed from its digest."""


def digest(value: str, key: bytes) -> str:
    """Return the digest of a value: HMAC-SHA-256, its first 32 hexadecimal digits."""
    return hmac.new(key, value.encode(errors="surrogatepass"), "sha256").hexdigest()[:32]


def secret_part(it: Setting) -> str:
    """Return what is secret in a setting: of an address its password, else the value; nothing for a placeholder."""
    if it.url and not it.password:
        return it.value if it.form == "slack-webhook" else ""
    part = it.password or (it.value if it.is_secret else "")
    return part if len(part) >= SHORTEST and not placeholder(it) else ""


def digests(settings: Iterable[Setting], key: bytes) -> dict[str, str]:
    """Return the digests of the secrets among these settings, by key."""
    return {it.key: digest(part, key) for it in settings if (part := secret_part(it))}
