"""What `locust --headless` runs: the profile's load on an environment, judged by its gates."""

from servio_verify.load.driver.events import install
from servio_verify.load.driver.shape import Stages
from servio_verify.load.driver.user import LoadUser

__all__ = ["LoadUser", "Stages"]

install()
