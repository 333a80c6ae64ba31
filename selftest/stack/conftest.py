"""One stack for all rows of a worker, as it was before each."""

from collections.abc import Iterator

import pytest

from selftest.stack.breaking import restore
from selftest.support.staging import staging
from servio_sandbox.stack.control import Control
from servio_sandbox.stack.place import FOLDER, Place


@pytest.fixture(scope="session")
def one_stack() -> Iterator[Control]:
    """A stack of this worker's own; roll-outs and runs find it by the environment."""
    with staging() as own, pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(own.folder))
        started = own.run("up")
        assert started.returncode == 0, started.stderr
        yield Control(Place(own.folder))


@pytest.fixture
def stack(one_stack: Control) -> Iterator[Control]:
    """Two healthy tasks of the first build; whatever a row leaves is put right after it."""
    restore(one_stack)
    yield one_stack
    restore(one_stack)
