"""A fixture that several checks share, one of them much later."""

import pytest

from servio_verify.api.assertions import expect_success
from servio_verify.api.client import Api
from servio_verify.run.polling import wait_until


def test_late() -> None:
    wait_until(lambda: False, 5)


@pytest.fixture(scope="session")
def kitchen(anonymous_api: Api) -> object:
    return expect_success(anonymous_api.get("/venues"), object)


def test_kitchen(kitchen: object) -> None: ...


def test_later() -> None:
    wait_until(lambda: False, 6)


def test_closing(kitchen: object) -> None: ...
