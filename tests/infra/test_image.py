"""Image: what a pipeline deployed is what runs, in every task."""

import pytest

from servio_verify.infra.expected.image import ExpectedImage
from servio_verify.infra.facts import Facts
from servio_verify.testing import CRITICAL, area

pytestmark = [area("Infrastructure", "Compute", CRITICAL), pytest.mark.facts("ecs")]


def test_the_expected_image_runs_in_every_task(expected_image: ExpectedImage, facts: Facts) -> None:
    expected_image.hold_digest(facts)


def test_the_image_is_that_of_the_expected_build(expected_image: ExpectedImage, facts: Facts) -> None:
    expected_image.hold_tag(facts)
