"""Both origins from outside: TLS, headers, and answers to wrong input are what was agreed."""

import pytest

from servio_verify.infra.expected.expectation import Expectation
from servio_verify.infra.facts import Facts
from servio_verify.testing import CRITICAL, area

pytestmark = [area("Infrastructure", "HTTP", CRITICAL), pytest.mark.facts("http")]


def test_it_is_as_agreed(expectation: Expectation, facts: Facts) -> None:
    expectation.hold(facts)
