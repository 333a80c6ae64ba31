"""Network: who can reach whom, the way in and the way out are what was agreed."""

import pytest

from servio_verify.infra.expected.expectation import Expectation
from servio_verify.infra.facts import Facts
from servio_verify.testing import CRITICAL, area

pytestmark = [area("Infrastructure", "Network", CRITICAL), pytest.mark.facts("network", "alb", "target_group")]


def test_it_is_as_agreed(expectation: Expectation, facts: Facts) -> None:
    expectation.hold(facts)
