"""Proxies that the process environment names: never for this machine, and told where a host is asked through one."""

from collections.abc import MutableMapping
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from servio_verify.environments.settings import SettingsError

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
"""What a proxy would look for on a machine of its own: the sandbox is here."""


def spare_this_machine(process: MutableMapping[str, str]) -> None:
    """Have nobody ask a proxy for this machine, nor any process begun later.

    Raises SettingsError where a proxy is named that cannot be spoken to.
    """
    spared = process.get("no_proxy") or process.get("NO_PROXY")
    process["no_proxy"] = process["NO_PROXY"] = ",".join([*([spared] if spared else []), *THIS_MACHINE])
    try:
        httpx.Client(verify=False).close()  # noqa: S501 - asks nobody; it reads the proxies
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise SettingsError(f"HTTP_PROXY, HTTPS_PROXY or ALL_PROXY: {error}; correct it or unset it") from None


def told(url: str) -> str:
    """Return in brackets which variable's proxy the URL is asked for through; nothing where there is none."""
    parts, named = urlsplit(url), getproxies()
    found = [kind for kind in (parts.scheme, "all") if kind in named]
    return f" (through the proxy of {found[0].upper()}_PROXY)" if found and not proxy_bypass(parts.netloc) else ""
