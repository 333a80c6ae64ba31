"""The command `servio-verify env check`: its exit codes, its lines, and that it never shows a value."""

import json
import os
import random
import resource
import string
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from selftest.infra.healthy import VALUES, definition, written
from selftest.infra.mistakes import MISTAKES
from selftest.support.processes import ROOT
from servio_verify.cli.main import COMMANDS, main
from servio_verify.infra.configuration.readers.every import read_by_all

Check = Callable[..., tuple[int, str]]
HARMLESS = {"production", "staging", "development", "secret", "servio", "rediss", "postgres", "postgresql"}
"""Values that are words of the lines too."""

MOST_CPU_SECONDS = 0.5


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder with this one's environments and a healthy file of staging."""
    (tmp_path / "environments").symlink_to(ROOT / "environments")
    put(tmp_path / ".env.staging", written(VALUES))
    return tmp_path


@pytest.fixture
def check(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run the command there, and return its exit code and all that it printed."""
    monkeypatch.chdir(project)

    def run(*arguments: str) -> tuple[int, str]:
        try:
            code = main(["env", "check", *arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


def put(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(0o600)
    return path


def test_a_healthy_file_ends_with_0(check: Check) -> None:
    code, said = check("staging")
    assert code == 0
    assert said.splitlines() == [
        "not covered: what the running task gets: no task definition was given",
        "not covered: whether secrets are those of production: .env.production cannot be read here",
        "0 mistakes, 0 notes in .env.staging (18 keys)",
    ]


def test_a_mistake_ends_with_1_and_stands_in_a_table(check: Check, project: Path) -> None:
    put(project / ".env.staging", written(VALUES | {"NODE_ENV": "staging"}).replace("DATADOG_APP_KEY", "#"))
    code, said = check("staging")
    rows = [line.split("  ") for line in said.splitlines() if line.startswith("mistake")]
    assert code == 1
    assert [[cell.strip() for cell in row if cell][:3] for row in rows] == [
        ["mistake", ".env.staging", "DATADOG_APP_KEY"],
        ["mistake", ".env.staging:1", "NODE_ENV"],
    ]


def test_a_note_alone_ends_with_0(check: Check, project: Path) -> None:
    (project / ".env.staging").chmod(0o644)
    code, said = check("staging")
    assert code == 0
    assert "may be read by everybody on this machine" in said


def test_json_says_the_same(check: Check, project: Path) -> None:
    put(project / "other.env", written(VALUES | {"NODE_ENV": "staging"}))
    code, said = check("staging", "--file", "other.env", "--json")
    told = json.loads(said)
    assert code == 1
    assert [(each["rule"], each["key"], each["lines"]) for each in told["findings"]] == [("node-env", "NODE_ENV", [1])]
    assert told["not_covered"]


def test_a_task_definition_is_looked_at_with_or_without_a_file(check: Check, project: Path) -> None:
    put(project / "task.json", json.dumps(definition(VALUES, set())))
    both, alone = check("staging", "--task-definition", "task.json"), None
    (project / ".env.staging").unlink()
    alone = check("staging", "--task-definition", "task.json")
    assert both[0] == alone[0] == 1
    assert "task, app  STRIPE_SECRET_KEY" in both[1]
    assert "not covered: the dotenv file: .env.staging is not here" in alone[1]


def test_a_secret_of_another_environment_is_told(check: Check, project: Path) -> None:
    put(project / ".env.production", written({"OLD_SECRET": VALUES["STRIPE_SECRET_KEY"], "NODE_ENV": "production"}))
    code, said = check("staging")
    assert code == 1
    assert "STRIPE_SECRET_KEY  is the same secret as in production" in said


def test_a_file_that_git_tracks_is_told(check: Check, project: Path) -> None:
    for command in (["init", "-q"], ["add", "-f", ".env.staging"]):
        subprocess.run(["git", *command], cwd=project, check=True)  # noqa: S607 - whichever git
    code, said = check("staging")
    assert code == 1
    assert "is tracked by git" in said


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["stagin"], "unknown environment 'stagin'; did you mean 'staging'?"),
        (["staging", "--file", "nowhere.env"], "nowhere.env is not there"),
        (["staging", "--file", "environments"], "environments is a folder"),
        (["staging", "--file", "."], "servio-verify: . is a folder"),
        (["staging", "--file", ".env.staging/more"], "more cannot be read: Not a directory"),
        (["staging", "--file", "binary.env"], "binary.env is no dotenv file: it is binary, or UTF-16"),
        (["staging", "--file", "latin.env"], "latin.env:2 is no UTF-8"),
        (["staging", "--file", "large.env"], "large.env is no dotenv file: it has more than 1000000 bytes"),
        (["staging", "--task-definition", "broken.json"], "broken.json is no JSON: line 1, column 9"),
        (["staging", "--task-definition", "list.json"], "list.json is no task definition"),
        (["staging", "--task-definition", "rows.json"], "rows.json is no task definition"),
        (["staging", "--task-definition", "nowhere.json"], "nowhere.json cannot be read: No such file or directory"),
        ([], "the following arguments are required: NAME"),
        (["staging", "--values"], "unrecognized arguments: --values"),
    ],
)
def test_a_mistake_of_the_user_is_one_line_and_ends_with_4(
    check: Check, project: Path, arguments: list[str], line: str
) -> None:
    put(project / "binary.env", b"A=\x00\x01canary")
    put(project / "latin.env", "A=one\nB=canary-größe".encode("latin-1"))
    put(project / "large.env", b"#" * 1_000_001)
    put(project / "broken.json", '{"name" "canary"}')
    put(project / "list.json", '["canary"]')
    put(project / "rows.json", '{"containerDefinitions": [{"name": "app", "environment": ["canary"]}]}')
    code, said = check(*arguments)
    assert code == 4
    assert line in said
    assert len(said.splitlines()) == 1
    assert "canary" not in said


def values_in(text: str) -> set[str]:
    """Everything that a reader takes for a value in a text, and the passwords in it."""
    taken = {each.value for reading in read_by_all(text).values() for each in reading.taken if each.value}
    parts = {part for value in taken for part in (value, *value.replace("@", ":").split(":"))}
    return {part for part in parts if len(part) >= 6 and part.strip("'\"“” ") not in HARMLESS}


def test_no_mistake_shows_a_value(check: Check, project: Path) -> None:
    for number, mistake in enumerate(MISTAKES):
        put(project / "some.env", mistake.text)
        form = ["--json"] if number % 2 else []
        _, said = check(mistake.environment, "--file", "some.env", *form)
        assert not [value for value in values_in(mistake.text) if value in said], mistake.rule


def pieces(canaries: list[str]) -> set[str]:
    """Every six characters in a row of the canaries."""
    return {canary[at : at + 6] for canary in canaries for at in range(len(canary) - 5)}


def test_no_piece_of_a_canary_is_shown_whatever_the_file_looks_like(check: Check, project: Path) -> None:
    source = random.Random(16)  # noqa: S311 - no secrets
    letters = string.ascii_lowercase + string.digits
    canaries = ["".join(source.choices(letters, k=24)) for _ in VALUES]
    base32 = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    for _ in range(15):
        values = {}
        for (key, value), canary in zip(VALUES.items(), canaries, strict=True):
            values[key] = source.choice(
                [canary, f"{value}{canary}", f"https://{canary}:{canary}@{canary}.com/{canary}"]
            )
        text = (
            written(values) + f"\n{base32}=\n{canaries[0]}\n{canaries[1]}=one\n-----BEGIN KEY-----\n{canaries[2]}==\n"
        )
        for _ in range(source.randrange(12)):
            at = source.randrange(len(text))
            text = text[:at] + source.choice("\n\r =#$'\"\\`{}<>&;:@/\ufeff\u00a0") + text[at + source.randrange(2) :]
        put(project / "some.env", text)
        put(project / "task.json", json.dumps(definition(values | {canaries[3]: canaries[4]}, set())))
        for form in ([], ["--json"]):
            code, said = check("staging", "--file", "some.env", "--task-definition", "task.json", *form)
            assert code == 1, said
            assert not [piece for piece in pieces([*canaries, base32]) if piece in said], said


def test_an_error_of_our_own_shows_no_value_either(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> str:
        raise ValueError(text)

    monkeypatch.setattr("servio_verify.infra.configuration.rules.of_values.placeholder", broken)
    code, said = check("staging")
    assert code == 11
    assert said.startswith("servio-verify: an error of our own: ValueError at test_env_check.py:")
    assert len(said.splitlines()) == 1


def test_it_is_quick_and_imports_nothing_heavy(project: Path) -> None:
    program = (
        "import sys; from servio_verify.cli.main import COMMANDS, main; code = main(['env', 'check', 'staging']);"
        "print(*(name for name in sys.modules if '.' not in name)); sys.exit(code)"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=True, env=environment()
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    imported = set(done.stdout.splitlines()[-1].split())
    assert not imported & {"pytest", "httpx", "playwright", "pydantic", "locust", "boto3", "logging.config"}
    assert used < MOST_CPU_SECONDS


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def test_the_output_can_be_printed_where_only_ascii_can(project: Path) -> None:
    put(project / ".env.staging", written(VALUES | {"STRIPE_SECRET_KEY": "we_1NqZk3Lw0pQrStUv"}))
    command = [sys.executable, "-m", "servio_verify.cli", "env", "check", "staging"]
    done = subprocess.run(
        command, cwd=project, capture_output=True, check=False, env=environment() | {"PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 1
    assert b"is no secret key of Stripe (sk_test_?, rk_live_?)" in done.stdout


def test_the_help_shows_every_command_and_imports_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert not [name for name in COMMANDS if f"\n    {name} " not in said]
    assert not [name for name in COMMANDS if find_spec(f"servio_verify.cli.commands.{name}") is None]
