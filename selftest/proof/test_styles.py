"""The tiers keep quiet on each healthy habit of real stacks, and catch the faults of these stacks (KNOWN-FAULTS)."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from selftest.proof.catalogue import By, entries
from selftest.proof.rounds import REPORTS, STYLES, paragraphs
from selftest.proof.sources import NEEDED
from selftest.support import sentry_sdk
from selftest.support.processes import ROOT, Verify
from selftest.support.styles import needs, project_for

SOON = "-p", "selftest.support.plugins.impatient", "--tracing", "off"
BOTH = ("tests/smoke", "tests/e2e")
SHORT_TOKENS = ("--token-seconds", "5")
SENTRY = ("--sentry-sdk", "SDK")
SIGNED_IN = "sign_in or accounts or console"
DIALOGS = "new_venue_is or new_menu or creates_one_order or empty_name or keyboard_alone_signs or signs_in_and_out"
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
    Case(("dialogs",), (*BOTH, "-k", f"e2e and ({DIALOGS})")),
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
    ended = verify(*case.arguments, "--tracing", "off", cwd=project, PYTHONPATH=str(ROOT))
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


@pytest.mark.parametrize("fault", STYLES.split())
def test_a_fault_of_a_style_is_caught(fault: str, verify: Verify, tmp_path: Path) -> None:
    row = entries(By.SANDBOX)[fault]
    project = project_for(tmp_path / "project", str(row.told.style), options=SHORT_TOKENS)
    soon = SOON if row.told.tier == "e2e" else ()
    settings = {"PYTHONPATH": str(ROOT), **NEEDED.get(fault, {})}
    ended = verify(f"tests/{row.check}", *soon, "--fault", fault, cwd=project, **settings)
    assert ended.code == 1, ended.output
    assert any(row.words in reason for reason in ended.verdict["reasons"]), ended.verdict["reasons"]


@pytest.mark.parametrize("names", paragraphs(REPORTS), ids=lambda names: names[0])
def test_a_fault_of_error_reports_is_caught(
    names: list[str], verify: Verify, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    project = project_for(tmp_path / "project", "sentry", options=with_sdk(SENTRY, pytestconfig))
    with (project / "environments/local.toml").open("a") as local:
        local.write('[monitoring.sentry]\norganization = "servio"\nprojects = ["web"]\napi_error = "/api/v1/throw"\n')
    faults = [part for name in names for part in ("--fault", name)]
    settings = {"PYTHONPATH": str(ROOT), **NEEDED.get(names[0], {})}
    ended = verify("-m", "smoke", "-k", "sentry", *faults, cwd=project, **settings)
    assert ended.code == 1, ended.output
    reasons, says = ended.verdict["reasons"], [entries(By.SANDBOX)[name].words for name in names]
    assert len(reasons) == len(says), reasons
    assert [why for why in says if not any(why in reason for reason in reasons)] == [], reasons


def test_every_fault_of_a_style_is_in_one_round() -> None:
    of_styles = {name for name, row in entries(By.SANDBOX).items() if row.told.style}
    assert sorted([*STYLES.split(), *REPORTS.split()]) == sorted(of_styles)
