"""Which addresses a redirect to HTTPS may lead to."""

import pytest

from servio_verify.target.tls import leads_to_production, share_a_name

HERE = "https://staging.servio.com"


@pytest.mark.parametrize(
    ("told", "here"),
    [
        ("https://staging.servio.com/health", HERE),
        ("https://STAGING.servio.com:443/", HERE),
        ("https://www.staging.servio.com/", HERE),
        ("https://localhost:8443/", "https://localhost:1"),
        ("https://127.0.0.1:8443/", "https://127.0.0.1:1"),
        ("https://[::1]:8443/", "https://[::1]:1"),
    ],
)
def test_the_same_host_and_those_beside_it_share_a_name(told: str, here: str) -> None:
    assert share_a_name(told, here)


@pytest.mark.parametrize(
    ("told", "here"),
    [
        ("https://_/health", HERE),
        ("https:///health", HERE),
        ("https://localhost/", HERE),
        ("https://servio.example/", HERE),
        ("https://10.0.0.1/", "https://127.0.0.1"),
    ],
)
def test_another_host_shares_none(told: str, here: str) -> None:
    assert not share_a_name(told, here)


@pytest.mark.parametrize("told", ["https://servio.com/", "https://API.servio.com:443/api/v1/venues"])
def test_staging_does_not_lead_to_production(told: str) -> None:
    assert share_a_name(told, HERE)
    assert leads_to_production(told, HERE)


@pytest.mark.parametrize(
    ("told", "here"), [("https://www.servio.com/", "https://servio.com"), ("https://www.staging.servio.com/", HERE)]
)
def test_production_leads_to_itself_and_staging_to_what_is_beside_it(told: str, here: str) -> None:
    assert not leads_to_production(told, here)
