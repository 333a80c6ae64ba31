"""A refused sign-in of the test user is Servio's fault only where this very password has signed in there before."""

from pathlib import Path

import pytest

from selftest.support.processes import Verify, free_port, servio, settings_of

OWN = "kept-apart-7Qx"
"""A password that is not the published one: only then may it be in doubt."""

MISTYPED = "mistyped"

SIGN_INS = ("tests/smoke/test_sign_in.py", "tests/smoke/test_menus.py", "tests/smoke/test_pages.py")
EVERYWHERE = ("right_password or sign_out or session_cookie or item or dashboard",)


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_a_password_that_never_signed_in_is_asked_about_once(verify: Verify, workers: tuple[str, ...]) -> None:
    with servio("servio_sandbox", "--json", "--password", OWN) as told:
        ended = verify(*SIGN_INS, *workers, "-k", *EVERYWHERE, SERVIO_PASSWORD=MISTYPED, **settings_of(told))
    assert ended.code == 10, ended.output
    (reason,) = ended.verdict["reasons"]
    host = told["api_url"].partition("//")[2]
    assert f"Is SERVIO_PASSWORD still right? It never signed in at {host} as test@example.com" in reason
    assert len(ended.verdict["causes"][0]["checks"]) > 4
    assert MISTYPED not in ended.output


def test_a_password_that_has_signed_in_and_is_refused_is_no_go(verify: Verify, tmp_path: Path) -> None:
    ports = ("--web-port", str(free_port()), "--api-port", str(free_port()))
    asked = ("tests/smoke/test_menus.py", "-k", "item")
    with servio("servio_sandbox", "--json", "--password", OWN, *ports) as told:
        settings = settings_of(told) | {"SERVIO_PASSWORD": OWN}
        before = verify(*asked, **settings | {"SERVIO_RUNS": str(tmp_path / "before")})
    assert before.code == 0, before.output
    with servio("servio_sandbox", "--json", "--password", OWN, *ports, "--fault", "right-password-refused"):
        ended = verify(*asked, **settings)
    assert ended.code == 1, ended.output
    assert "test user's sign-in is refused" in ended.verdict["reasons"][0]
    state = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert not [path for path in state if OWN.encode() in path.read_bytes()]
    assert not list(ended.run.glob("signed-in*"))
    with servio("servio_sandbox", "--json", "--password", f"{OWN}-changed", *ports):
        changed = verify(*asked, **settings | {"SERVIO_RUNS": str(tmp_path / "changed"), "SERVIO_PASSWORD": "x-new"})
    assert changed.code == 10, changed.output


def test_the_second_account_s_password_is_asked_about_by_its_own_name(verify: Verify) -> None:
    second = {"SERVIO_EMAIL_2": "second@example.com", "SERVIO_PASSWORD_2": MISTYPED}
    with servio("servio_sandbox", "--json") as told:
        ended = verify("tests/smoke/test_accounts.py", **settings_of(told) | second)
    assert ended.code == 10, ended.output
    assert "Is SERVIO_PASSWORD_2 still right? It never signed in" in ended.verdict["reasons"][0]


def test_the_password_of_a_sandbox_of_the_run_is_right(verify: Verify) -> None:
    faulty = f"--password {OWN} --fault right-password-refused"
    ended = verify("tests/smoke/test_menus.py", "-k", "item", SERVIO_SANDBOX=faulty, SERVIO_PASSWORD=OWN)
    assert ended.code == 1, ended.output


def test_a_second_factor_is_named(verify: Verify) -> None:
    ended = verify(*SIGN_INS, "-k", *EVERYWHERE, "--fault", "second-factor-asked")
    assert ended.code == 10, ended.output
    assert all("asks the test user for a second factor (OTP_REQUIRED)" in each for each in ended.verdict["reasons"])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("secret-word\n", "SERVIO_PASSWORD holds a line end"),
        (" secret-word", "SERVIO_PASSWORD begins or ends with white space"),
        ("${SECRET_WORD}", "SERVIO_PASSWORD holds an unexpanded"),
        ("$(pass secret-word)", "SERVIO_PASSWORD holds an unexpanded"),
    ],
)
def test_a_mangled_value_is_refused_in_one_line(verify: Verify, value: str, said: str) -> None:
    ended = verify("tests/smoke/test_menus.py", SERVIO_PASSWORD=value)
    assert (ended.code, len(ended.lines)) == (4, 1), ended.output
    assert said in ended.output
    assert "secret" not in ended.output.lower().replace("a secret", "")
