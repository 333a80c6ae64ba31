"""Secrets that a run comes to know."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from selftest.support.small_server import JSON, Said, serving
from servio_verify.api.renewal import Issued
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import CONTRACT, Layout, Paths
from servio_verify.secrets import obtained

SESSION = "0123456789abcdef"
"""Sixteen characters: the shortest that is taken for a session."""

SHORT = SESSION[1:]


def test_what_a_run_comes_to_know_is_for_its_owner_only(tmp_path: Path) -> None:
    obtained.keep_in(tmp_path, "gw0")
    obtained.remember("a-session-token-of-some-length", "dark")
    [file] = tmp_path.iterdir()
    assert file.name == "known-gw0.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    assert obtained.all_obtained(tmp_path) == ["a-session-token-of-some-length"]
    obtained.forget(tmp_path)
    assert not list(tmp_path.iterdir())


def test_each_value_is_kept_once_from_its_length_on(tmp_path: Path) -> None:
    obtained.keep_in(tmp_path, "main")
    obtained.remember(SESSION, SHORT, SESSION)
    obtained.remember(SESSION)
    obtained.remember()
    obtained.remember(SHORT, "seven77", shortest=8)
    obtained.remember("eight888", shortest=8)
    kept = [json.loads(line) for line in (tmp_path / "known-main.jsonl").read_text().splitlines()]
    assert kept == obtained.all_obtained(tmp_path) == [SESSION, SHORT, "eight888"]


def test_nothing_new_is_not_written_and_several_are_lines(tmp_path: Path) -> None:
    obtained.keep_in(tmp_path, "main")
    obtained.remember("dark")
    assert not list(tmp_path.iterdir())
    obtained.remember(f"1-{SESSION}", f"2-{SESSION}")
    lines = (tmp_path / "known-main.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [f"1-{SESSION}", f"2-{SESSION}"]


def test_without_a_folder_it_is_kept_in_memory(tmp_path: Path) -> None:
    obtained.remember(SESSION)
    assert obtained.all_obtained(tmp_path) == [SESSION]
    assert not list(tmp_path.iterdir())


@pytest.fixture
def _elsewhere() -> Iterator[None]:
    current.follow(Layout(paths=Paths(sign_in_api="/enter")))
    yield
    current.follow(CONTRACT)


def answered(path: str, body: str, *cookies: str) -> list[str]:
    """Remember an answer to that path; return what was kept of it."""
    said: Said = 200, JSON, body
    with serving(lambda _path: said) as origin:
        answer = httpx.get(f"{origin}{path}")
    answer.headers = httpx.Headers([*answer.headers.multi_items(), *(("Set-Cookie", each) for each in cookies)])
    obtained.remember_answer(answer)
    return list(obtained._here)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (f'{{"token": "{SESSION}"}}', [SESSION]),
        (f'{{"accessToken":"{SESSION}", "refresh_token" : "r-{SESSION}"}}', [SESSION, f"r-{SESSION}"]),
        (f'{{"JWT": "{SESSION}"}}', [SESSION]),
        (f'{{"session_id": "{SESSION}"}}', [SESSION]),
        (f'{{"token": "{SHORT}"}}', []),
        (f'{{"id": "{SESSION}"}}', []),
    ],
)
def test_the_tokens_of_a_sign_in_are_kept(body: str, kept: list[str]) -> None:
    assert answered("/api/v1/auth/refresh", body) == kept


@pytest.mark.usefixtures("_elsewhere")
def test_a_sign_in_is_where_the_environment_says() -> None:
    assert answered("/enter", f'{{"token": "{SESSION}"}}') == [SESSION]


def test_of_other_answers_only_the_cookies_are_kept() -> None:
    cookies = (f"sid={SESSION}=; Path=/; HttpOnly", "theme=dark", f"b=b-{SESSION}")
    assert answered("/venues", '{"token": "no-token-of-a-session"}', *cookies) == [f"{SESSION}=", f"b-{SESSION}"]


def state(cookie: str = "", **stored: str) -> dict[str, Any]:
    entries = [{"name": name, "value": value} for name, value in stored.items()]
    return {"cookies": [{"name": "sid", "value": cookie}], "origins": [{"origin": "x", "localStorage": entries}]}


INNER = json.dumps(
    {"token_seconds": 3600, "access_token": f"i-{SESSION}", "user": f"u-{SESSION}", "expires_in": 3600, "sid": "short"}
)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (state(SESSION), [SESSION]),
        (state(SHORT, token=SHORT), []),
        (state(token=SESSION), [SESSION]),
        (state(AuthState=SESSION, sid=f"s-{SESSION}"), [SESSION, f"s-{SESSION}"]),
        (state(sidebar=SESSION, theme=f"t-{SESSION}"), []),
        (state(session=INNER), [INNER, f"i-{SESSION}"]),
        (state(session=json.dumps([SESSION])), [json.dumps([SESSION])]),
        ({}, []),
    ],
)
def test_of_a_browser_the_sessions_are_kept_and_no_settings(told: Any, kept: list[str]) -> None:
    obtained.remember_state(told)
    assert list(obtained._here) == kept


def test_what_all_processes_obtained_is_read_with_the_sign_ins_that_they_share(tmp_path: Path) -> None:
    (tmp_path / "load").mkdir()
    values = {"known-gw0.jsonl": f"0-{SESSION}", "known-gw1.jsonl": f"1-{SESSION}", "load/known-load.jsonl": "l"}
    for name, value in values.items():
        (tmp_path / name).write_text(json.dumps(value) + "\n")
    (tmp_path / "shared-1.json").write_text(json.dumps(state(f"s-{SESSION}")))
    (tmp_path / "shared-1.json.lock").write_text("no JSON")
    inner = json.dumps({"token": SHORT, "sid": f"i-{SESSION[2:]}"})
    (tmp_path / "shared-2.json").write_text(json.dumps(state("dark", token=SHORT, auth=inner)))
    (tmp_path / "shared-3.json").write_text("{}")
    assert set(obtained.all_obtained(tmp_path)) == {*values.values(), f"s-{SESSION}", inner, f"i-{SESSION[2:]}"}
    obtained.forget(tmp_path)
    assert {path.name for path in tmp_path.rglob("*")} == {
        *("load", "shared-1.json", "shared-1.json.lock", "shared-2.json", "shared-3.json")
    }


def test_a_file_is_read_again_when_it_has_grown_and_to_where_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "known-gw0.jsonl"
    file.write_text('"first"\n"sec')
    assert obtained.all_obtained(tmp_path) == ["first"]
    file.write_text('"first"\n"second"\n')
    assert obtained.all_obtained(tmp_path) == ["first", "second"]
    file.write_text('"first"\n"second"\n"third"\n')
    (tmp_path / "known-gw1.jsonl").symlink_to(tmp_path / "nowhere")
    assert obtained.all_obtained(tmp_path) == ["first", "second", "third"]


def test_a_file_that_has_not_grown_is_not_read_again(tmp_path: Path) -> None:
    file = tmp_path / "known-gw0.jsonl"
    file.write_text('"first"\n')
    obtained.all_obtained(tmp_path)
    file.write_text('"other"\n')
    os.utime(file)
    assert obtained.all_obtained(tmp_path) == ["first"]


def test_a_session_that_workers_share_is_obtained_whichever_signed_in(tmp_path: Path) -> None:
    (tmp_path / "shared-token.json").write_text(json.dumps(Issued(SESSION, 1.0)._asdict()))
    assert obtained.all_obtained(tmp_path) == [SESSION]
