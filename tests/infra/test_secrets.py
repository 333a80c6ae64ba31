"""Secrets: every secret that tasks need is there, and none is about to go."""

import pytest

from servio_verify.infra.expected.expectation import Expectation
from servio_verify.infra.facts import Facts
from servio_verify.testing import CRITICAL, area

pytestmark = [area("Infrastructure", "Secrets", CRITICAL), pytest.mark.facts("secrets")]


def test_it_is_as_agreed(expectation: Expectation, facts: Facts) -> None:
    expectation.hold(facts)
