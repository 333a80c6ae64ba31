"""What `locust --headless` runs: the profile's load on an environment, judged by its gates."""

import gc

gc.freeze()  # Locust stays: what is loaded now is not searched for garbage again and again

from servio_verify.load.driver.events import install  # noqa: E402
from servio_verify.load.driver.shape import Stages  # noqa: E402
from servio_verify.load.driver.user import LoadUser  # noqa: E402

__all__ = ["LoadUser", "Stages"]

install()
