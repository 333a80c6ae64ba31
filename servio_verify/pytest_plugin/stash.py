"""Stash keys: the environment and the run that a pytest process works for."""

import pytest

from servio_verify.environments.layout import current
from servio_verify.environments.model import Environment
from servio_verify.run.identity import Run
from servio_verify.secrets import second_factor

ENVIRONMENT = pytest.StashKey[Environment]()
RUN = pytest.StashKey[Run]()


def set_environment(config: pytest.Config, environment: Environment) -> None:
    """Make this the environment that fixtures give, and its web app the one that pages are opened on."""
    config.stash[ENVIRONMENT] = environment
    second_factor.keep(environment)
    current.follow(environment)
    config.option.base_url = environment.web_url


def set_run(config: pytest.Config, run: Run) -> None:
    """Make this the run that fixtures give."""
    config.stash[RUN] = run
