"""What takes a while begins before the rest is imported, where it will be needed."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from selftest.support.processes import ROOT
from servio_verify.browser import driver
from servio_verify.environments.own import sandbox
from servio_verify.pytest_plugin import head_start

TIER: dict[str, Any] = {"markexpr": "smoke", "keyword": "", "file_or_dir": [], "numprocesses": None}
SANDBOX = ("the sandbox",)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in (*head_start.ELSEWHERE, head_start.WORKER, "PYTEST_ADDOPTS", "SERVIO_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(head_start, "keep_together", lambda _: None)
    monkeypatch.setattr(driver, "begin", lambda: "the driver")
    monkeypatch.setattr(sandbox, "begin", lambda *arguments: (*SANDBOX, *arguments))


def begun(*words: str, rootpath: Path = ROOT, **other: Any) -> list[object]:
    ends: list[object] = []
    config = SimpleNamespace(
        known_args_namespace=SimpleNamespace(**TIER | other),
        invocation_params=SimpleNamespace(args=words),
        rootpath=rootpath,
        add_cleanup=ends.append,
    )
    head_start.take(cast(pytest.Config, config))
    return ends


@pytest.mark.parametrize(
    ("other", "begins"),
    [
        ({}, True),
        ({"markexpr": "e2e", "keyword": "venue"}, True),
        ({"markexpr": "", "file_or_dir": ["tests/e2e/test_venues.py::test_two", "tests/e2e", "local"]}, True),
        ({"markexpr": "infra"}, False),
        ({"markexpr": ""}, False),
        ({"keyword": "health"}, False),
        ({"file_or_dir": ["tests/smoke"]}, False),
        ({"file_or_dir": ["local"]}, True),
        ({"numprocesses": 2}, False),
        ({"collectonly": True}, False),
    ],
    ids=str,
)
def test_the_driver_begins_where_this_process_will_need_it(other: dict[str, Any], begins: bool) -> None:
    assert ("the driver" in begun(**other)) is begins


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], SANDBOX),
        (["--env", "local", "-m", "smoke"], SANDBOX),
        (["--env=local", "--fault", "a", "--fault=b"], (*SANDBOX, "--fault", "a", "--fault", "b")),
        (["--env", "staging"], None),
        (["--env=staging"], None),
        (["--env"], None),
    ],
    ids=str,
)
def test_the_sandbox_of_the_run_begins(words: list[str], expected: tuple[str, ...] | None) -> None:
    assert begun(*words, numprocesses=2) == ([expected] if expected else [])


@pytest.mark.parametrize("name", [*sorted(head_start.ELSEWHERE), head_start.WORKER, "SERVIO_ENV", "PYTEST_ADDOPTS"])
def test_no_sandbox_begins_where_another_target_may_be_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "--env=staging")
    assert begun(numprocesses=2) == []


def test_no_sandbox_begins_where_a_file_may_name_another_target(tmp_path: Path) -> None:
    (tmp_path / ".env.local").touch()
    assert begun(numprocesses=2, rootpath=tmp_path) == []


def test_nothing_begins_where_pytest_only_tells() -> None:
    assert begun(collectonly=True) == []


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch) -> Iterator[sandbox.Sandbox]:
    monkeypatch.undo()
    end = sandbox.begin("--fault", "wrong-password-silent")
    _, begun_one = sandbox._begun[0]
    yield begun_one
    end()
    assert is_over(begun_one)


def is_over(which: sandbox.Sandbox) -> bool:
    return which._process.poll() is not None


def test_a_sandbox_that_has_begun_is_taken_by_who_wants_these_arguments(begin: sandbox.Sandbox) -> None:
    with sandbox.take(["--fault", "wrong-password-silent"]) as taken:
        assert taken is begin
        assert taken.addresses()["web_url"]


def test_a_sandbox_with_other_arguments_than_wanted_is_ended(begin: sandbox.Sandbox) -> None:
    with sandbox.take([]) as taken:
        assert taken is not begin
        assert is_over(begin)
        assert not is_over(taken)


def test_a_sandbox_that_nobody_takes_is_ended_in_the_end(begin: sandbox.Sandbox) -> None:
    assert not is_over(begin)
