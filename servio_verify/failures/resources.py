"""Resources that the API of an environment does not have: what needs one is not covered, by name."""

import pytest

from servio_verify.environments.layout import current


def need(path: str) -> None:
    """Skip the check where the environment has nothing at this path below `/api/v1`, with the setting as the reason."""
    if setting := current.layout().resources.missing(path):
        pytest.skip(f"what the API does not have: {setting}")
