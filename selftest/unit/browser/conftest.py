"""Fixtures of the tests of the browser's part."""

import pytest

from servio_verify.environments.gate import current
from servio_verify.environments.gate.admission import NOBODY


@pytest.fixture(autouse=True)
def _nobody_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know no addresses, whatever another test has left behind: pages tell their own from others by them."""
    monkeypatch.setattr(current, "_followed", NOBODY)
