"""Slack message of a result."""

import httpx

from servio_verify.reporting import text
from servio_verify.reporting.github import SIGNS
from servio_verify.results.model import Result
from servio_verify.traffic.transport import Transport

SECONDS = 5.0
LINES_SHOWN = 8
LONGEST = 2800
"""Characters of one block of text, below Slack's limit of 3,000."""


def post(result: Result, webhook: str) -> str | None:
    """Post to the webhook; return what went wrong, without the address, which is a secret."""
    try:
        with httpx.Client(transport=Transport(verify=True), trust_env=False, timeout=SECONDS) as client:
            answer = client.post(webhook, json=message(result))
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return type(error).__name__
    return None if answer.is_success else f"answered {answer.status_code}"


def message(result: Result) -> dict[str, object]:
    """Return the message: one line for notifications, the reasons below it."""
    head = f"{SIGNS[result.verdict]} {text.title(result)}"
    lines = [*(f"• {reason}" for reason in text.reasons(result)), text.counts(result), *text.details(result)]
    body = _plain("\n".join(lines[:LINES_SHOWN]))[:LONGEST]
    section = {"type": "section", "text": {"type": "mrkdwn", "text": f"*{_plain(head)}*\n{body}"}}
    return {"text": _plain(f"{SIGNS[result.verdict]} {text.first_line(result)}"), "blocks": [section]}


def _plain(words: str) -> str:
    """Escape as Slack asks: nothing of the target's words is a mention or a link."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
