"""Posts of JSON to whoever is told of verdicts: Slack, a collector. Never to a Servio."""

from dataclasses import dataclass

import httpx

from servio_verify.traffic.transport import Transport

SECONDS = 5.0


@dataclass(frozen=True)
class Posted:
    """What came of it. `wrong` never holds the address, which may be a secret."""

    wrong: str | None = None
    body: bytes = b""


def post_json(url: str, content: object) -> Posted:
    """Post the content as JSON."""
    try:
        with httpx.Client(transport=Transport(verify=True), trust_env=False, timeout=SECONDS) as client:
            answer = client.post(url, json=content)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return Posted(type(error).__name__)
    return Posted(None if answer.is_success else f"answered {answer.status_code}", answer.content)
