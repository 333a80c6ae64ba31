"""Tests of secrets: each begins as a new process does."""

import pytest

from servio_verify.secrets import obtained


@pytest.fixture(autouse=True)
def _nothing_obtained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know of no secret of another test's."""
    monkeypatch.setattr(obtained, "_here", {})
    monkeypatch.setattr(obtained, "_read", {})
    monkeypatch.setattr(obtained, "_file", None)
