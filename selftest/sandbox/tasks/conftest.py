"""Two tasks of one deployment, on a PostgreSQL and a Redis of their own; once for each worker."""

from collections.abc import Iterator

import httpx
import pytest

from selftest.support.tasks import KEY, Deployment, Parts, deployment, parts_running


@pytest.fixture(scope="session")
def parts() -> Iterator[Parts]:
    with parts_running() as found:
        yield found


@pytest.fixture(scope="session")
def tasks(parts: Parts) -> Iterator[Deployment]:
    with deployment(parts, "--sign-in-limit", "500", "--public-web", "https://servio.example.com") as found:
        yield found


@pytest.fixture
def one(tasks: Deployment) -> httpx.Client:
    return tasks.clients[0]


@pytest.fixture
def other(tasks: Deployment) -> httpx.Client:
    return tasks.clients[1]


@pytest.fixture(scope="session")
def key() -> dict[str, str]:
    return {"Authorization": f"Bearer {KEY}"}
