"""What is read of Sentry's client in the texts of a page."""

import pytest

from servio_verify.browser.recording import sentry
from servio_verify.browser.recording.sent import Sent

HOST = "o1.ingest.us.sentry.io"
DSN = f"https://0123456789abcdef0123456789abcdef@{HOST}/42"
PAGE = "https://staging.example.com/\ncontent-type: text/html\n{policy}\n<html></html>"


def page(policy: str = "") -> Sent:
    line = f"content-security-policy: {policy}" if policy else "x-nothing: 1"
    return Sent("https://staging.example.com/", PAGE.format(policy=line))


def script(text: str) -> Sent:
    return Sent("https://staging.example.com/_next/static/chunks/1.js", text)


@pytest.mark.parametrize(
    "text",
    [
        f'e.init({{dsn:"{DSN}",environment:"production",tracesSampleRate:1}})',
        f"init({{environment:'production',dsn:'{DSN}'}})",
        f'self.__next_f.push([1,"{{\\"dsn\\":\\"{DSN}\\",\\"environment\\":\\"production\\"}}"])',
        '<meta name="baggage" content="sentry-environment=production,sentry-release=1">',
    ],
)
def test_the_environment_is_found(text: str) -> None:
    client = sentry.read([page(), script(text)])
    assert client.is_there
    assert client.other_than("production") == []
    assert client.other_than("staging") == ["production in /_next/static/chunks/1.js, not staging"]


def test_another_library_s_environment_is_not_sentry_s() -> None:
    client = sentry.read([script(f'datadog({{environment:"eu1"}});{" " * 400}init({{dsn:"{DSN}"}})')])
    assert client.environments == ()


@pytest.mark.parametrize(
    ("policy", "refused"),
    [
        ("", ()),
        ("default-src 'self'", (HOST,)),
        ("default-src 'self'; connect-src 'self' https://*.ingest.us.sentry.io", ()),
        ("connect-src https://o1.ingest.us.sentry.io", ()),
        ("connect-src https://sentry.io", (HOST,)),
        ("default-src 'none'; connect-src 'self' https:", ()),
        ("script-src 'self'", ()),
    ],
)
def test_a_policy_lets_it_report_or_does_not(policy: str, refused: tuple[str, ...]) -> None:
    assert sentry.read([page(policy), script(f'init({{dsn:"{DSN}"}})')]).refused == refused


def test_a_tunnel_through_the_web_app_needs_no_policy() -> None:
    tunnelled = script(f'init({{dsn:"{DSN}",tunnel:"/monitoring"}})')
    assert sentry.read([page("connect-src 'self'"), tunnelled]).refused == ()
