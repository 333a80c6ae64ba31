"""Keys to a gate: which settings get a run past whoever answers instead of Servio (docs/environments.md)."""

from servio_verify.environments.model import Environment
from servio_verify.failures.intermediary import what_to_do

CERTIFICATE = "set [client_certificate] file and key"
BASIC = '[basic_auth]  user = "…"  password = "${GATE_PASSWORD}"'
_HEADERS = {
    "Cloudflare Access": '"CF-Access-Client-Id" = "${GATE_ID}"  "CF-Access-Client-Secret" = "${GATE_SECRET}"',
    "cloudflareaccess.com": '"CF-Access-Client-Id" = "${GATE_ID}"  "CF-Access-Client-Secret" = "${GATE_SECRET}"',
    "cdn-cgi/access": '"CF-Access-Client-Id" = "${GATE_ID}"  "CF-Access-Client-Secret" = "${GATE_SECRET}"',
    "vercel.com": '"x-vercel-protection-bypass" = "${GATE_BYPASS}"',
    "Vercel's firewall": '"x-vercel-protection-bypass" = "${GATE_BYPASS}"',
}
"""Documented ways past a gate for a machine, by words that name it."""

_FILTER = "keeps this runner out"


def setting(who: str) -> str:
    """Return the setting that is made for this one; empty where none is known."""
    if "basic-authentication" in who:
        return BASIC
    if named := next((header for words, header in _HEADERS.items() if words in who), ""):
        return f"[headers]  {named}"
    if _FILTER in who:
        return 'user_agent = "…", or [headers] with what its keeper lets past'
    return "[headers] or [browser] cookies, with what its keeper gives to machines" if "gate" in who else ""


def advice(who: str, environment: Environment) -> str:
    """Return what gets a run past, as the settings are; something that is set, and refused, may be wrong."""
    wanted = setting(who)
    if not wanted:
        return what_to_do(who)
    table = wanted.partition("]")[0].removeprefix("[") if wanted.startswith("[") else "user_agent"
    if getattr(environment, table):
        return f"what [{table}] gives is refused: is it still right, and of this environment?"
    return f"set {wanted}"
