"""A check that takes its time."""

import os

from servio_verify.run.polling import wait_until


def test_late() -> None:
    wait_until(lambda: False, int(os.environ["CHECK_SECONDS"]))
