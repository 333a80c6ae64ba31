import ssl
from datetime import timedelta

import httpx
import pytest

from servio_verify.environments import trust
from servio_verify.environments.layout.current import at
from servio_verify.target import tls
from servio_verify.testing import CRITICAL, Environment, area, ensure

pytestmark = area("Security", "TLS", CRITICAL)

ORIGINS = pytest.mark.parametrize("url", ["web_url", "api_url"], indirect=True)
PLACES = [("web_url", "/health"), ("web_url", "/"), ("api_url", "/health"), ("api_url", "/api/v1/venues")]
TODAY = (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2)
FEWEST_DAYS = 14


@pytest.fixture
def url(request: pytest.FixtureRequest, environment: Environment) -> str:
    """One origin, where it is spoken to over TLS."""
    origin: str = getattr(environment, request.param)
    if not origin.startswith("https:"):
        pytest.skip("TLS: the target is spoken to over plain HTTP")
    return origin


@ORIGINS
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1], ids=["1.0", "1.1"])
def test_an_old_tls_is_refused(url: str, version: ssl.TLSVersion) -> None:
    assert tls.accepts_any(url, TODAY), f"{url} speaks no TLS at all, so no old one is refused"
    assert not tls.accepts(url, version), f"{url} accepts {version.name}; the promise is TLS 1.2 or newer"


@ORIGINS
def test_today_s_tls_is_accepted(url: str) -> None:
    assert tls.accepts_any(url, TODAY), f"{url} speaks neither TLS 1.3 nor 1.2"


@ORIGINS
def test_the_certificate_is_trusted_and_stays_valid(url: str, environment: Environment) -> None:
    left = tls.certificate_validity(url, trust.client_context(environment))
    assert left >= timedelta(days=FEWEST_DAYS), f"the certificate of {url} ends in {left.days} days"


@pytest.mark.parametrize(("url", "path"), PLACES, indirect=["url"])
def test_plain_http_leads_to_https(url: str, path: str, environment: Environment, web: httpx.Client) -> None:
    plain = environment.plain_http(url)
    if plain is None:
        pytest.skip(f"no plain HTTP address is known for {url}: set web_http_url and api_http_url")
    answer = web.get(f"{plain}{at(path)}")
    location = answer.headers.get("Location", "")
    ensure(answer.is_redirect, f"plain HTTP does not lead to HTTPS at {plain}", answer)
    leads = f"plain HTTP at {plain} leads to {location!r}"
    ensure(location.startswith("https://"), leads, answer)
    ensure(tls.share_a_name(location, url), leads, answer, "the same host, or one beside it")
    ensure(not tls.leads_to_production(location, url), f"{leads}, which is production", answer)
    if not location.startswith(f"{url}/"):
        led = web.get(location)
        ensure(not led.is_server_error, f"{leads}, which answers {led.status_code}", led)
