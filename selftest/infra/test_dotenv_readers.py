"""Readers of dotenv files against the real ones: python-dotenv, `@next/env`, Docker Compose, bash and dash."""

import json
import shutil
from pathlib import Path

import pytest

from selftest.infra.dotenv import real
from selftest.infra.dotenv.cases import CASES
from servio_verify.infra.configuration.readers.every import READERS

READINGS: dict[str, dict[str, dict[str, str] | None]] = json.loads(
    (Path(__file__).parent / "dotenv" / "readings.json").read_text(encoding="utf-8")
)
"""What `record.sh` heard from the real readers: Next.js 16.4.6, Compose 2.40.3, python-dotenv 1.2.4, bash 5.2, dash."""

RECORDED = {"a shell": "dash"}
COMPUTED = {"dollar in a password", "dollar digit", "double dollar in double quotes"}
"""In these a shell puts in what only its own process knows: its number, its arguments."""


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_takes_what_the_real_one_takes(reader: str) -> None:
    other = {case: told for case, text in CASES.items() if (told := difference(reader, case, text))}
    assert not other


def difference(reader: str, case: str, text: str) -> str:
    reading = READERS[reader](text)
    really = READINGS[case][RECORDED.get(reader, reader)]
    taken = {key: each.value for key, each in reading.values.items()}
    if reading.refused and not really:
        return ""
    known = {key: None if key in taken and taken[key] is None else value for key, value in (really or {}).items()}
    return "" if taken == known else f"{taken}, really {really}"


def test_the_recorded_answers_are_of_these_cases() -> None:
    assert list(READINGS) == list(CASES)


def test_python_dotenv_answers_as_recorded(caplog: pytest.LogCaptureFixture) -> None:
    answers = real.python_dotenv(list(CASES.values()))
    assert dict(zip(CASES, answers, strict=True)) == {case: row["python-dotenv"] for case, row in READINGS.items()}
    assert caplog.records, "it warns of lines that it cannot read"


@pytest.mark.parametrize("program", ["bash", "dash"])
def test_a_shell_answers_as_recorded(program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    cases = {name: text for name, text in CASES.items() if name not in COMPUTED}
    answers = real.shell(list(cases.values()), program)
    assert dict(zip(cases, answers, strict=True)) == {case: READINGS[case][program] for case in cases}


def test_a_shell_takes_the_first_of_two_where_the_last_is_a_command() -> None:
    text = CASES["duplicate, the last unquoted"]
    assert {name: read(text).values["A"].line for name, read in READERS.items()} == {
        "python-dotenv": 2,
        "Next.js": 2,
        "Compose": 2,
        "a shell": 1,
    }
