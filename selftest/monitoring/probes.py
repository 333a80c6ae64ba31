"""A source by itself: opened for staging as a run opens it, and asked about a window."""

from datetime import UTC, datetime, timedelta
from typing import Any

from selftest.support.aws.sizes import REGION
from servio_verify.environments.model import Environment
from servio_verify.infra.source import Place
from servio_verify.monitoring.reading import Window
from servio_verify.monitoring.source import Probe, source

RUN = "20261129t023100z-abcdef"


def opened(name: str, secrets: dict[str, str] | None = None, **settings: Any) -> Probe:
    """Return a source of this name, with these settings in its table."""
    web, api = "https://staging.example.com", "https://api.staging.example.com"
    told = {"name": "staging", "web_url": web, "api_url": api, "secrets": secrets or {}}
    environment = Environment.model_validate(told | {"monitoring": {name: settings}})
    return source(name).open(Place(environment, {"aws": {"region": REGION}}))


def window(seconds: float = 60.0, *, ago: float = 0.0) -> Window:
    """Return a window of so many seconds, which ended so long ago."""
    ends = datetime.now(UTC) - timedelta(seconds=ago)
    return Window(ends - timedelta(seconds=seconds), ends, "3f9c2d1", RUN)
