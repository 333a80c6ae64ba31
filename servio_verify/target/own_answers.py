"""All that Servio's API has answered this process so far, for what is promised of every answer."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx

from servio_verify.api.assertions import ensure
from servio_verify.environments.layout import current, tables
from servio_verify.failures.intermediary import is_envelope
from servio_verify.traffic.exchanges import ANSWERS


def expect_own_answers(api_url: str, asked: httpx.Response) -> Sequence[httpx.Response]:
    """Return those answers; ResponseError about the one that was asked for to have one, where it is none either."""
    seen = own_answers(api_url)
    ensure(seen, "no answer so far is certainly the API's own, so nothing shows what is promised of each", asked)
    return seen


def own_answers(api_url: str) -> Sequence[httpx.Response]:
    """Return the answers that are certainly Servio's own: envelopes, and successes below the API's path.

    Not among them: a gateway's refusal, a preflight's answer, and that of a sign-in which is not the contract's.
    """
    below, elsewhere = str(httpx.URL(f"{api_url}{current.at(tables.API)}/")), _sign_in_elsewhere()
    return [
        answer
        for answer in ANSWERS
        if str(answer.request.url).startswith(below)
        and answer.request.url.path != elsewhere
        and answer.request.method != "OPTIONS"
        and (is_envelope(answer.text) or (answer.is_success and not _is_page(answer)))
    ]


def _is_page(answer: httpx.Response) -> bool:
    return "html" in answer.headers.get("Content-Type", "")


def _sign_in_elsewhere() -> str:
    path = urlsplit(current.at(tables.SIGN_IN)).path
    is_own = path == f"{current.at(tables.API)}/auth/login" and current.layout().sign_in == tables.SignIn()
    return "" if is_own else path
