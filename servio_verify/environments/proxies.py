"""Proxies of the process environment: never for this machine, and named where a host is asked through one."""

from collections.abc import MutableMapping
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from servio_verify.environments.layers.mistakes import SettingsError

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
"""What a proxy would look for on a machine of its own: the sandbox is here."""


def bypass_proxies_for_localhost(environ: MutableMapping[str, str]) -> None:
    """Extend `NO_PROXY` by this machine, for this process and those that it starts.

    Raises SettingsError where a proxy is named that cannot be spoken to.
    """
    bypassed = [name for name in (environ.get("no_proxy") or environ.get("NO_PROXY") or "").split(",") if name]
    environ["no_proxy"] = environ["NO_PROXY"] = ",".join(dict.fromkeys([*bypassed, *THIS_MACHINE]))
    try:
        httpx.Client(verify=False).close()  # noqa: S501 - asks nobody; it reads the proxies
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise SettingsError(f"HTTP_PROXY, HTTPS_PROXY or ALL_PROXY: {error}; correct it or unset it") from None


def proxy_note(url: str) -> str:
    """Return in brackets which variable's proxy the URL is asked for through; nothing where there is none."""
    parts, named = urlsplit(url), getproxies()
    kinds = [kind for kind in (parts.scheme, "all") if kind in named]
    return f" (through the proxy of {kinds[0].upper()}_PROXY)" if kinds and not proxy_bypass(parts.netloc) else ""
