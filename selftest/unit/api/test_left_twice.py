"""What a form stored twice is counted twice among what may be left."""

from pathlib import Path

from servio_verify.api.client import Api
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
