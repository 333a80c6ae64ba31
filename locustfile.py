"""What `locust --headless` runs: the profile's load on an environment, judged by its gates."""

import gc

import locust  # noqa: F401 - lets gevent patch this process: it looks for locks among what is not frozen yet

gc.freeze()  # Locust stays: it is not searched for garbage again and again while ours is loaded

from servio_verify.load.driver.events import install  # noqa: E402
from servio_verify.load.driver.shape import Stages  # noqa: E402
from servio_verify.load.driver.user import LoadUser  # noqa: E402

__all__ = ["LoadUser", "Stages"]

install()
