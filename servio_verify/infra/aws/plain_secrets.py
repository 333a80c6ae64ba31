"""Secrets in plain environment variables of a task definition, by name and by the shape of the value."""

import re

from servio_verify.environments.layers.keys import DEPLOYMENT_SECRETS

_NAMES = re.compile(r"SECRET|PASSWORD|PASSWD|PRIVATE|CREDENTIAL|TOKEN|API_?KEY|_KEY$|_PASS$|WEBHOOK_URL$")
_PUBLIC = "NEXT_PUBLIC_"
"""What browsers get: by its name it is no secret, by its value it may be one."""

_VALUES = re.compile(
    r"[sr]k_(live|test)_\w|whsec_\w|AKIA[A-Z0-9]{12}|-----BEGIN [A-Z ]*PRIVATE KEY|gh[pousr]_\w{20}|xox[bp]-|"
    r"^[a-z][a-z+]*://[^/@\s]*:[^/@\s]+@"
)


def looks_secret(name: str, value: str) -> bool:
    """Return whether this variable holds a secret: a password, a key, an address with a password in it."""
    named = name in DEPLOYMENT_SECRETS or _NAMES.search(name.upper())
    return bool(value) and bool((named and not name.startswith(_PUBLIC)) or _VALUES.search(value))
