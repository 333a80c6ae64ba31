"""Words of production in the name of a host, a database or a user."""

import pytest

from servio_verify.environments.permissions import is_production, says_production

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


@pytest.mark.parametrize(
    "word", ["production", "Live", "prod-eu", "EU Production", "PRD", "postprod", "pre production-eu live"]
)
def test_a_target_that_calls_itself_production_is_known(word: str) -> None:
    assert is_production(word)


@pytest.mark.parametrize(
    "word", ["pre-production", "Non Prod", "PreProd", "nonproduction", "shop_pre_prod", "prelive", ""]
)
def test_what_comes_before_production_is_none(word: str) -> None:
    assert not is_production(word)
