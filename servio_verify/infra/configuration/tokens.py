"""JSON Web Tokens: what they claim, read without their signature."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from servio_verify.infra.configuration.forms import JWT

_WHOLE = re.compile(JWT)


def claims(token: str) -> Mapping[str, Any]:
    """Return what a token claims; nothing where it is none."""
    if not _WHOLE.fullmatch(token):
        return {}
    part = token.split(".")[1]
    try:
        told = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def expiry(told: Mapping[str, Any]) -> datetime | None:
    """Return when the token ends; None where it does not say."""
    seconds = told.get("exp")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
