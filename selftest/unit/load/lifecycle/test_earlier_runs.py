"""The run that a load run is compared with, as its set-up finds it."""

from argparse import Namespace
from pathlib import Path

import pytest

from selftest.support.load_samples import made
from servio_verify.errors import UsageError
from servio_verify.load.lifecycle import setup


def test_the_first_run_has_nothing_to_compare_with(tmp_path: Path) -> None:
    assert setup._earlier(Namespace(baseline=None), tmp_path / "kept.json", made()) == ({}, None)


def test_a_last_go_that_cannot_be_compared_with_is_told_and_ends_no_run(tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text('{"profile": {"stages"')
    found, why = setup._earlier(Namespace(baseline=None), tmp_path / "kept.json", made())
    assert not found
    assert why is not None
    assert why.startswith("the comparison with the last GO: baseline ")


def test_a_file_that_was_asked_for_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="must be a load"):
        setup._earlier(Namespace(baseline="kept.json"), tmp_path / "kept.json", made())
