"""The planted slow answer is slow on any machine."""

import httpx
import pytest

from servio_verify.workflow.planted_server import planted_server


def test_the_slow_answer_does_not_come_in_time_however_long_a_thread_was_kept_waiting() -> None:
    late = pytest.raises(httpx.ReadTimeout)
    with planted_server() as planted, httpx.Client(trust_env=False, timeout=1.0) as client, late:
        client.get(f"{planted.url}/slow")
