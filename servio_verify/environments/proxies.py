"""Proxies of the process environment: never for this machine, and named where a host is asked through one."""

import base64
import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from servio_verify.environments.gate.no_proxy import entries

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
"""What a proxy would look for on a machine of its own: the sandbox is here."""

PORTS = {"http": 80, "https": 443}

PROOF = "SERVIO_PROOF_PROXY"
"""Proxy of `servio-verify prove`: a run goes through it whatever it asks for, this machine included."""


@dataclass(frozen=True)
class Proxy:
    """A proxy, and the variable that names it. `url` has user and password where they are wanted."""

    variable: str
    url: str = field(repr=False)

    @property
    def server(self) -> str:
        """Where it is, without user and password."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    @property
    def account(self) -> tuple[str, str] | None:
        """User and password; None where it wants none."""
        parts = urlsplit(self.url)
        return (unquote(parts.username), unquote(parts.password or "")) if parts.username else None

    @property
    def authorization(self) -> str:
        """The value of `Proxy-Authorization`; empty where it wants none."""
        return "Basic " + base64.b64encode(":".join(self.account).encode()).decode() if self.account else ""


def exempt_this_machine(environ: MutableMapping[str, str]) -> None:
    """Extend `NO_PROXY` by this machine, for this process and those that it starts."""
    bypassed = [name for name in _no_proxy(environ).replace(" ", ",").split(",") if name]
    environ["no_proxy"] = environ["NO_PROXY"] = ",".join(dict.fromkeys([*bypassed, *THIS_MACHINE]))


def bypass_proxies_for_localhost(environ: MutableMapping[str, str]) -> None:
    """Extend `NO_PROXY` by this machine, for this process and those that it starts.

    Raises SettingsError where a proxy is named that cannot be spoken to.
    """
    from servio_verify.environments.layers.mistakes import SettingsError, refuse_mangled  # with all of the settings

    exempt_this_machine(environ)
    refuse_mangled("process environment", {name: environ[name] for name in _named(environ)})
    for proxy in named().values():
        import httpx

        try:
            httpx.HTTPTransport(verify=False, proxy=proxy.url).close()  # asks nobody
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            raise SettingsError(f"{proxy.variable}: {error}; correct it or unset it") from None


def _named(environ: Mapping[str, str]) -> list[str]:
    return [name for name in environ if name.upper() in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")]


def _no_proxy(environ: Mapping[str, str]) -> str:
    return environ.get("no_proxy") or environ.get("NO_PROXY") or ""


def named() -> dict[str, Proxy]:
    """Return the proxies of this process by the scheme that they are for, `all` included."""
    found = {}
    for kind, address in getproxies().items():
        if kind in ("http", "https", "all") and address:
            url = address if "://" in address else f"http://{address}"
            found[kind] = Proxy(f"{kind.upper()}_PROXY", url)
    return found


def proxy_for(url: str) -> Proxy | None:
    """Return the proxy through which a URL is asked for; None where it is asked directly."""
    if proving := os.environ.get(PROOF):
        return Proxy(PROOF, proving)
    parts, proxies = urlsplit(url), named()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy is None:
        return None
    host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme)
    return None if any(entry.fits(host, port) for entry in entries(_no_proxy(os.environ))) else proxy


def for_browser(url: str) -> dict[str, str]:
    """Return the proxy that a browser uses, as Playwright takes it; empty where there is none.

    It has one for all schemes: that of the web app's address, else whichever is named.
    """
    if proving := os.environ.get(PROOF):
        return {"server": proving, "bypass": "<-loopback>"}  # Chromium spares this machine unless it is told so
    proxies = named()
    proxy = next((proxies[kind] for kind in (urlsplit(url).scheme, "all", "https", "http") if kind in proxies), None)
    if proxy is None:
        return {}
    bypassed = ",".join(entry.for_chromium for entry in entries(_no_proxy(os.environ)))
    user, password = proxy.account or ("", "")
    login = {"username": user, "password": password} if proxy.account else {}
    return {"server": proxy.server, "bypass": bypassed} | login


def proxy_note(url: str) -> str:
    """Return in brackets which variable's proxy the URL is asked for through; nothing where there is none."""
    proxy = proxy_for(url)
    return f" (through the proxy of {proxy.variable})" if proxy else ""
