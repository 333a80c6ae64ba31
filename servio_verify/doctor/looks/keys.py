"""Samples of the settings that get a run past who answers instead of Servio (docs/environments.md)."""

CERTIFICATE = ("[client_certificate]", 'file = "gate.pem"', 'key = "gate.key"')
BASIC = ("[basic_auth]", 'user = "…"', 'password = "${GATE_PASSWORD}"')
_ACCESS = ('"CF-Access-Client-Id" = "${GATE_ID}"', '"CF-Access-Client-Secret" = "${GATE_SECRET}"')
_BYPASS = ('"x-vercel-protection-bypass" = "${GATE_BYPASS}"',)
_HEADERS = {
    "Cloudflare Access": _ACCESS,
    "cloudflareaccess.com": _ACCESS,
    "cdn-cgi/access": _ACCESS,
    "vercel.com": _BYPASS,
    "Vercel's firewall": _BYPASS,
}
"""Documented ways past a gate for a machine, by words that name it."""


def sample(who: str) -> tuple[str, ...]:
    """Return the lines of an environment file that are made for this one."""
    if "client certificate" in who:
        return CERTIFICATE
    if "-authentication" in who:
        return BASIC
    own = next((lines for words, lines in _HEADERS.items() if words in who), ('"X-Gate" = "${GATE}"',))
    return ("[headers]", *own)
