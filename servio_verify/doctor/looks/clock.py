"""This machine's clock against the `Date` of the target's answers."""

from collections.abc import Sequence
from email.utils import parsedate_to_datetime

from servio_verify.doctor.finding import NO_GO, SETTINGS, Finding, doubt, untried, well, wrong
from servio_verify.doctor.looks.answers import OriginLook
from servio_verify.environments.gate import current as admitted
from servio_verify.environments.model import Environment
from servio_verify.target.probe import Answer, fresh_connections, probe

MOST_SECONDS = 5.0
"""`Date` is whole seconds, and an answer takes a moment: less cannot be told apart."""


DATE_SECONDS = 2.0
CODE_SECONDS = 30.0
"""So long a code of a second factor counts (RFC 6238, 5.2)."""

_OF_A_CERTIFICATE = (NO_GO, SETTINGS)
_UNITS = ((86400, "days"), (3600, "h"), (60, "min"), (1, "s"))


def look(environment: Environment, origins: Sequence[OriginLook]) -> Finding:
    """Return how far apart the clocks are; the smallest difference counts, since a cache may keep an old `Date`."""
    came = [answer for origin in origins for answer in origin.answers.values()]
    if not came and _doubts_a_certificate(origins[0]) and not _carries_secrets():
        with fresh_connections(DATE_SECONDS) as client:  # a wrong clock is why some certificates are not trusted
            came = [probe(client, f"{environment.web_url}/health")]
    apart = [seconds for answer in came if (seconds := _seconds(answer)) is not None]
    if not apart:
        return untried("clock", "no answer has a Date")
    seconds = min(apart, key=abs)
    if abs(seconds) <= MOST_SECONDS:
        return well("clock", f"agrees with the target's Date to {MOST_SECONDS:.0f} s")
    side = "ahead of" if seconds > 0 else "behind"
    told = next(f"{abs(seconds) / size:.0f} {unit}" for size, unit in _UNITS if abs(seconds) >= 2 * size)
    said = f"this machine is {told} {side} the target's Date"
    if environment.totp_secret and abs(seconds) > CODE_SECONDS:
        advice = "set the wrong one (NTP): the codes of the second factor go by the clock"
        return wrong("clock", said, advice, SETTINGS, stops=False)
    return doubt("clock", said, "set the wrong one (NTP): certificates, sign-ins and what is swept go by the clock")


def _doubts_a_certificate(origin: OriginLook) -> bool:
    return any(finding.step == "TLS" and finding.code in _OF_A_CERTIFICATE for finding in origin.findings)


def _carries_secrets() -> bool:
    """Return whether a request would carry what a gate wants: that goes to nobody whose certificate is not trusted."""
    admission = admitted.admission()
    return bool(admission.needs_headers or admission.cookies or admission.certificate)


def _seconds(answer: Answer) -> float | None:
    """Return by how much this machine is ahead of the answer's clock."""
    response = answer.response
    if response is None or "age" in response.headers:
        return None
    try:
        told = parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return None
    asked, came = answer.at, answer.at + response.elapsed.total_seconds()
    ahead, behind = asked - (told + 1), came - told  # it was told between these moments, cut to a whole second
    return ahead if ahead > 0 else min(behind, 0.0)
