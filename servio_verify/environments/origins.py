"""Origins of an environment, as clients tell them."""

import ipaddress
import re
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def is_loopback(host: str) -> bool:
    """Return whether the host is this machine (plain HTTP to it never leaves the machine)."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin(url: str) -> str:
    """Return the URL as an origin, as clients tell it: no slash at its end, no port that is the scheme's own.

    Raise ValueError where it is none.
    """
    if "@" in url:  # not shown: what stands before it is a secret
        raise ValueError("it holds a user name; give the origin only, like https://staging.example.com")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not _is_host(parts.hostname or ""):
        raise ValueError(f"{url!r} is no http(s) URL; write it like https://staging.example.com")
    name, port = parts.hostname or "", parts.port  # raises ValueError for a port that is none
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"{url!r} has a path; give the origin only: {parts.scheme}://{parts.netloc}")
    host = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")


def _is_host(name: str) -> bool:
    try:
        return bool(name.encode("idna")) and not re.search(r"\s", name)
    except UnicodeError:
        return False
