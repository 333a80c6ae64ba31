"""Pseudonyms of e-mail addresses, user names, URLs, IP and MAC addresses: they reach nobody."""

from functools import cache
from ipaddress import IPv4Address, ip_interface
from urllib.parse import urlsplit

from servio_verify.data.pseudonyms.form import Form, Replace
from servio_verify.data.pseudonyms.keyed import Keyed, spelled
from servio_verify.data.pseudonyms.pools import pool
from servio_verify.data.pseudonyms.scripts import PLAIN

DOMAIN = "guest.invalid"
"""No address under `.invalid` is ever delivered (RFC 2606)."""

FIRST_V4, COUNT_V4 = int(IPv4Address("198.18.0.0")), 2**17
"""Addresses for measuring (RFC 2544); nobody's on the internet."""


def email(keyed: Keyed, form: Form) -> Replace:
    """Return addresses like `emma.novak.k3f9x2m7q4tz@guest.invalid`; those that differ in case only still do."""
    room = (form.longest or 1000) - len(DOMAIN) - 1
    firsts, lasts = _plain("first_name"), _plain("last_name")

    def replace(value: str) -> str:
        folded = value.strip().lower()
        number = int.from_bytes(keyed.digest("email", folded), "big")
        local = f"{firsts[(number >> 60) % len(firsts)]}.{lasts[(number >> 80) % len(lasts)]}.{spelled(number, 12)}"
        if len(local) > room:
            local = spelled(number, max(6, min(12, room)))
        return f"{local if value == folded else _capitals(keyed, value, local)}@{DOMAIN}"

    return replace


def username(keyed: Keyed, form: Form) -> Replace:
    """Return names like `emma_k3f9x2m7q4tz`."""
    firsts = _plain("first_name")

    def replace(value: str) -> str:
        folded = value.lower()
        number = int.from_bytes(keyed.digest("username", folded), "big")
        found = f"{firsts[(number >> 60) % len(firsts)]}_{spelled(number, 12)}"
        if form.longest is not None and len(found) > form.longest:
            found = spelled(number, min(12, form.longest))
        return found if value == folded else _capitals(keyed, value, found)

    return replace


def url(keyed: Keyed, form: Form) -> Replace:
    """Return `https://k3f9x2m7q4tz.invalid/` of the same scheme."""

    def replace(value: str) -> str:
        scheme = urlsplit(value).scheme if "://" in value else "https"
        return form.cut(f"{scheme}://{keyed.word('url', value)}.invalid/")

    return replace


def ip(keyed: Keyed, form: Form) -> Replace:
    """Return addresses of 198.18.0.0/15 and 2001:db8::/32, with the same prefix length."""

    def replace(value: str) -> str:
        try:
            given = ip_interface(value)
        except ValueError:
            return form.cut(keyed.word("ip", value))
        if given.version == 4:
            found = str(IPv4Address(FIRST_V4 + keyed.number("ip", str(given.ip), COUNT_V4)))
        else:
            digits = keyed.hexadecimal("ip", str(given.ip), 24)
            found = ":".join(("2001:db8", *(digits[at : at + 4] for at in range(0, 24, 4))))
        if form.base_type == "cidr":
            return str(ip_interface(f"{found}/{given.network.prefixlen}").network)
        return f"{found}/{given.network.prefixlen}" if "/" in value else found

    return replace


def mac(keyed: Keyed, form: Form) -> Replace:
    """Return addresses that are administered locally (02:…), as long as the given one."""

    def replace(value: str) -> str:
        size = 16 if len(value) > 20 else 12
        digits = f"02{keyed.hexadecimal('mac', value.lower(), size - 2)}"
        return form.cut(":".join(digits[at : at + 2] for at in range(0, size, 2)))

    return replace


@cache
def _plain(kind: str) -> tuple[str, ...]:
    """Return names as an address has them."""
    return tuple("".join(filter(str.isalpha, name.lower())) for name in pool(kind, PLAIN))


def _capitals(keyed: Keyed, value: str, text: str) -> str:
    """Return the text with capitals that this spelling of the value decides on."""
    bits = int.from_bytes(keyed.digest("capitals", value, 32), "big")
    return "".join(each.upper() if bits >> at & 1 else each for at, each in enumerate(text))
