"""What is read of envelopes, releases, addresses and limits."""

import json

import pytest

from servio_verify.browser.sentry import envelope, release
from servio_verify.browser.sentry.address import SentryAddress
from servio_verify.browser.sentry.limits import drops_errors, limited

BUILD = "5f3c1a9e2b7d"
EVENT = {
    "event_id": "9ec79c33ec9942ab8353589fcb2e04dc",
    "environment": "staging",
    "release": BUILD,
    "tags": {"servio_verify": "run"},
    "exception": {"values": [{"type": "ServioVerifyProbe", "value": "thrown"}]},
}


def line(told: object) -> bytes:
    return json.dumps(told).encode() + b"\n"


def test_an_event_is_found_behind_an_item_that_is_no_text() -> None:
    body = line({"event_id": "1"}) + line({"type": "attachment", "length": 3}) + b"\n{\xff\n" + line({"type": "event"})
    found = envelope.parse(body + line(EVENT))
    assert found
    (event,) = found.events
    assert (event.is_marked, event.environment, event.release) == (True, "staging", BUILD)
    assert event.tags == {"servio_verify": "run"}


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"{}\n", b"[1]\n{}", b'{"email":"x"}', b'{"a":1}\n{"b":2}', b"\xff\n\xff"]
)
def test_what_is_no_envelope_is_none(body: bytes) -> None:
    assert envelope.parse(body) is None


@pytest.mark.parametrize(
    ("told", "same"),
    [
        (BUILD, True),
        (BUILD[:7], True),
        (BUILD + "0" * 28, True),
        (f"servio-web@{BUILD}", True),
        (f"servio-web@1.4.2+{BUILD}", True),
        (f"staging-{BUILD[:8]}", True),
        ("0ddba11c0de5", False),
        ("servio-web@0ddba11c0de5", False),
        ("servio-web@1.4.2+0ddba11c", False),
        ("servio-web@1.4.2", None),
        ("1.4.2", None),
        ("staging", None),
        ("deadbeefs", None),
    ],
)
def test_a_release_is_of_a_build_or_of_another_or_cannot_be_compared(told: str, same: bool | None) -> None:
    assert release.names(told, BUILD) is same


@pytest.mark.parametrize(
    ("told", "build", "same"),
    [("web@1.4.1", "1.4.2", False), ("web@1.4.2", "1.4.2", True), ("web@17", "18", False), ("2024", "web", None)],
)
def test_versions_and_numbers_are_compared_with_their_like(told: str, build: str, same: bool | None) -> None:
    assert release.names(told, build) is same


def test_an_address_is_the_same_by_dsn_by_envelope_and_through_a_tunnel() -> None:
    direct, tunnelled = envelope.Envelope({}, ()), envelope.Envelope({"dsn": "https://k@o1.ingest.example.com/42"}, ())
    where = SentryAddress.of_dsn("https://k@o1.ingest.example.com/42")
    assert where == SentryAddress("o1.ingest.example.com", "42")
    assert SentryAddress.of_envelope("https://o1.ingest.example.com/api/42/envelope/?sentry_key=k", direct) == where
    assert SentryAddress.of_envelope("https://staging.example.com/monitoring", tunnelled) == where
    assert SentryAddress.of_envelope("https://staging.example.com/monitoring", direct) is None
    assert [SentryAddress.of_dsn(text) for text in ("", "none", "https://host/1", "https://k@[/1")] == [None] * 4


@pytest.mark.parametrize(
    ("status", "header", "drops"),
    [
        (200, "", ""),
        (200, "60:transaction;replay:organization:usage_exceeded", ""),
        (200, "2700:default;error;security:organization:quota_exceeded", "quota_exceeded, for 2700 s"),
        (429, "60::key", "limit of the key, for 60 s"),
        (429, "", "too many requests"),
        (429, "60:session:project, 30:error:project:abuse", "abuse, for 30 s"),
        (200, "nonsense", "limit of the project, for nonsense s"),
    ],
)
def test_limits_say_whether_errors_are_dropped(status: int, header: str, drops: str) -> None:
    assert drops_errors(limited(status, {"x-sentry-rate-limits": header})) == drops
