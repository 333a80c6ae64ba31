"""TLS: how the target greets, and what it lets pass without."""

from dataclasses import replace
from datetime import timedelta
from ssl import TLSVersion

from servio_verify.proof.alteration import Alteration, Handshake, Make
from servio_verify.proof.exchange import Answer, Request
from servio_verify.proof.fault import Need, registering
from servio_verify.results.verdict import Verdict

CERTIFICATE = "smoke/test_tls.py::test_the_certificate_is_trusted_and_stays_valid"
OLD = "smoke/test_tls.py::test_an_old_tls_is_refused"
TO_HTTPS = "smoke/test_tls.py::test_plain_http_leads_to_https"

_fault = registering("TLS", needs=frozenset({Need.HTTPS}))


class Greets(Alteration):
    """Greets otherwise over TLS."""

    def __init__(self, handshake: Handshake) -> None:
        self._handshake = handshake

    def handshake(self, _host: str) -> Handshake:
        """Return it, for every host of the target."""
        return self._handshake


class StaysPlain(Alteration):
    """Answers plain HTTP as if it were HTTPS, instead of leading there."""

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return a page where there was a redirect."""
        led_on = request.scheme == "http" and answer.header("Location") is not None
        return Answer(200, (("Content-Type", "text/plain"),), b"ok") if led_on else answer


class LeadsToPlain(Alteration):
    """Leads from plain HTTP to plain HTTP."""

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the redirect with another address."""
        told = answer.header("Location") or ""
        if request.scheme != "http" or not told.startswith("https://"):
            return answer
        return answer.with_header("Location", told.replace("https://", "http://", 1))


def _greets(**changes: object) -> Make:
    return lambda _scene: Greets(replace(Handshake(), **changes))  # type: ignore[arg-type] # its own fields


_fault(
    "certificate-ends-in-a-week",
    "the certificate ends in seven days",
    "in a week, every browser warns guests away",
    "Let's Encrypt, integration guide: renew with a third of the lifetime left",
    _greets(valid_for=timedelta(days=7, hours=1)),
    CERTIFICATE,
)
_fault(
    "certificate-expired",
    "the certificate ended yesterday",
    "every browser warns guests away",
    "RFC 5280, 4.1.2.5 Validity; Ericsson's expired certificate that took O2's network down in December 2018",
    _greets(valid_for=timedelta(days=-1)),
    CERTIFICATE,
)
_fault(
    "certificate-of-a-stranger",
    "the certificate is signed by an authority that nobody trusts",
    "browsers warn guests away, and who clicks on may speak to anybody",
    "RFC 5280, 6 Certification Path Validation",
    _greets(trusted=False),
    CERTIFICATE,
)
_fault(
    "certificate-for-another-host",
    "the certificate is another host's",
    "browsers warn guests away",
    "RFC 9525, 6 Verifying Service Identity",
    _greets(name="other.example"),
    CERTIFICATE,
)
_fault(
    "tls-1.0-accepted",
    "TLS 1.0 and 1.1 are still spoken",
    "whoever sits in the restaurant's wireless network may force an old, broken encryption on guests",
    "RFC 8996 Deprecating TLS 1.0 and TLS 1.1",
    _greets(oldest=TLSVersion.TLSv1),
    OLD,
)
_fault(
    "only-old-tls",
    "nothing newer than TLS 1.1 is spoken",
    "today's browsers open no page at all",
    "RFC 8996 Deprecating TLS 1.0 and TLS 1.1",
    _greets(oldest=TLSVersion.TLSv1, newest=TLSVersion.TLSv1_1),
    verdict=Verdict.INCONCLUSIVE,  # nothing begins where nobody can be spoken to
)
_fault(
    "plain-http-is-served",
    "http:// is answered instead of leading to https://",
    "who types the address without https sends the password in the clear",
    "OWASP Transport Layer Security Cheat Sheet: use TLS for all pages",
    lambda _scene: StaysPlain(),
    TO_HTTPS,
)
_fault(
    "plain-http-leads-to-plain-http",
    "http:// leads to http://",
    "who types the address without https never gets to a page",
    "OWASP Transport Layer Security Cheat Sheet: use TLS for all pages",
    lambda _scene: LeadsToPlain(),
    TO_HTTPS,
)
