"""What may happen to a load run as a whole, and what it alone means."""

from dataclasses import asdict

import pytest

from servio_verify.load.judgement.incidents import Incident, IncidentKind, Incidents
from servio_verify.results.verdict import Verdict


def test_only_a_limit_that_no_longer_holds_speaks_of_the_build() -> None:
    assert {str(kind): kind.verdict for kind in IncidentKind} == {
        "outage": Verdict.INCONCLUSIVE,
        "too many failures": Verdict.INCONCLUSIVE,
        "broken gate": Verdict.NO_GO,
        "ceiling of requests": Verdict.INCONCLUSIVE,
        "stopped by hand": Verdict.INCONCLUSIVE,
    }


@pytest.mark.parametrize("kind", IncidentKind)
def test_only_an_outage_was_an_outage(kind: IncidentKind) -> None:
    assert Incidents(Incident(kind, "it ended")).outage == (kind == "outage")


def test_a_run_to_which_nothing_happened_tells_of_nothing() -> None:
    nothing = {"lost_workers": (), "distrust": (), "builds": (), "stalls": (), "leftovers": ()}
    assert asdict(Incidents()) == nothing | {"stop": None, "crowded": None, "lost_orders": None, "mistake": None}
    assert not Incidents().outage
