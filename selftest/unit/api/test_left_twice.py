"""What a form stored twice is counted twice among what may be left, and what is stored once is not."""

from pathlib import Path

import httpx

from servio_verify.api.client import Api
from servio_verify.api.queries import venues_by_address
from servio_verify.environments.model import SANDBOX_ACCOUNT, Environment
from servio_verify.run.identity import Run, new_run_id
from servio_verify.run.journal import Journal
from servio_verify.traffic.http import open_client


def test_two_venues_of_one_name_are_two_things_left(healthy: dict[str, str], tmp_path: Path) -> None:
    addresses = {"web_url": healthy["SERVIO_WEB_URL"], "api_url": healthy["SERVIO_API_URL"]}
    environment = Environment.model_validate({"name": "here", "writes": True} | addresses)
    run = Run(new_run_id(), tmp_path)
    journal = Journal.of(run)
    with open_client(environment, run, environment.api_url) as client:
        api = Api(client, journal, run)
        api.sign_in(*SANDBOX_ACCOUNT)
        name = run.name()
        api.announce_venue(name)
        made = [api.post("/venues", {"name": name, "address": "2 Echo Street"}).json()["data"]["id"] for _ in "12"]
        api.clean_up()
        api.clean_up()
        assert (journal.left, journal.open) == ([name, name], 2)
        for identity in made:
            api.delete(f"/venues/{identity}")


def test_a_venue_whose_id_a_search_tells_as_a_text_is_one_and_is_deleted(tmp_path: Path) -> None:
    run, asked = Run(new_run_id(), tmp_path), []
    told = {"name": run.name(), "address": "2 Echo Street", "timezone": "Europe/London", "currency": "GBP"}
    moment = "2026-11-30T20:00:00Z"
    meta = {"timestamp": moment, "requestId": "1", "version": "1"}

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        venue = told | {"id": "7" if "search" in request.url.params else 7, "createdAt": moment, "updatedAt": moment}
        place = {"page": 1, "limit": 20, "total": 1, "totalPages": 1}
        return httpx.Response(200, json={"success": True, "data": [venue], "meta": meta, "pagination": place})

    with httpx.Client(transport=httpx.MockTransport(answer), base_url="http://api.test") as client:
        api = Api(client, Journal.of(run), run)
        api.announce_venue(told["name"])
        assert len(api.venues_named(told["name"])) == len(venues_by_address(api, told["address"])) == 1
        api.clean_up()
    assert asked[-1] == "DELETE /api/v1/venues/7"
