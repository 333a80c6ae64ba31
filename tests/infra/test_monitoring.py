"""Monitoring: logs are kept, and alarms are heard."""

import pytest

from servio_verify.infra.expected.expectation import Expectation
from servio_verify.infra.facts import Facts
from servio_verify.testing import CRITICAL, area

pytestmark = [area("Infrastructure", "Monitoring", CRITICAL), pytest.mark.facts("logs", "alarms")]


def test_it_is_as_agreed(expectation: Expectation, facts: Facts) -> None:
    expectation.hold(facts)
