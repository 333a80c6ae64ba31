"""Settings that a gate is passed by: which one to set, or to look at where something was sent."""

import re

from servio_verify.environments.gate import current
from servio_verify.environments.gate.admission import Admission

_CERTIFICATE_WANTED = re.compile(
    r"certificate.required|No required SSL certificate|client certificate (?:is )?required", re.IGNORECASE
)
_CERTIFICATE_REFUSED = re.compile(
    r"alert.(?:unknown.ca|bad.certificate|certificate.(?:unknown|revoked|expired)|unsupported.certificate)"
    r"|SSL certificate error",
    re.IGNORECASE,
)


def certificate_gate(said: str) -> str | None:
    """Return who wants a client's certificate, by the words of a failed handshake or of a page; else None."""
    if _CERTIFICATE_WANTED.search(said):
        return "a gate wants a client certificate (TLS)"
    return "a gate refuses the client certificate (TLS)" if _CERTIFICATE_REFUSED.search(said) else None


def setting_for(who: str) -> str:
    """Return what to do with which setting, as the end of a line about who answered."""
    sent = current.admission()
    if "client certificate" in who:
        return f"{_verb(sent.certificate)} [client_certificate]"
    if "-authentication" in who:
        # A session's token has the same header: where it is refused, the session may have to be a cookie.
        return "look at [basic_auth] or [sign_in] token" if sent.authorization else "set [basic_auth]"
    if "keeps this runner out" in who:
        return _of(sent, "user_agent", "[headers]")
    if "gate leads" in who or "Access" in who:
        return _of(sent, "[headers]", "[browser] cookies")
    return _of(sent, "[headers]", "[basic_auth]", "user_agent")


def _of(sent: Admission, *settings: str) -> str:
    """Return to look at those of these settings that are set; where none is, to set one."""
    own = {name.lower() for name in sent.headers}
    is_set = {
        "[headers]": bool(own - {"user-agent"}),
        "[basic_auth]": bool(sent.authorization),
        "[browser] cookies": bool(sent.cookies),
        "user_agent": "user-agent" in own,
    }
    named = [name for name in settings if is_set[name]]
    *first, last = named or settings
    before = f"{', '.join(first)} or " if first else ""
    return f"{_verb(named)} {before}{last}"


def _verb(sent: object) -> str:
    return "look at" if sent else "set"
