"""Secrets by the form of their value, and by the name of the variable that holds them."""

import re

from servio_verify.infra.configuration.subject import PUBLIC
from servio_verify.infra.configuration.tokens import claims

_SECRET_VALUE = re.compile(
    r"([sr]k_(live|test)_|whsec_|sb_secret_)\w|sdk-[\w-]{20,}|AKIA[A-Z0-9]{12}|xox[bp]-|gh[pousr]_\w{20}|"
    r"https://hooks\.slack(-gov)?\.com/services/|(?s:.*)-----BEGIN [A-Z ]*PRIVATE KEY"
)
_WITH_PASSWORD = re.compile(r"[a-z][a-z+]*://[^/@\s]*:[^/@\s]+@")
_NAMES = re.compile(
    r"(SECRET|PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD|CREDENTIALS?|TOKEN|_KEY|APIKEY|WEBHOOK_URL)"
    r"(_?V?\d|_(BASE|DEV|LIVE|NEW|OLD|PREVIOUS|PROD|PRODUCTION|STAGING|TEST))?$"
)
_NO_SECRETS = re.compile(r"(PUBLIC|PUBLISHABLE|ANON)_KEY(_?\d)?$")
_PLAIN = re.compile(
    r"\d{1,5}[a-z]{0,2}|true|false|yes|no|on|off|none|null|arn:aws[\w-]*:\S*|/(app|etc|run|var)/\S*|pk_(live|test)_\w+"
    r"|include|omit|same-origin",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[a-z]+([_-][a-z]+){1,2}")


def is_secret_value(value: str) -> bool:
    """Return whether a value is a secret by its form, whatever its key is called."""
    return bool(_SECRET_VALUE.match(value)) or claims(value).get("role") == "service_role"


def looks_secret(name: str, value: str, named: bool = False) -> bool:
    """Return whether this variable of a task holds a secret: a password, a key, an address with a password in it.

    `named` says that its name is known to be a secret's. A number, a switch, a path, an ARN and a publishable key are
    none, whatever the name; nor are words behind a name that ends with KEY, as in `SORT_KEY=created_at`.
    """
    if is_secret_value(value) or _WITH_PASSWORD.match(value):
        return True
    if not value or _PLAIN.fullmatch(value):
        return False
    upper = name.upper()
    is_words = "KEY" in upper and _WORDS.fullmatch(value)
    by_name = not name.startswith(PUBLIC) and _NAMES.search(upper) and not _NO_SECRETS.search(upper) and not is_words
    return named or bool(by_name)
