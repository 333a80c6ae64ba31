"""Waivers in an environment's file: which checks one is for, and what is refused with a line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.model import Environment
from servio_verify.environments.settings import read_environment
from servio_verify.environments.waiver import Waiver

TODAY = datetime.now(UTC).date()
CHECK = "tests/smoke/test_tls.py::test_a_certificate_is_good"
ADDRESSES = 'web_url = "https://web.example"\napi_url = "https://api.example"\n'


def waiver(check: str) -> Waiver:
    return Waiver(check=check, reason="known", owner="ada", until=TODAY)


@pytest.mark.parametrize(
    ("check", "fits"),
    [
        (CHECK, [CHECK, f"{CHECK}[web]", f"{CHECK}[p95 < 500 ms on run]"]),
        ("tests/smoke/test_tls.py", [CHECK, f"{CHECK}[web]"]),
        (f"{CHECK}[web]", [f"{CHECK}[web]"]),
        ("*::test_a_certificate_is_good", [CHECK, f"{CHECK}[web]"]),
        ("tests/*certificate*", [CHECK]),
        (f"{CHECK}[GET /*]", [f"{CHECK}[GET /a[b]]"]),
    ],
)
def test_a_waiver_is_for_the_checks_that_its_text_names(check: str, fits: list[str]) -> None:
    assert [each for each in fits if not waiver(check).fits(each)] == []


@pytest.mark.parametrize(
    ("check", "other"),
    [
        (CHECK, f"{CHECK}_today"),
        (CHECK, "tests/smoke/test_tls2.py::test_a_certificate_is_good"),
        (f"{CHECK}[web]", f"{CHECK}[api]"),
        ("tests/smoke/test_tls.py", "tests/smoke/test_tls_py.py::test_it"),
        ("*certificate", CHECK),
        ("tests/smoke/test_t[lm]s.py", CHECK),
    ],
)
def test_a_waiver_is_for_no_other_check(check: str, other: str) -> None:
    assert not waiver(check).fits(other)


WRONG = {
    "no reason": ({"reason": None}, "waiver.1: it has no reason"),
    "empty": ({"reason": '""', "owner": '" "'}, "waiver.1: it has no reason and no owner"),
    "no end": ({"until": None}, "waiver.1: it has no until"),
    "too long": ({"until": TODAY + timedelta(days=181)}, "is over 180 days ahead"),
    "no day": ({"until": '"soon"'}, "waiver.1.until: 'soon' is no day; write it like 2026-12-31"),
    "a number": ({"until": 20261231}, "waiver.1.until: 20261231 is no day"),
    "no check": ({"check": None}, "waiver.1.check: it has no check"),
    "a folder": ({"check": '"tests/smoke"'}, "'tests/smoke' names no check: write its id as in verdict.json"),
    "a name alone": ({"check": '"test_it"'}, "'test_it' names no check"),
    "everything": ({"check": '"*"'}, "waiver.1.check: '*' fits every check: name those that are known to fail"),
    "everything in other words": ({"check": '"*::test_*"'}, "'*::test_*' fits every check"),
    "a tier": ({"check": '"tests/smoke/test_*"'}, "'tests/smoke/test_*' fits every check of smoke"),
    "a mistyped key": ({"untill": TODAY}, "[waiver.1]: unknown key 'untill'; did you mean 'until'?"),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_waiver_costs_one_line(tmp_path: Path, change: dict[str, object], said: str) -> None:
    right = {"check": f'"{CHECK}"', "reason": '"known"', "owner": '"ada"', "until": TODAY}
    lines = "".join(f"{key} = {value}\n" for key, value in (right | change).items() if value is not None)
    assert said in mistake(tmp_path, f"[[waiver]]\n{lines}")


def test_one_table_where_a_list_is_meant_is_told(tmp_path: Path) -> None:
    assert "waiver: write [[waiver]], in two brackets" in mistake(tmp_path, '[waiver]\nreason = "known"\n')


def test_a_waiver_reaches_the_workers_of_a_run() -> None:
    given = Environment(name="demo", web_url="https://a.example", api_url="https://b.example", waiver=[waiver(CHECK)])
    assert Environment.from_settings(given.to_settings()).waivers == (waiver(CHECK),)


def mistake(folder: Path, toml: str) -> str:
    (folder / "environments").mkdir()
    (folder / "environments/demo.toml").write_text(ADDRESSES + toml)
    with pytest.raises(SettingsError) as caught:
        read_environment("demo", folder, {})
    assert "\n" not in str(caught.value)
    return str(caught.value)
