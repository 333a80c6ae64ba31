"""Secrets by the form of their value, and by the name of the variable that holds them."""

import re

from servio_verify.infra.configuration.subject import PUBLIC
from servio_verify.infra.configuration.tokens import claims

_SECRET_VALUE = re.compile(
    r"(?<![A-Za-z0-9])(?:([sr]k_(live|test)_|whsec_|sb_secret_)\w|sdk-[\w-]{20,}|AKIA[A-Z0-9]{12}|xox[bp]-"
    r"|gh[pousr]_\w{20}|https://hooks\.slack(-gov)?\.com/services/|-----BEGIN [A-Z ]*PRIVATE KEY)"
)
_WITH_PASSWORD = re.compile(r"[a-z][a-z+]*://[^/@\s]*:[^/@\s]+@")
_NAMES = re.compile(
    r"(SECRET|PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD|CREDENTIALS?|TOKEN|_KEY|APIKEY|WEBHOOK_URL)"
    r"(_?V?\d|_(BASE|DEV|LIVE|NEW|OLD|PREVIOUS|PROD|PRODUCTION|STAGING|TEST))?$"
)
_NAMED_BEFORE = re.compile(r"(?:PASSWORD|PASSWD|API_?KEY)_[A-Z0-9_]+$|_PRIVATE$")
"""What a secret is called with a word behind it: of whom, or for what."""

_NO_SECRETS = re.compile(
    r"(PUBLIC|PUBLISHABLE|ANON)_KEY(_?\d)?$"
    r"|_(ALGORITHM|ARN|DAYS|ENABLED|EXPIRY|FILE|HASHER|HEADER|ID|LENGTH|MAX|MIN|MINUTES|NAME|PATH|PATTERN|POLICY|PREFIX"
    r"|REGEX|ROUNDS|SECONDS|TTL|URI)$|RESET\w*_URL$|(PASSWORD|PASSWD|KEY)\w*(?<!WEBHOOK)_URL$"
)
_PASSWORD = re.compile(r"(PASSWORD|PASSWD|_PASS|_PWD)$")
_PLAIN = re.compile(
    r"\d{1,5}[a-z]{0,2}|true|false|yes|no|on|off|none|null|arn:aws[\w-]*:\S*|/(app|etc|run|var)/\S*|pk_(live|test)_\w+"
    r"|include|omit|same-origin",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[a-z]+([_-][a-z]+){1,2}")


def is_secret_value(value: str) -> bool:
    """Return whether a value is a secret by its form, whatever its key is called."""
    return bool(_SECRET_VALUE.search(value)) or claims(value).get("role") == "service_role"


def looks_secret(name: str, value: str, named: bool = False) -> bool:
    """Return whether this variable of a task holds a secret: a password, a key, an address with a password in it.

    `named` says that its name is known to be a secret's. A number (but in a password's name), a switch, a path, an ARN
    and a publishable key are none, whatever the name; nor are words where a name ends with KEY: `SORT_KEY=created_at`.
    """
    if is_secret_value(value) or _WITH_PASSWORD.match(value):
        return True
    upper = name.upper()
    is_number_of_a_password = value.isdigit() and _PASSWORD.search(upper)
    if not value or (_PLAIN.fullmatch(value) and not is_number_of_a_password):
        return False
    return named or (not name.startswith(PUBLIC) and _is_named_so(upper, value))


def _is_named_so(name: str, value: str) -> bool:
    is_words = "KEY" in name and _WORDS.fullmatch(value)
    return bool(_NAMES.search(name) or _NAMED_BEFORE.search(name)) and not (_NO_SECRETS.search(name) or is_words)
