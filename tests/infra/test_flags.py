"""Flags: what is on in the environment is what was agreed."""

import pytest

from servio_verify.infra.expected.expectation import Expectation
from servio_verify.infra.facts import Facts
from servio_verify.testing import CRITICAL, area

pytestmark = [area("Infrastructure", "Flags", CRITICAL), pytest.mark.facts("unleash", "launchdarkly")]


def test_it_is_as_agreed(expectation: Expectation, facts: Facts) -> None:
    expectation.hold(facts)
