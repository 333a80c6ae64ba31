"""Settings that a gate is passed by: which one to set, or to look at where something was sent."""

import re

from servio_verify.environments.gate import current

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
        return f"{_verb(sent.headers)} user_agent or [headers]"
    if "gate leads" in who or "Access" in who:
        return f"{_verb(sent.headers or sent.cookies)} [headers] or [browser] cookies"
    return f"{_verb(sent.headers or sent.authorization)} [headers], [basic_auth] or user_agent"


def _verb(sent: object) -> str:
    return "look at" if sent else "set"
