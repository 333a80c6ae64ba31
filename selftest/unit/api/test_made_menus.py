"""What the checks make to order from."""

import json
from pathlib import Path

import httpx
import pytest

from servio_verify.api.client import Api
from servio_verify.api.models import Venue
from servio_verify.failures.check_errors import ResponseError
from servio_verify.run.identity import Run, new_run_id
from servio_verify.run.journal import Journal

VENUE = {"id": 1, "name": "Quay", "timezone": "UTC", "currency": "GBP", "createdAt": 0, "updatedAt": 0}


def test_a_menu_is_made_as_an_active_one(tmp_path: Path) -> None:
    """What it is by default is not promised, and nobody need be able to order from a draft."""
    run, sent = Run(new_run_id(), tmp_path), []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(500)

    client = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://api.test")
    with client, pytest.raises(ResponseError):
        Api(client, Journal.of(run), run).make_menu(Venue.model_validate(VENUE), "2.00")
    assert sent[0]["isActive"] is True
