"""Facts of the API alone: what wrong input and foreign pages are answered with."""

from collections.abc import Mapping
from uuid import uuid4

from servio_verify.infra.facts import Value
from servio_verify.infra.web.asking import Asking
from servio_verify.infra.web.origin import answered
from servio_verify.infra.web.pages import Read

FOREIGN = "https://stranger.example"
_JSON = {"Content-Type": "application/json"}
_NOBODY = uuid4()


def _venues(asking: Asking, more: str = "") -> str:
    return asking.environment.api_url + asking.environment.paths.at(f"/api/v1/venues{more}")


def _unknown_venue(asking: Asking) -> Value:
    return answered(asking.get(_venues(asking, f"/{_NOBODY}")))


def _wrong_parameter(asking: Asking) -> Value:
    return answered(asking.get(f"{_venues(asking)}?page=none"))


def _without_session(asking: Asking) -> Value:
    return answered(asking.get(_venues(asking, f"/{_NOBODY}/orders")))


def _malformed_body(asking: Asking) -> Value:
    url = asking.environment.api_url + asking.environment.paths.sign_in
    return answered(asking.ask("POST", url, content="{", headers=_JSON))


def _cors(origin: str, asking: Asking) -> Value:
    headers = asking.get(_venues(asking), Origin=origin).headers
    allowed = headers.get("Access-Control-Allow-Origin")
    with_cookies = headers.get("Access-Control-Allow-Credentials") == "true"
    return asking.plain(f"{allowed}{' with credentials' if with_cookies else ''}") if allowed else None


FACTS: Mapping[str, tuple[str, Read]] = {
    "api_unknown_venue": ("what an unknown venue is answered with", _unknown_venue),
    "api_wrong_parameter": ("what `page=none` of a list is answered with", _wrong_parameter),
    "api_without_session": ("what a venue's orders are answered with, without a session", _without_session),
    "api_malformed_body": (
        "what a sign-in that is no JSON is answered with; only where writes are allowed",
        _malformed_body,
    ),
    "api_cors_own": ("whom CORS lets in, asked as the web app", lambda it: _cors(it.environment.web_url, it)),
    "api_cors_foreign": ("whom CORS lets in, asked as a foreign page", lambda it: _cors(FOREIGN, it)),
}
