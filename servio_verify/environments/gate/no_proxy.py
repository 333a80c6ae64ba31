"""`NO_PROXY`: which hosts are asked without a proxy, in every form that curl takes.

`*`, names with their subdomains, leading dots, `host:port`, addresses of both families with or without brackets, and
networks as `10.0.0.0/8` (curl's `--noproxy`, since 7.86).
"""

import ipaddress
import re
from typing import NamedTuple

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Bypass(NamedTuple):
    """One entry: a network, or a name with what is below it; `port` where only that one is meant."""

    name: str
    network: Network | None
    port: int | None

    def fits(self, host: str, port: int | None) -> bool:
        """Return whether a host, as `urlsplit` has it, is asked without a proxy."""
        if self.port is not None and self.port != port:
            return False
        if self.network is not None:
            address = _address(host)
            return address is not None and address in self.network
        plain = host.rstrip(".").lower()
        return self.name == "*" or plain == self.name or plain.endswith(f".{self.name}")

    @property
    def for_chromium(self) -> str:
        """The entry as a browser's list of bypassed hosts has it."""
        port = f":{self.port}" if self.port is not None else ""
        if self.network is None:
            return "*" if self.name == "*" else f"{self.name}{port},.{self.name}{port}"
        one = self.network.network_address if self.network.num_addresses == 1 else None
        if one is None:
            return str(self.network)
        return f"[{one}]{port}" if one.version == 6 else f"{one}{port}"


def entries(text: str) -> list[Bypass]:
    """Return the entries of a `NO_PROXY`; they are separated by commas or white space."""
    return [entry for part in re.split(r"[,\s]+", text) if (entry := _entry(part)) is not None]


def _entry(text: str) -> Bypass | None:
    bracketed = re.fullmatch(r"\[([^\]]*)\](/\d+)?(?::(\d+))?", text)
    if bracketed:
        inside, port = bracketed[1] + (bracketed[2] or ""), bracketed[3]
    elif text.count(":") == 1 and text.rpartition(":")[2].isdigit():
        inside, _, port = text.rpartition(":")
    else:
        inside, port = text, None
    number = int(port) if port else None
    if network := _network(inside):
        return Bypass("", network, number)
    name = inside.removeprefix("*.").strip(".").lower()
    return Bypass(name, None, number) if name else None


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text.partition("%")[0], strict=False)
    except ValueError:
        return None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
