"""The tiers keep quiet on each healthy habit of real stacks, and catch the faults of these stacks (KNOWN-FAULTS)."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from selftest.support import sentry_sdk
from selftest.support.processes import ROOT, Verify
from selftest.support.styles import faults_of_styles, needs, project_for

SOON = "-p", "selftest.support.plugins.impatient"
BOTH = ("tests/smoke", "tests/e2e")
SHORT_TOKENS = ("--token-seconds", "5")
SENTRY = ("--sentry-sdk", "SDK")
SIGNED_IN = "sign_in or accounts or console"
JOURNEYS = "test_venues or test_menus or signs_in_and_out"


@dataclass(frozen=True)
class Case:
    """A style, how it is looked at, and the known fault of the suite that is in the way of GO, if any."""

    styles: tuple[str, ...]
    arguments: tuple[str, ...] = ("-m", "smoke")
    options: tuple[str, ...] = ()
    not_yet: str = ""

    def as_parameter(self) -> object:
        marks = [pytest.mark.xfail(reason=self.not_yet, strict=True)] if self.not_yet else []
        return pytest.param(self, id="-".join((*self.styles, *self.arguments[1:])), marks=marks)


@dataclass(frozen=True)
class Caught:
    """How a fault is caught, what the reason says, and the known fault of the suite that is in the way, if any."""

    arguments: tuple[str, ...]
    says: str
    not_yet: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def as_parameter(self, fault: str) -> object:
        marks = [pytest.mark.xfail(reason=self.not_yet, strict=True)] if self.not_yet else []
        return pytest.param(fault, id=fault, marks=marks)


CASES = [
    Case(("next", "hops"), (*BOTH, "-k", f"smoke and (pages or sign_in) or e2e and ({JOURNEYS})")),
    Case(("supabase",), (*BOTH, "-k", "sign_in or errors or pages or outlives"), SHORT_TOKENS),
    Case(("supabase-get-user",)),
    Case(("forms",), (*BOTH, "-k", f"smoke or {JOURNEYS} or shown_as_text")),
    Case(
        ("newsletter", "noisy", "consent", "fastify", "sentry"),
        ("-m", "smoke", "-k", "sign_in or venues or limit or health or headers or sentry or every_asset and home"),
        SENTRY,
    ),
    Case(("late",), (*BOTH, "-k", "newest or read_back or found_under or new_order_is_stored")),
    Case(
        ("two-factor",),
        (*BOTH, "-n", "2", "-k", f"smoke and ({SIGNED_IN}) or signs_in_and_out or keyboard_alone_signs"),
        ("--code-period", "2"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", [case.as_parameter() for case in CASES])
def test_a_healthy_style_is_go(case: Case, verify: Verify, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    options = with_sdk(case.options, pytestconfig)
    project = project_for(tmp_path / "project", *case.styles, options=options)
    ended = verify(*case.arguments, cwd=project, PYTHONPATH=str(ROOT))
    assert ended.code == 0, ended.output
    assert ended.verdict["verdict"] == "GO"
    assert ended.verdict["left_on_target"] == 0


def with_sdk(options: tuple[str, ...], config: pytest.Config) -> tuple[str, ...]:
    return tuple(str(sentry_sdk.bundle(config)) if option == "SDK" else option for option in options)


SIGN_IN = "tests/smoke/test_sign_in.py::test_"
DIRECT = "tests/smoke/test_pages.py::test_every_asset_loads_on[chromium-dashboard-loaded-directly]"


def test_a_sign_out_that_ends_every_session_fails_no_other_check(verify: Verify, tmp_path: Path) -> None:
    project = project_for(tmp_path / "project", "supabase-get-user")
    checks = "the_right_password_leads_to_the_dashboard", "signing_out_ends_the_session_on_the_server_too"
    ended = verify(*(f"{SIGN_IN}{check}" for check in checks), DIRECT, cwd=project, PYTHONPATH=str(ROOT))
    assert ended.code == 0, ended.output


def test_every_style_is_looked_at() -> None:
    assert {style for case in CASES for style in case.styles} == set(needs())


OUTLIVES = ("-m", "e2e", "-k", "outlives", *SOON)

CAUGHT = {
    "hydration-mismatch": Caught(("-m", "smoke", "-k", "console"), "Minified React error #418"),
    "sentry-says-production": Caught(
        ("-m", "smoke", "-k", "sentry"), "Sentry is told another environment: production in /assets/sentry.js"
    ),
    "sentry-without-dsn": Caught(
        ("-m", "smoke", "-k", "sentry"),
        "Sentry's client has no DSN",
        settings={"NEXT_PUBLIC_SENTRY_DSN": "https://0123456789abcdef0123456789abcdef@o1.ingest.example.com/1"},
    ),
    "sentry-kept-in": Caught(("-m", "smoke", "-k", "sentry"), "keeps Sentry from reporting to: o1.ingest.example.com"),
    "api-url-undefined": Caught(("-m", "e2e", "-k", "test_orders", *SOON), "The pages ask undefined/api/v1"),
    "refresh-broken": Caught(OUTLIVES, "A session ends when its access token expires, after 5 s"),
    "second-tab-ends-session": Caught(OUTLIVES, "Two tabs end their session when its access token expires"),
}


@pytest.mark.parametrize("fault", [found.as_parameter(name) for name, found in CAUGHT.items()])
def test_a_fault_of_a_style_is_caught(fault: str, verify: Verify, tmp_path: Path) -> None:
    caught = CAUGHT[fault]
    project = project_for(tmp_path / "project", faults_of_styles()[fault], options=SHORT_TOKENS)
    ended = verify(*caught.arguments, "--fault", fault, cwd=project, PYTHONPATH=str(ROOT), **caught.settings)
    assert ended.code == 1, ended.output
    assert any(caught.says in reason for reason in ended.verdict["reasons"]), ended.verdict["reasons"]


DSN = {"NEXT_PUBLIC_SENTRY_DSN": "https://0123456789abcdef0123456789abcdef@o1.ingest.example.com/1"}
REPORTS = [
    ({"sentry-switched-off": "Sentry's client is switched off (enabled: false), though NEXT_PUBLIC_SENTRY_DSN"}, DSN),
    (
        {
            "sentry-refuses": "answers 403: event submission rejected with_reason: ProjectId",
            "errors-told-as-production": "An error of a page is reported to Sentry as of production, not of sandbox",
            "errors-told-as-other-release": "as of the release servio-web@0ddba11c0de5, not 5f3c1a9e2b7d",
            "api-error-swallowed": "A request to the path that throws on purpose is accepted",
        },
        {},
    ),
]
"""Faults of error reports that are tried at once: each leaves the others' checks alone."""


@pytest.mark.parametrize(("says", "settings"), REPORTS, ids=["off", "others"])
def test_a_fault_of_error_reports_is_caught(
    says: dict[str, str], settings: dict[str, str], verify: Verify, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    project = project_for(tmp_path / "project", "sentry", options=with_sdk(SENTRY, pytestconfig))
    with (project / "environments/local.toml").open("a") as local:
        local.write('[monitoring.sentry]\norganization = "servio"\nprojects = ["web"]\napi_error = "/api/v1/throw"\n')
    faults = [part for name in says for part in ("--fault", name)]
    ended = verify("-m", "smoke", "-k", "sentry", *faults, cwd=project, PYTHONPATH=str(ROOT), **settings)
    assert ended.code == 1, ended.output
    reasons = ended.verdict["reasons"]
    assert len(reasons) == len(says), reasons
    assert [why for why in says.values() if not any(why in reason for reason in reasons)] == [], reasons


def test_every_fault_of_a_style_is_in_the_table() -> None:
    assert set(faults_of_styles()) == {*CAUGHT, *(name for says, _ in REPORTS for name in says)}
