"""Words of production in the name of a host, a database or a user."""

import pytest

from servio_verify.environments.permissions import says_production

PRODUCTIONS = (
    *("servio_prod", "db-prod1.example.com", "servioprod", "ServioProd", "shopProduction", "servioproduction", "PRD"),
    *("prodDB", "proddb-1", "servioLive", "live", "servioprd", "produs.example.com"),
)
OTHERS = (
    *("servio_staging", "products", "productcatalogue", "producer", "preprod", "nonprod"),
    *("olive", "delivery", "alive", "prodigy", "reproduce"),
)


@pytest.mark.parametrize("name", PRODUCTIONS)
def test_a_name_that_says_production_is_known(name: str) -> None:
    assert says_production(name)


@pytest.mark.parametrize("name", OTHERS)
def test_a_name_that_only_looks_like_it_is_none(name: str) -> None:
    assert says_production(name) is None
