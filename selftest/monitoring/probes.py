"""A source by itself: opened for staging as a run opens it, and asked about a window."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import boto3

from selftest.support.aws.sizes import REGION
from servio_verify.environments.model import Environment
from servio_verify.infra.aws.account import Aws, Clients
from servio_verify.infra.aws.settings import AwsSettings
from servio_verify.infra.source import Place
from servio_verify.monitoring.reading import Window
from servio_verify.monitoring.source import Probe, source

OF_AWS = ("balancer", "tasks", "logs")
RUN = "20261129t023100z-abcdef"


def opened(name: str, secrets: dict[str, str] | None = None, **settings: Any) -> Probe:
    """Return a source of this name, with these settings in its table; one of AWS is signed in already."""
    web, api = "https://staging.example.com", "https://api.staging.example.com"
    told = {"name": "staging", "web_url": web, "api_url": api, "secrets": secrets or {}}
    environment = Environment.model_validate(told | {"monitoring": {name: settings}})
    place = Place(environment, {"aws": {"region": REGION}})
    if name in OF_AWS:
        place.once.get("aws", lambda: Aws(AwsSettings.of("staging", {"region": REGION}), _clients()))
    return source(name).open(place)


@cache
def _clients() -> Clients:
    """Return clients that are made once: they lead where the environment of the process led the first of them."""
    return Clients(boto3.Session(region_name=REGION))


def window(seconds: float = 60.0, *, ago: float = 0.0) -> Window:
    """Return a window of so many seconds, which ended so long ago."""
    ends = datetime.now(UTC) - timedelta(seconds=ago)
    return Window(ends - timedelta(seconds=seconds), ends, "3f9c2d1", RUN)
