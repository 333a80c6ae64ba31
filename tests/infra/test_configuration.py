"""Configuration: the dotenv file and what the running task gets have no mistake; a value is never shown."""

import pytest

from servio_verify.infra.configuration.catalogue import Family
from servio_verify.infra.configuration.holding import Held
from servio_verify.testing import CRITICAL, area

pytestmark = area("Infrastructure", "Configuration", CRITICAL)


@pytest.mark.parametrize("family", list(Family))
def test_the_configuration_has_no_mistake_in_its(family: Family, configuration: Held) -> None:
    configuration.hold(family)


def test_no_secret_is_productions_too(configuration: Held) -> None:
    if configuration.subject.expected.name == "production":
        pytest.skip("whether secrets are those of production: this is production")
    configuration.hold_apart("production")
