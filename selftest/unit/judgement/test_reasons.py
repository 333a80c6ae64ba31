"""Failures of one cause are one reason, and its first line says what is wrong with Servio."""

import pytest

from servio_verify.environments.gate import current
from servio_verify.environments.gate.admission import Admission
from servio_verify.failures.exchange import Exchange
from servio_verify.failures.failure import Failure
from servio_verify.failures.headline import LONGEST
from servio_verify.failures.kind import Kind, of_status
from servio_verify.judgement.causes import causes

API = "http://127.0.0.1:4711/api/v1"
BODY = '{"success":false,"error":{"code":"INTERNAL_ERROR"}}'


def exchange(method: str, path: str, status: int | None, expected: str = "", error: str = "") -> Exchange:
    url = path if path.startswith("http") else API + path
    return Exchange(method=method, url=url, status=status, expected=expected, error=error, body=BODY, request_id="r-1")


def failure(check: str, asked: Exchange | None = None, text: str = "", **more: object) -> Failure:
    kind = of_status(asked.status) if asked else Kind.CONTENT
    fields = {"check": f"tests/smoke/test_it.py::{check}", "kind": kind, "text": text, "exchange": asked}
    return Failure.model_validate(fields | {"since": 5, "until": 6} | more)


ORDERS = exchange("POST", "/venues/7/orders", 201, "400 VALIDATION_ERROR")
GATE = "a gate (basic-authentication) wants a sign-in (401)"
WEB = "http://127.0.0.1:4712"
DOWN = exchange("GET", f"{WEB}/", None, error="ConnectError: refused")
REASONS: dict[str, tuple[list[Failure], list[str]]] = {
    "an answer": (
        [failure("test_a[0]", ORDERS, "an order with quantity 0 is accepted")],
        ["An order with quantity 0 is accepted: POST …/venues/…/orders answered 201, expected 400 VALIDATION_ERROR"],
    ),
    "one header on two pages, found and not found": (
        [
            failure("test_a", exchange("GET", f"{WEB}/", 200), "an answer comes without CSP"),
            failure("test_b", exchange("GET", "/venues/7", 404), "an answer comes without CSP"),
        ],
        ["An answer comes without CSP: GET /, GET …/venues/… (2 checks)"],
    ),
    "somebody else's answers": (
        [
            failure(name, exchange("GET", path, 401).model_copy(update={"answered_by": GATE}), kind=Kind.INTERMEDIARY)
            for name, path in (("test_a", "/venues"), ("test_b", "/venues/7"))
        ],
        [
            f"Not Servio's answer: {GATE} at http://127.0.0.1:4711: set [basic_auth], or be let past (2 checks)",
        ],
    ),
    "an intermediary at two addresses": (
        [
            failure(name, exchange("GET", url, 401).model_copy(update={"answered_by": GATE}), kind=Kind.INTERMEDIARY)
            for name, url in (("test_a", WEB), ("test_b", "/venues"))
        ],
        [f"Not Servio's answer: {GATE} at {WEB}: set [basic_auth], or be let past (2 checks)"],
    ),
    "two ways of giving no answer": (
        [failure("test_a", DOWN), failure("test_b", DOWN.model_copy(update={"error": "ConnectTimeout: 10 s"}))],
        ["GET / got no answer: ConnectError: refused", "GET / got no answer: ConnectTimeout: 10 s"],
    ),
    "two intermediaries": (
        [
            failure(name, ORDERS.model_copy(update={"answered_by": f"{who} (503)"}), kind=Kind.INTERMEDIARY)
            for name, who in (("test_a", "a maintenance page"), ("test_b", "a CDN does not reach Servio"))
        ],
        [
            "Not Servio's answer: a maintenance page (503) at http://127.0.0.1:4711: run again when it is over",
            "Not Servio's answer: a CDN does not reach Servio (503) at http://127.0.0.1:4711: "
            "its operators look behind the CDN, then run again",
        ],
    ),
    "a proxy that gives no answer, in our words": (
        [
            failure("test_a", DOWN, "the proxy is gone", kind=Kind.INTERMEDIARY),
            failure("test_b", DOWN, kind=Kind.INTERMEDIARY),
        ],
        ["GET / got no answer: ConnectError: refused (2 checks)"],
    ),
    "a doubt and a defect of one request, in the same words": (
        [
            failure("test_a", exchange("GET", "/venues", 200), "late", kind=Kind.DOUBT),
            failure("test_b", exchange("GET", "/venues", 200), "late", kind=Kind.CONTENT),
        ],
        ["Late: GET …/venues", "Late: GET …/venues"],
    ),
    "two endpoints that fail": (
        [failure("test_a", exchange("GET", "/venues", 500)), failure("test_b", exchange("GET", "/orders", 500))],
        ["GET …/venues answered 500", "GET …/orders answered 500"],
    ),
    "one endpoint that fails in two ways": (
        [failure("test_a", exchange("GET", "/venues", 500)), failure("test_b", exchange("GET", "/venues", 501))],
        ["GET …/venues answered 500", "GET …/venues answered 501"],
    ),
    "one throttled endpoint, whatever was wanted of it": (
        [
            failure("test_a", exchange("GET", "/venues", 429), "x"),
            failure("test_b", exchange("GET", "/venues", 429), "y"),
        ],
        ["GET …/venues answered 429 (2 checks)"],
    ),
    "one endpoint that is not there, whatever was wanted of it": (
        [
            failure("test_a", exchange("GET", "/venues", 503), "x"),
            failure("test_b", exchange("GET", "/venues", 503), "y"),
        ],
        ["GET …/venues answered 503 (2 checks)"],
    ),
    "one endpoint that is refused, and nothing is said of it": (
        [failure("test_a", exchange("GET", "/venues", 404)), failure("test_b", exchange("POST", "/venues", 404))],
        ["GET …/venues answered 404", "POST …/venues answered 404"],
    ),
    "the same first line, and other details": (
        [failure("test_a", ORDERS, "no total\nof 7"), failure("test_b", ORDERS, "no total\nof 8")],
        ["No total: POST …/venues/…/orders answered 201, expected 400 VALIDATION_ERROR (2 checks)"],
    ),
    "an error of our own that names what it is about": (
        [
            failure(
                name, text=f"KeyError: 'sv-20261123t021104z-abcdef-gw1-{n}'", kind=Kind.SUITE_ERROR, unexplained=True
            )
            for n, name in enumerate(("test_a", "test_b"))
        ],
        ["Our own error in \"A\" and others: KeyError: 'sv-20261123t021104z-abcdef-gw1-0' (2 checks)"],
    ),
    "what pytest says of a check": (
        [failure("test_a_b", text="assert 1 == 2", unexplained=True)],
        ['In "A b": assert 1 == 2'],
    ),
    "two headers": (
        [failure("test_a", text="no CSP"), failure("test_b", text="no HSTS")],
        ["No CSP", "No HSTS"],
    ),
    "one endpoint that fails, whatever was wanted of it": (
        [
            failure("test_a", exchange("POST", "/venues/7/orders", 500, "success")),
            failure("test_b", exchange("POST", "/venues/8/orders", 500, "success"), "an order cannot be made"),
        ],
        ["POST …/venues/…/orders answered 500, expected success (2 checks)"],
    ),
    "another endpoint that fails": (
        [failure("test_a", exchange("GET", "/venues", 500)), failure("test_b", exchange("POST", "/venues", 500))],
        ["GET …/venues answered 500", "POST …/venues answered 500"],
    ),
    "many requests that get no answer": (
        [failure(f"test_{n}", DOWN.model_copy(update={"url": f"{WEB}/{'abcde'[n]}"})) for n in range(5)],
        ["GET /a, GET /b, GET /c and 2 more got no answer: ConnectError: refused (5 checks)"],
    ),
    "an error of our own in what two checks share": (
        [
            failure(name, text="KeyError: 'x'", kind=Kind.SUITE_ERROR, unexplained=True)
            for name in ("test_a_b", "test_b")
        ],
        ["Our own error in \"A b\" and others: KeyError: 'x' (2 checks)"],
    ),
    "names that differ": (
        [
            failure("test_a", text="'sv-20261123t021104z-abcdef-gw1-1' is gone"),
            failure("test_b", text="'sv-20261123t021104z-abcdef-main-12' is gone"),
        ],
        ["'sv-20261123t021104z-abcdef-gw1-1' is gone (2 checks)"],
    ),
}


@pytest.mark.parametrize(("failures", "reasons"), REASONS.values(), ids=REASONS)
def test_failures_of_one_cause_are_one_reason(failures: list[Failure], reasons: list[str]) -> None:
    assert [str(cause) for cause in causes(failures, [])] == reasons


def test_which_setting_a_gate_is_passed_by_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "admission", lambda: Admission(authorization="Basic x"))
    gated = exchange("GET", "https://api.staging.example.com/api/v1/venues", 401)
    met = gated.model_copy(update={"answered_by": GATE})
    (cause,) = causes([failure(f"test_{n}", met, kind=Kind.INTERMEDIARY) for n in range(41)], [])
    told = "look at [basic_auth] or [sign_in] token (41 checks)"
    assert str(cause) == f"Not Servio's: {GATE} at https://api.staging.example.com: {told}"


def test_the_evidence_stands_behind_the_first_line() -> None:
    (cause,) = causes([failure("test_a[0]", ORDERS, "an order with quantity 0 is accepted\nof the menu 7")], [])
    check, detail, answer = cause.detail.splitlines()
    assert check == "tests/smoke/test_it.py::test_a[0], 00:00:05 (UTC), request r-1"
    assert (detail, answer) == ("  of the menu 7", f"  POST {API}/venues/7/orders answered 201 {BODY}")


WILD = ['{"a": 1}' * 40, "tests/e2e/test_x.py::test_y[chromium-z] " * 9, "", "x" * 999, "a\nb" * 99, "net::ERR_FAILED"]


@pytest.mark.parametrize("unexplained", [False, True])
@pytest.mark.parametrize("asked", [None, ORDERS, DOWN], ids=["no request", "an answer", "no answer"])
@pytest.mark.parametrize("text", WILD, ids=range(len(WILD)))
def test_whatever_an_author_writes_the_first_line_stays_a_sentence(
    text: str, asked: Exchange | None, unexplained: bool
) -> None:
    failures = [failure(f"test_it[{n}]", asked, text, unexplained=unexplained) for n in range(12)]
    for cause in causes(failures, []):
        reason = str(cause)
        assert len(reason) <= LONGEST
        assert not [sign for sign in ("test_", '{"', "::", "\n") if sign in reason], reason
