"""Refuses what an environment does not allow: by its file, by its host names, and by what the target says it is."""

from collections.abc import Iterable

import httpx

from servio_verify.environments.model import Environment, Tier
from servio_verify.errors import UsageError

PRODUCTION_WORDS = ("production", "prod", "live")


class RefusedError(UsageError):
    """What was asked for may not be done there; the text is the one line to show."""


def refuse_tiers(environment: Environment, node_ids: Iterable[str]) -> None:
    """Raise RefusedError where one of these checks is of a tier that may not run there."""
    folders = {node_id.partition("tests/")[2].partition("/")[0] for node_id in node_ids}
    for tier in Tier:
        if tier in folders and (reason := environment.refusal(tier)):
            raise RefusedError(f"{reason}; run `pytest -m smoke --env {environment.name}` instead")


def refuse_undeclared_production(environment: Environment) -> None:
    """Raise RefusedError where checks may write, but the target itself says that it is production.

    It may say so in the JSON of its `/health`, as `environment` or `env`, or in a header `X-Environment`.
    """
    if not environment.writes and not environment.load:
        return
    for url in (environment.web_url, environment.api_url):
        try:
            answer = httpx.get(f"{url}/health", verify=False, timeout=5)  # noqa: S501 - nothing of it is believed
        except httpx.HTTPError:
            continue  # what is down is told by others
        if (said := _environment_said(answer)) and said.lower() in PRODUCTION_WORDS:
            raise RefusedError(
                f"{url} says that it is {said}, and environment {environment.name!r} allows writes or load: "
                f"correct the address, or set writes = false and load = false in environments/{environment.name}.toml"
            )


def _environment_said(answer: httpx.Response) -> str | None:
    if told := answer.headers.get("X-Environment"):
        return str(told)
    try:
        body = answer.json()
    except ValueError:
        return None
    for holder in (body, body.get("data")) if isinstance(body, dict) else ():
        if isinstance(holder, dict):
            for key in ("environment", "env"):
                if isinstance(holder.get(key), str):
                    return str(holder[key])
    return None
