"""IP addresses that belong to somebody on the internet, and MAC addresses that a maker gave (IEEE 802)."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from servio_verify.data.check.detect.context import Context
from servio_verify.data.check.detect.found import Found
from servio_verify.data.check.kinds import Kind

V4 = re.compile(r"(?<![\w./-])(?:\d{1,3}\.){3}\d{1,3}(?![\w.-]*\d|\w)")
V6 = re.compile(r"(?<![\w:.])(?:[0-9a-fA-F]{1,4}:){1,7}(?::|[0-9a-fA-F]{1,4})[0-9a-fA-F:]*(?![\w:.])")
MAC = re.compile(r"(?<![\w:-])[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}(?:[:-][0-9a-fA-F]{2}){0,2}(?![\w:-])")
VERSION = re.compile(r"(?i)(?<![^\W_])(?:(?:v|ver|version|firmware|build)\W{1,5}|(?:software|release)[ \t:=]{1,3})$")
SERVICES = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "1.2.3.4"})
"""Addresses of name servers, and the one that stands for any."""


def find(text: str, context: Context) -> Iterator[Found]:
    """Yield each IP address; four numbers with dots behind the word version are none."""
    if context.version:
        return
    for pattern in (V4, V6) if ":" in text else (V4,):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 24) : match.start()]
            if not VERSION.search(before) and (address := _address(match[0])) is not None:
                yield Found(Kind.IP, match[0], address.is_global and match[0] not in SERVICES)


def find_macs(text: str) -> Iterator[Found]:
    """Yield each MAC address; administered locally, it tells no device."""
    for match in MAC.finditer(text):
        first = int(match[0][:2], 16)
        yield Found(Kind.MAC, match[0], not first & 0b11 and match[0].strip("0:-") != "")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if found.version == 6 and text.count(":") < 7 and len(text) < 8:
        return None  # `a::b` of a language, no address
    return found
