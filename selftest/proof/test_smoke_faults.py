"""The matrix of the smoke tier: each fault of the sandbox is caught by its check, in the words of its row."""

import pytest

from selftest.proof.catalogue import By, of_tier
from selftest.proof.rounds import PROOF, SMOKE, paragraphs
from selftest.support.processes import Verify, servio, settings_of
from selftest.support.reasons import understood

UNDELETED = {"delete-refused", "cancelled-order-keeps-venue"}
"""Faults that leave a venue on the target."""


def test_every_fault_of_the_tier_is_in_one_round() -> None:
    assert sorted(SMOKE.split()) == sorted(set(of_tier(By.SANDBOX, "smoke")) - set(PROOF.split()))


@pytest.mark.parametrize("names", paragraphs(SMOKE), ids=lambda names: names[0])
def test_a_fault_is_caught_by_its_check_which_names_the_defect(verify: Verify, names: list[str]) -> None:
    """Faults of a round are on at once: each check fails for its own, and no other check does."""
    faults = [of_tier(By.SANDBOX, "smoke")[name] for name in names]
    words = {f"tests/{fault.check}": fault.words for fault in faults}
    https = any(fault.told.https for fault in faults)
    on = [part for name in names for part in ("--fault", name)]
    ended = verify(
        "-p",
        "selftest.support.plugins.impatient",
        *words,
        "--env",
        "local-https" if https else "local",
        "--wait",
        "0",
        *on,
    )
    assert ended.code == 1, ended.output
    failed = [entry for entry in ended.verdict["ledger"] if entry["outcome"] == "failed"]
    assert {entry["check"].partition("[")[0] for entry in failed} == set(words)
    causes = understood(ended.verdict)
    for check, said in words.items():
        own = [cause for cause in causes if any(name.partition("[")[0] == check for name in cause.checks)]
        assert any(said.lower() in f"{cause}\n{cause.detail}".lower() for cause in own), (check, causes)
    assert ended.verdict["left_on_target"] == len(UNDELETED & {*names})


def test_a_cookie_is_no_session_s_where_nobody_is_signed_in(verify: Verify) -> None:
    names = "right_password or session_cookie"
    ended = verify("tests/smoke/test_sign_in.py", "-k", names, "--wait", "0", "--fault", "sign-in-stays")
    (reason,) = ended.verdict["reasons"]
    assert reason == "The right password does not lead to the dashboard (2 checks)"


def test_a_preflight_that_is_refused_is_the_one_reason_that_nobody_can_sign_in(verify: Verify) -> None:
    files, names = ("tests/smoke/test_headers.py", "tests/smoke/test_sign_in.py"), "web_app_write or right_password"
    ended = verify(*files, "-k", names, "--wait", "0", "--fault", "cors-venues-only")
    (reason,) = ended.verdict["reasons"]
    assert reason.startswith("CORS does not let the web app write: OPTIONS ")


def test_a_dashboard_that_leads_to_another_host_s_login_is_caught(verify: Verify) -> None:
    with servio("selftest.other_servio", "--defect", "dashboard-leads-elsewhere") as told:
        ended = verify("tests/smoke/test_sign_in.py", "-k", "without_a_session", **settings_of(told))
    (reason,) = ended.verdict["reasons"]
    assert "the dashboard leads out of the web app, to http://localhost" in reason
