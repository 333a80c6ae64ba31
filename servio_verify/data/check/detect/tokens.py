"""Tokens, keys and hashes of passwords, by the forms that their makers gave them."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator

from servio_verify.data.check.detect.found import Found
from servio_verify.data.check.kinds import Kind

FORMS: tuple[tuple[str, str], ...] = (
    ("eyJ", r"(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}"),
    ("_live_", r"(?<!\w)(?:sk|rk|pk)_live_[A-Za-z0-9]{10,}"),
    ("whsec_", r"(?<!\w)whsec_[A-Za-z0-9+/=]{16,}"),
    ("KIA", r"(?<![A-Za-z0-9])AKIA[A-Z2-7]{16}(?![A-Za-z0-9])"),
    ("SIA", r"(?<![A-Za-z0-9])ASIA[A-Z2-7]{16}(?![A-Za-z0-9])"),
    ("AIza", r"(?<!\w)AIza[\w-]{35}(?![\w-])"),
    ("gh", r"(?<!\w)gh[pousr]_[A-Za-z0-9]{36,}"),
    ("github_pat_", r"(?<!\w)github_pat_\w{50,}"),
    ("glpat-", r"(?<!\w)glpat-[\w-]{20,}"),
    ("xox", r"(?<!\w)xox[abprs]-[A-Za-z0-9-]{10,}"),
    ("SG.", r"(?<!\w)SG\.[\w-]{16,}\.[\w-]{16,}"),
    ("sbp_", r"(?<!\w)sbp_[a-f0-9]{40}"),
    ("PRIVATE KEY-----", r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    ("://", r"(?<!\w)[a-z][a-z0-9+]{2,20}://[^\s:@/'\"<>]{1,80}:[^\s@/'\"<>]{3,80}@[^\s'\"<>]+"),
)
COMPILED = tuple((literal, re.compile(pattern)) for literal, pattern in FORMS)
HASH = re.compile(
    r"\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|\$argon2(?:id|i|d)\$v=\d+\$[\w=,]+\$[\w+/]+\$[\w+/]+|\$scrypt\$[\w$=,+/.-]{40,}"
    r"|\$[156]\$[\w./]{1,16}\$[\w./]{22,}|(?<!\w)pbkdf2_sha\d+\$\d+\$\w+\$[\w+/=]{20,}|SCRAM-SHA-256\$\d+:[\w+/=:$]{60,}"
)
HASH_SIGN = "$"


def find(text: str) -> Iterator[Found]:
    """Yield each token or key, and each hash of a password."""
    for literal, pattern in COMPILED:
        if literal in text:
            for match in pattern.finditer(text):
                if literal != "eyJ" or _is_jwt(match[0]):
                    yield Found(Kind.TOKEN, match[0], real=True)
    if HASH_SIGN in text:
        for match in HASH.finditer(text):
            yield Found(Kind.PASSWORD, match[0], real=True)


def _is_jwt(text: str) -> bool:
    """Return whether its head is one (RFC 7519)."""
    head = text.partition(".")[0]
    try:
        return b'"alg"' in urlsafe_b64decode(head + "=" * (-len(head) % 4))
    except ValueError:
        return False
