"""A bug in a fixture of our own."""

import pytest


@pytest.fixture
def broken() -> str:
    empty: dict[str, str] = {}
    return empty["nothing"]


def test_it(broken: str) -> None: ...
