"""What stands for passwords, tokens and keys: of the same form, and it signs in nowhere."""

import re
from base64 import b64encode

from servio_verify.data.pseudonyms.form import Form, Replace
from servio_verify.data.pseudonyms.keyed import Keyed
from servio_verify.data.pseudonyms.permuted import permuted

MOST_BYTES = 1024
BCRYPT = re.compile(r"(\$2[abxy]?\$\d\d\$).{53}")
HEXADECIMAL = re.compile(r"[0-9a-f]+|[0-9A-F]+")
WORDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def password(keyed: Keyed, form: Form) -> Replace:
    """Return a hash of the same form, of a password that nobody knows; `!` and a word where there is no form."""
    if form.base_type == "bytea":
        return binary(keyed, form)

    def replace(value: str) -> str:
        if found := BCRYPT.fullmatch(value):
            return found[1] + _like("a" * 53, keyed.digest("password", value, 64))
        if value.startswith("$") and value.count("$") > 2:
            return form.cut(_phc(keyed, value))
        if HEXADECIMAL.fullmatch(value) and len(value) >= 32:
            return keyed.hexadecimal("password", value, len(value))
        return form.cut(f"!{keyed.word('password', value, 24)}")

    return replace


def token(keyed: Keyed, form: Form) -> Replace:
    """Return signs of the same classes at the same places: production's server has never issued it."""
    if form.base_type == "bytea":
        return binary(keyed, form)

    def replace(value: str) -> str:
        if value.isdecimal():
            return permuted(keyed, "token", value)
        if HEXADECIMAL.fullmatch(value):
            found = keyed.hexadecimal("token", value, len(value))
            return found.upper() if value.isupper() else found
        return _like(value, b"".join(keyed.digest("token", f"{at}{value}", 64) for at in range(0, len(value), 64)))

    return replace


def binary(keyed: Keyed, _form: Form) -> Replace:
    """Return as many bytes, at most 1024, as PostgreSQL writes them (`\\x…`)."""

    def replace(value: str) -> str:
        size = min((len(value) - 2) // 2, MOST_BYTES)
        return f"\\x{keyed.hexadecimal('bytea', value, size * 2)}"

    return replace


def _phc(keyed: Keyed, value: str) -> str:
    """Return `$argon2id$v=19$m=…$salt$hash` and the like with another salt and hash of the same length."""
    *head, salt, last = value.split("$")
    drawn = b64encode(keyed.digest("password", value, 64)).decode().replace("+", "/")
    other = (drawn[at] if at < len(drawn) else "A" for at in range(len(salt) + len(last)))
    signs = "".join(other)
    return "$".join((*head, signs[: len(salt)], signs[len(salt) :]))


def _like(value: str, draw: bytes) -> str:
    """Return letters for letters and digits for digits."""
    return "".join(_other(each, draw[at]) for at, each in enumerate(value))


def _other(each: str, draw: int) -> str:
    if each.isdecimal():
        return str(draw % 10)
    if not each.isalpha():
        return each
    letter = WORDS[draw % 26]
    return letter if each.isupper() else letter.lower()
