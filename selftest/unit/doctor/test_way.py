"""The way to an origin, step by step, on real sockets: what is told, what stops, and what is not tried behind it."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme

from selftest.support.small_server import Said, only, serving
from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import NO_GO, SETTINGS, TARGET, Finding, Mark
from servio_verify.doctor.looks import answers, clock
from servio_verify.doctor.looks.answers import STEPS, OriginLook
from servio_verify.environments.model import Environment

WELL: Said = (200, {"Content-Type": "text/plain"}, "ok")
NOW = datetime.now(UTC)
LONG = 3600.0
"""Nobody waits so long: what is waited for in vain is ended by the time-out of the test."""


def look(url: str, *, ca_file: Path | None = None, seconds: float = 9, **settings: str) -> OriginLook:
    environment = Environment(name="here", web_url=url, api_url=url, ca_file=ca_file, **settings)
    return answers.look(environment, "web app", url, ("/health", "/"), Deadline(seconds))


def step(seen: OriginLook, name: str) -> Finding:
    return next(finding for finding in seen.findings if finding.step == name)


def assert_stopped(seen: OriginLook, name: str, code: int, says: str) -> None:
    """That this step failed with this code and words, and nothing behind it was tried."""
    finding = step(seen, name)
    assert (finding.mark, finding.code) == (Mark.WRONG, code)
    assert says in finding.found
    assert finding.advice
    before, after = STEPS[: STEPS.index(name)], STEPS[STEPS.index(name) + 1 :]
    assert all(step(seen, each).mark is Mark.WELL for each in before)
    assert [step(seen, each).found for each in after] == [f"not tried: {name} failed"] * len(after)
    assert not seen.is_reached


def test_a_name_without_an_address_is_told_with_its_setting() -> None:
    seen = look("https://nowhere.invalid")
    assert_stopped(seen, "DNS", TARGET, "nowhere.invalid has no address")
    assert "web_url" in step(seen, "DNS").advice


def test_a_port_on_which_nobody_listens_is_told() -> None:
    assert_stopped(look("http://127.0.0.1:9"), "TCP", TARGET, "port 9 does not answer: 127.0.0.1: Connection refused")


def test_what_listens_and_says_nothing_is_waited_for_no_longer_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "ANSWER_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        port = server.getsockname()[1]
        assert_stopped(look(f"http://127.0.0.1:{port}", seconds=LONG), "HTTP", TARGET, "no answer within 0 s")
        assert_stopped(look(f"https://127.0.0.1:{port}", seconds=LONG), "TLS", TARGET, "no answer in time")


def test_work_that_hangs_is_left_behind() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError):
        Attempt(never.wait).result(Deadline(0.2).left(LONG))
    never.set()


def test_a_proxy_is_the_way_and_its_password_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    seen = look("https://nowhere.invalid")
    assert_stopped(seen, "TCP", TARGET, "Connection refused")
    assert "the proxy of HTTPS_PROXY; it looks up nowhere.invalid" in step(seen, "DNS").found
    assert "HTTPS_PROXY" in step(seen, "TCP").advice


def test_who_answers_instead_is_told() -> None:
    gate: Said = (401, {"WWW-Authenticate": 'Basic realm="staging"'}, "")
    with serving(only({}, gate)) as url:
        assert_stopped(look(url), "who", TARGET, "a gate (basic-authentication) wants a sign-in (401)")


def test_an_origin_that_is_down_behind_its_gateway_is_told() -> None:
    with serving(only({}, (503, {}, ""))) as url:
        assert_stopped(look(url), "HTTP", TARGET, "/health 503")


def test_another_word_for_the_environment_is_told_with_the_setting() -> None:
    with serving(only({"/health": (200, {}, '{"environment": "qa"}')}, WELL)) as url:
        assert 'set says_environment = "qa"' in step(look(url), "says").advice
        assert step(look(url, says_environment="qa"), "says").mark is Mark.WELL


@contextmanager
def over_tls(
    tmp_path: Path, name: str = "127.0.0.1", ends: timedelta = timedelta(days=60)
) -> Iterator[tuple[str, Path]]:
    """Serve with a certificate of an own authority; yield the origin and the authority's file."""
    authority, pem = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, not_before=NOW - timedelta(days=90), not_after=NOW + ends).configure_cert(context)
    with serving(only({}, WELL), context) as url:
        yield url, pem


def test_a_good_certificate_is_told_with_its_days(tmp_path: Path) -> None:
    with over_tls(tmp_path) as (url, pem):
        seen = look(url, ca_file=pem)
    assert seen.is_reached
    assert step(seen, "TLS").found.startswith("TLSv1.3, trusted, issued by trustme")
    assert step(seen, "TLS").found.endswith("(59 days)")


def test_an_unknown_authority_is_a_setting(tmp_path: Path) -> None:
    with over_tls(tmp_path) as (url, _):
        seen = look(url)
    assert_stopped(seen, "TLS", SETTINGS, "not trusted")
    assert "set ca_file" in step(seen, "TLS").advice


def test_an_expired_certificate_is_servio_s(tmp_path: Path) -> None:
    with over_tls(tmp_path, ends=-timedelta(days=3)) as (url, pem):
        assert_stopped(look(url, ca_file=pem), "TLS", NO_GO, "expired")


def test_a_certificate_that_ends_soon_is_servio_s_and_stops_nothing(tmp_path: Path) -> None:
    with over_tls(tmp_path, ends=timedelta(days=3)) as (url, pem):
        seen = look(url, ca_file=pem)
    assert (step(seen, "TLS").mark, step(seen, "TLS").code) == (Mark.WRONG, NO_GO)
    assert seen.is_reached


def test_a_certificate_for_another_name_is_told(tmp_path: Path) -> None:
    with over_tls(tmp_path, name="other.example.com") as (url, pem):
        seen = look(url, ca_file=pem)
    assert_stopped(seen, "TLS", SETTINGS, "mismatch")
    assert step(seen, "TLS").advice.startswith("correct web_url")


def test_a_client_certificate_that_is_wanted_is_a_setting(tmp_path: Path) -> None:
    authority, pem, context = trustme.CA(), tmp_path / "ca.pem", ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.cert_pem.write_to_path(pem)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    with serving(only({}, WELL), context) as url:
        seen = look(url, ca_file=pem)
    assert_stopped(seen, "TLS", SETTINGS, "a gate wants a client certificate")
    assert "set [client_certificate]" in step(seen, "TLS").advice


def test_no_tls_where_the_address_says_https_is_told() -> None:
    with serving(only({}, WELL)) as url:
        assert_stopped(look(url.replace("http:", "https:")), "TLS", SETTINGS, "no TLS is spoken there")


@pytest.mark.parametrize(
    ("off", "says"),
    [
        (timedelta(seconds=-40), r"this machine is (39|40) s ahead"),
        (timedelta(hours=3), "this machine is 3 h behind"),
        (timedelta(seconds=-1), "agrees"),
    ],
)
def test_the_clock_is_held_against_the_target_s(off: timedelta, says: str) -> None:
    def answer(_path: str) -> Said:
        return 200, {"Date": format_datetime((datetime.now(UTC) + off).replace(microsecond=0), usegmt=True)}, "ok"

    with serving(answer) as url:
        seen = look(url)
        told = clock.look(Environment(name="here", web_url=url, api_url=url), [seen])
    assert re.match(says, told.found)
    assert (told.mark is Mark.WELL) == (says == "agrees")


def test_a_clock_is_read_without_trust_where_the_certificate_has_none() -> None:
    date = format_datetime((NOW - timedelta(days=9)).replace(microsecond=0), usegmt=True)
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(only({}, (200, {"Date": date}, "ok")), context) as url:
        environment = Environment(name="here", web_url=url, api_url=url)
        seen = look(url)
        assert clock.look(environment, [seen]).found == "this machine is 9 days ahead of the target's Date"
