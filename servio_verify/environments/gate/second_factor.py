"""Second factor of an account: one-time codes from the secret that an authenticator app was given (RFC 6238)."""

import hashlib
import re
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pyotp

_DIGESTS = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}


class Generator(pyotp.TOTP):
    """Maker of the codes. How long a secret must be is for whoever gave it out to say: many have 80 bits."""

    min_secret_length_bits: ClassVar[int] = 40


def generator(secret: str) -> Generator:
    """Return what makes the codes; `secret` is base32 as an app takes it, or an `otpauth://totp/…` address.

    Raises ValueError without the secret.
    """
    try:
        return _of_address(secret) if secret.startswith("otpauth:") else Generator(_plain(secret))
    except (ValueError, KeyError):  # binascii.Error is a ValueError
        raise ValueError(
            "it is no secret of one-time codes: give it in base32 (A to Z, 2 to 7), as an authenticator app takes it, "
            "or as otpauth://totp/…"
        ) from None


def _of_address(address: str) -> Generator:
    """Return the generator of a key URI, as QR codes hold it."""
    parts = urlsplit(address)
    if parts.netloc != "totp":
        raise ValueError("its codes do not go by time")
    said = {key.lower(): values[0] for key, values in parse_qs(parts.query).items()}
    return Generator(
        _plain(said["secret"]),
        digits=int(said.get("digits", "6")),
        digest=_DIGESTS[said.get("algorithm", "SHA1").upper()],
        interval=int(said.get("period", "30")),
    )


def _plain(secret: str) -> str:
    return re.sub(r"[\s-]", "", secret).rstrip("=").upper()
