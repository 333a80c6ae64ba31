"""Allure's results hold a fixture where there is something to tell of it."""

from pathlib import Path

import pytest
from allure_commons import model2
from allure_commons.logger import AllureFileLogger

from servio_verify.reporting.allure.result_files import ResultFiles


@pytest.mark.parametrize(
    ("status", "step", "told"), [("passed", False, 0), (None, False, 0), ("passed", True, 1), ("broken", False, 1)]
)
def test_a_fixture_is_written_down_that_failed_or_holds_something(
    tmp_path: Path, status: str | None, step: bool, told: int
) -> None:
    before = model2.TestBeforeResult(name="api", status="passed")
    steps = [model2.TestStepResult(name="a step")] if step else []
    after = model2.TestAfterResult(name="api::clean-up", status=status, steps=steps)
    writer = ResultFiles(AllureFileLogger(tmp_path))  # type: ignore[no-untyped-call]
    writer.report_container(model2.TestResultContainer(uuid="1", befores=[before], afters=[after]))
    assert len([*tmp_path.iterdir()]) == told


def test_a_check_is_written_down_as_allure_would(tmp_path: Path) -> None:
    label = model2.Label(name="feature", value="Ünïçødé")
    result = model2.TestResult(uuid="1", name="a check", status="failed", labels=[label], start=1, stop=2)
    allure = AllureFileLogger(tmp_path / "theirs")  # type: ignore[no-untyped-call]
    allure.report_result(result)  # type: ignore[no-untyped-call]
    ResultFiles(AllureFileLogger(tmp_path / "ours")).report_result(result)  # type: ignore[no-untyped-call]
    (theirs,), (ours,) = ([*(tmp_path / name).iterdir()] for name in ("theirs", "ours"))
    assert ours.read_bytes() == theirs.read_bytes()
    assert [len(path.name) for path in (ours, theirs)] == [len("-result.json") + 36] * 2
