"""Secrets by the form of their value, and by the name of the variable that holds them."""

import re

from servio_verify.infra.configuration.rules.plain_values import is_plain, is_readable
from servio_verify.infra.configuration.subject import PUBLIC
from servio_verify.infra.configuration.tokens import claims

_SECRET_VALUE = re.compile(
    r"(?<![A-Za-z0-9])(?:([sr]k_(live|test)_|whsec_|sb_secret_)\w|sdk-[\w-]{20,}|AKIA[A-Z0-9]{12}|xox[abp]-|xapp-\d"
    r"|gh[pousr]_\w{20}|github_pat_\w{20}|glpat-[\w-]{20}|npm_\w{30}|sk-(ant|or|proj|svcacct)-[\w-]{20}"
    r"|SG\.[\w-]{16,}\.[\w-]{16,}|https://hooks\.slack(-gov)?\.com/services/|-----BEGIN [A-Z ]*PRIVATE KEY)"
)
_WITH_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/@\s]*:[^/@\s]+@", re.IGNORECASE)
_MORE = r"(_?V?\d|_(BASE|BASE64|B64|CURRENT|DEV|LIVE|NEW|NEXT|OLD|PREVIOUS|PROD|PRODUCTION|STAGING|TEST))*$"
"""What may stand behind the name of a secret: which one of several it is, and how it is written."""

_PASSWORD = re.compile(rf"(PASSWORDS?|PASSWD|PASSPHRASE|_PASS|_PW|_PWD|SECRETS?){_MORE}")
"""Names of what somebody may have thought of: a word is one, too."""

_ISSUED = re.compile(
    rf"(CREDENTIALS?|TOKENS?|_KEYS?|APIKEYS?|WEBHOOK_URL|SALT|PEPPER|_AUTH|_SIGNING|_PRIVATE|OTLP\w*_HEADERS){_MORE}"
    r"|(?:PASSWORD|PASSWD|API_?KEY)_[A-Z0-9_]+$"
)
"""Names of what a machine made, and of what has to do with a password: only what cannot be read as words is secret."""

_NO_SECRETS = re.compile(
    r"((^|_)(PUBLIC|PUBLISHABLE|ANON|BROWSER|INSTRUMENTATION|(?<!LOCAL_)KMS|PUSHER|PUSHER_APP|SEARCH_ONLY|SITE"
    r"|(ALGOLIA|MEILI|MEILISEARCH|TYPESENSE)_SEARCH)"
    rf"(_API)?_KEYS?){_MORE}"
    r"|_(ALGORITHM|ARN|DAYS|ENABLED|EXPIRY|FILE|FROM|HASHER|HEADER|ID|LENGTH|MAX|MIN|MINUTES|NAME|PARAMETER|PATH"
    r"|PATTERN|POLICY|PREFIX|REGEX|ROUNDS|SECONDS|SUBJECT|TEMPLATE|TTL|URI)$"
    r"|RESET\w*_URL$|(PASSWORD|PASSWD|KEY)\w*(?<!WEBHOOK)_URL$"
)


def is_secret_value(value: str) -> bool:
    """Return whether a value is a secret by its form, whatever its key is called."""
    return bool(_SECRET_VALUE.search(value)) or claims(value).get("role") == "service_role"


def is_secret_name(name: str) -> bool:
    """Return whether this is what a secret is called."""
    upper = name.upper()
    return bool(_PASSWORD.search(upper) or _ISSUED.search(upper)) and not _NO_SECRETS.search(upper)


def looks_secret(name: str, value: str, named: bool = False) -> bool:
    """Return whether this variable of a task holds a secret: a password, a key, an address with a password in it.

    `named` says that its name is known to be a secret's. A number (but in a password's name), a switch, a path, an ARN
    and a publishable key are none, whatever the name. What can be read as words (an algorithm, an e-mail address, our
    own address, `SORT_KEY=created_at`) is one in the name of a password alone.
    """
    if is_secret_value(value) or _WITH_PASSWORD.match(value):
        return True
    is_password = bool(_PASSWORD.search(name.upper()))
    may_be_one = value.isdigit() or ("/" in value and not value.startswith(("/", "arn:")))
    if not value or (is_plain(value) and not (is_password and "SECRET" not in name.upper() and may_be_one)):
        return False
    is_named = not name.startswith(PUBLIC) and is_secret_name(name)
    return named or (is_named and (is_password or not is_readable(value)))
