"""Renderings of a result take any text of the target."""

import json
from pathlib import Path
from xml.etree import ElementTree as Xml

from selftest.support.results import entry, no_go, result
from servio_verify.reporting import github, junit, slack, text
from servio_verify.reporting.allure import run_facts
from servio_verify.results.model import Outcome

BAD = entry("test_bad", Outcome.FAILED, "the till is open <b>|`x`")


def test_the_target_s_words_are_no_markup() -> None:
    made = no_go(BAD, why="test_bad: <script> & <!channel> `x`")
    assert "<script>" not in github.markdown(made)
    assert "\\|" in github.markdown(made)
    assert "<!channel>" not in json.dumps(slack.message(made))


def test_junit_takes_any_text() -> None:
    made = no_go(entry("test_bad", Outcome.FAILED, "a control \x07 character"), why="\x00")
    assert Xml.tostring(junit.tree(made))


def test_allure_names_the_job_only_where_there_is_one(tmp_path: Path) -> None:
    run_facts.write(result(), tmp_path, {})
    assert not (tmp_path / "executor.json").exists()
    run_facts.write(result(), tmp_path, {"GITHUB_RUN_ID": "7", "GITHUB_REPOSITORY": "a/b"})
    assert "/a/b/actions/runs/7" in (tmp_path / "executor.json").read_text()


def test_a_go_says_no_more_than_what_it_covers() -> None:
    good = entry("test_good")
    whole = "Every promised check ran and passed, and one build answered from start to end: go."
    assert text.next_step(result(good)) == whole
    assert text.next_step(result(good, build=None, not_covered=("TLS",))) == (
        "Every check that ran passed: go, for what is covered."
    )


def test_many_checks_that_flip_are_few_lines() -> None:
    lines = list(text.details(result(flips={"seldom": 3} | {f"test_{number}": 4 for number in range(20)})))
    told = [line for line in lines if line.startswith("flips")]
    assert (len(told), told[-1]) == (6, "flips: 16 checks more, see verdict.json")
    assert "seldom" not in "".join(told)
