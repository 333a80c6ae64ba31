"""A check that is known to fail, until some days from now."""

import datetime
import os

import pytest

UNTIL = datetime.date.today() + datetime.timedelta(days=int(os.environ["CHECK_DAYS"]))  # noqa: DTZ011 - as people count


@pytest.mark.quarantine("slow index", "ada", until=UNTIL)
def test_known() -> None:
    raise AssertionError("slow")
