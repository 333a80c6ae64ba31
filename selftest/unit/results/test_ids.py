"""What an id looks like: one definition, for times of endpoints, causes and complaints of pages."""

import pytest

from servio_verify.failures.ids import mask_ids, without_ids

UUID = "ad1b7c65-70e1-4019-b632-495690bf2c92"
PATHS = {
    "/api/v1/venues": "/api/v1/venues",
    "/api/v1/venues/7": "/api/v1/venues/…",
    f"/api/v1/venues/{UUID}/menus": "/api/v1/venues/…/menus",
    "/api/v1/venues/ven_01HX/orders/9/cancel": "/api/v1/venues/…/orders/…/cancel",
    "/v2": "/v2",
    "/v2-3f": "/…",
    "/login?next=/x": "/login?next=/x",
}


@pytest.mark.parametrize(("path", "masked"), PATHS.items())
def test_an_id_in_a_path_is_replaced(path: str, masked: str) -> None:
    assert without_ids(path) == masked


def test_names_of_ours_ids_and_long_numbers_are_one_in_a_text() -> None:
    names = "sv-20261123t021104z-abcdef-gw1-7", UUID, "12345", "ven_0123"
    assert {mask_ids(f"the venue {name} is gone") for name in names} == {"the venue … is gone"}
    assert mask_ids("limit=2 gave 20 venues") == "limit=2 gave 20 venues"
