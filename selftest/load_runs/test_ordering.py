"""Load that writes: it leaves nothing on the target."""

from selftest.support.load_runs import Ended, Place
from selftest.support.processes import servio, settings_of
from selftest.support.renamed import one_origin
from servio_verify.run.journal import Journal

ORDERING = "[journeys]\nhome = 1\nbrowse_venues = 1\nopen_menu = 1\norder = 2\nsign_in = 1\n"


def test_an_ordering_load_leaves_nothing_on_the_target(here: Place) -> None:
    (here.root / "environments" / "own.toml").write_text("sandbox = []\nload = true\nwrites = true\n")
    name = here.profile(users=5, seconds=4, gates='["errors < 5 %", "p50 < 1 s for each"]', more=ORDERING)
    ordered_and_left_nothing(here.run_profile("", name, "--env", "own"))


def test_an_ordering_load_knows_another_servio_s_answers(here: Place) -> None:
    """Its envelopes begin with `meta`, its menus need a session, and it has everything at other addresses."""
    with servio("selftest.other_servio") as told, one_origin(settings_of(told)) as elsewhere:
        account = {"SERVIO_EMAIL": told["email"], "SERVIO_PASSWORD": told["password"]}
        (here.root / "environments" / "own.toml").write_text("load = true\nwrites = true\n")
        name = here.profile(users=5, seconds=4, gates='["errors < 5 %", "p50 < 1 s for each"]', more=ORDERING)
        ended = here.run_profile("", name, "--env", "own", **elsewhere, **account)
    ordered_and_left_nothing(ended)


def ordered_and_left_nothing(ended: Ended) -> None:
    assert ended.code in (0, 10), ended.output + ended.errors
    endpoints = {row["endpoint"]: row for row in ended.told["endpoints"]}
    assert endpoints["POST /api/v1/venues/{id}/orders"]["requests"] > 0
    assert {row["failed"] for row in endpoints.values()} == {0}, ended.output
    journal = Journal.read(ended.folder / "journal-load.jsonl")
    assert not [what for what in ended.told["not_covered"] if "orders" in what]
    assert ended.told["incidents"]["lost_orders"] is None
    assert (journal.made, journal.intended, ended.told["incidents"]["leftovers"]) == ([], [], [])
