"""`verdict.json` is what its schema says."""

import json

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from selftest.support.processes import ROOT
from selftest.support.results import entry, no_go, result
from servio_verify.results.model import Outcome, Result, json_schema

SCHEMA = json.loads((ROOT / "schemas/verdict-1.json").read_text())

BAD = entry("test_bad", Outcome.FAILED, "the till is open <b>|`x`")

RESULTS = [result(entry("test_good")), no_go(BAD, entry("test_late", Outcome.NOT_RUN, "stopped")), result()]


def test_the_published_schema_is_the_model_s() -> None:
    assert json_schema() == SCHEMA, "run `python -m servio_verify.results.model`"


@pytest.mark.parametrize("made", RESULTS, ids=["go", "no-go", "nothing ran"])
def test_a_result_fits_the_schema_and_is_read_back_as_written(made: Result) -> None:
    told = json.loads(made.model_dump_json(by_alias=True))
    Draft202012Validator(SCHEMA).validate(told)
    assert Result.model_validate(told) == made
