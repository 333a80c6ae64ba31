"""What `locust --headless` runs: the profile's load on an environment, judged by its gates."""

import servio_verify.load.driver.events  # noqa: F401 - joins the load run to Locust's events
from servio_verify.load.driver.shape import Stages
from servio_verify.load.driver.user import Visitor

__all__ = ["Stages", "Visitor"]
