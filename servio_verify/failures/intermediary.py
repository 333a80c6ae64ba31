"""Intermediaries that answer instead of Servio: CDN, proxy, gate, filter, captive portal, maintenance page.

Before Servio is blamed, the answer must be Servio's (docs/DESIGN.md, The verdict). The signs are those that the
vendors document or that public reports show; an answer without a sign is Servio's own.
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from servio_verify.environments.layout.current import at
from servio_verify.failures.gate_settings import certificate_gate, setting_for

_CDN_ERRORS = range(520, 531)
"""Statuses that no standard has: a CDN's own, for what it could not get from the server behind it."""

_BODY_LOOKED_AT = 20_000
"""Characters of a body in which a title or a heading is looked for."""

_CDNS = {"cloudflare": "Cloudflare", "cloudfront": "CloudFront", "akamaighost": "Akamai", "varnish": "Fastly"}
_CDNS |= {"awselb": "AWS WAF"}  # of a balancer that refuses by itself
_FILTERS = {
    "cf-mitigated": "Cloudflare's bot filter",
    "x-amzn-waf-action": "AWS WAF",
    "x-datadome": "DataDome",
    "x-sucuri-block": "Sucuri",
    "x-iinfo": "Imperva",
    "x-vercel-mitigated": "Vercel's firewall",
}
_GATE_SCHEMES = ("basic", "digest", "negotiate", "ntlm", "cloudflare-access")
_GATE_PATHS = re.compile(
    r"^/(?:cdn-cgi/access|oauth2/(?:start|sign_in|auth)|\.auth/login|sso-api|outpost\.goauthentik)\b"
)
_GATE_HOSTS = re.compile(
    r"(?:^|\.)(?:cloudflareaccess\.com|vercel\.com|okta\.com|auth0\.com|login\.microsoftonline\.com"
    r"|accounts\.google\.com|amazoncognito\.com)$"
)
_HEADINGS = re.compile(r"<(title|h1|h2)\b[^>]*>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
_RATE_LIMITED = re.compile(r"\b(?:1015|(?:are|being) rate.limited)\b", re.IGNORECASE)
"""How a CDN's own 429 page says that it is one; a server behind it may have a 429 of its own."""

_MAINTENANCE = re.compile(
    r"\b(?:down for|under|scheduled|planned|in)\s+maintenance\b"
    r"|\bmaintenance (?:mode|page|window)\b|^\s*maintenance\s*$"
    r"|\bbe (?:right )?back (?:soon|shortly)\b|\bbe right back\b",
    re.IGNORECASE,
)


def intermediary(url: str, status: int, headers: Mapping[str, str], body: str = "") -> str | None:
    """Return who answered instead of Servio and with what, in a few words; None where nothing says so.

    `headers` may have names in any case; `body` is the text as far as it is known.
    """
    named = {name.lower(): value for name, value in headers.items()}
    if status == 407:
        return "a proxy on the way wants a user name and password (407)"
    if status == 511:
        return "a captive portal wants a sign-in to the network (511)"
    if status in _CDN_ERRORS:
        return f"{_cdn(named)} does not reach Servio ({status})"
    if status in (400, 403, 495, 496) and (wanted := certificate_gate(body[:_BODY_LOOKED_AT])):
        return wanted
    return _gate(url, status, named, body) or _filter(status, named, body) or _maintenance(status, body)


def what_to_do(who: str) -> str:
    """Return whose turn it is and what gets a run past such an answer, as the end of a line."""
    if "proxy on the way" in who:
        return "put its user name and password into HTTPS_PROXY, or look at those that are there"
    if "captive portal" in who:
        return "sign in to the network, or run from another one"
    if "does not reach" in who:
        return "its operators look behind the CDN, then run again"
    if "maintenance" in who:
        return "run again when it is over"
    return f"{setting_for(who)}, or be let past"


def is_passing(who: str) -> bool:
    """Return whether such an answer may go away by itself, as a gateway's does while a target starts."""
    return "does not reach" in who or who == "a maintenance page (503)"


def _cdn(headers: Mapping[str, str]) -> str:
    server = headers.get("server", "").lower()
    return next((name for sign, name in _CDNS.items() if sign in server), "a CDN")


def _gate(url: str, status: int, headers: Mapping[str, str], body: str) -> str | None:
    scheme = headers.get("www-authenticate", "").partition(" ")[0].rstrip(",").lower()
    if scheme in _GATE_SCHEMES and not is_envelope(body):
        name = {"cloudflare-access": "Cloudflare Access"}.get(scheme, f"a gate ({scheme}-authentication)")
        return f"{name} wants a sign-in ({status})"
    target = urljoin(url, headers.get("location", "")) if 300 <= status < 400 else ""
    parts = urlsplit(target)
    if target and (_GATE_PATHS.match(parts.path) or _GATE_HOSTS.search(parts.hostname or "")):
        return f"an access gate leads to its sign-in at {parts.hostname}{parts.path} ({status})"
    asked = urlsplit(url)
    if target and asked.path == at("/health") and parts.hostname != asked.hostname:  # nobody signs in to look at health
        return f"something before Servio leads to {parts.hostname} ({status})"
    return None


def _filter(status: int, headers: Mapping[str, str], body: str) -> str | None:
    """Return the filter that refused a client; a refusal in Servio's own envelope is Servio's."""
    if is_envelope(body):
        return None
    for sign, name in _FILTERS.items():
        if sign in headers and (status in (202, 403, 405, 429, 503)):
            return f"{name} keeps this runner out ({status})"
    refused = status == 403 or (status == 429 and _RATE_LIMITED.search(body[:_BODY_LOOKED_AT]))
    if refused and _cdn(headers) != "a CDN" and _is_page(headers, body):
        return f"{_cdn(headers)} keeps this runner out ({status})"
    return None


def _maintenance(status: int, body: str) -> str | None:
    if status not in (200, 403, 503):
        return None
    for _, heading in _HEADINGS.findall(body[:_BODY_LOOKED_AT]):
        if _MAINTENANCE.search(re.sub(r"<[^>]*>", "", heading)):
            return f"a maintenance page ({status})"
    return None


def _is_page(headers: Mapping[str, str], body: str) -> bool:
    return "html" in headers.get("content-type", "") or body.lstrip()[:9].lower() in ("<!doctype", "<html>")


def is_envelope(body: str) -> bool:
    """Return whether an answer is in the envelope of Servio's API: nobody else answers so."""
    try:
        value = json.loads(body)
    except ValueError:
        return False
    return isinstance(value, dict) and "success" in value
