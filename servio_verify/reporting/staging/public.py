"""What a public document may hold: no secret, no private host; each is replaced by what it is."""

import re

from servio_verify.infra.mirror.masking import Mask

_PRIVATE = {
    "an RDS endpoint": r"[\w.-]+\.rds\.amazonaws\.com(:\d+)?",
    "an ElastiCache endpoint": r"[\w.-]+\.cache\.amazonaws\.com(:\d+)?",
    "a host inside AWS": r"[\w.-]+\.(compute|ec2|elb)(\.internal|\.amazonaws\.com)(:\d+)?",
    "a private host": r"[\w-]+(\.[\w-]+)*\.(internal|local|lan|intranet|corp)\b(:\d+)?",
    "a private address": r"\b(10|127|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2,3}\b(/\d+)?(:\d+)?",
    "an account of AWS": r"(?<!\d)\d{12}(?!\d)",
}
_PATTERNS = {meaning: re.compile(pattern, re.IGNORECASE) for meaning, pattern in _PRIVATE.items()}


def public(text: str) -> str:
    """Return a text without secrets and private hosts, on one line, as a cell of a table."""
    text = Mask(())(text)
    for meaning, pattern in _PATTERNS.items():
        text = pattern.sub(f"({meaning})", text)
    return text.replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
