"""Slack message of a result."""

from collections.abc import Sequence

from servio_verify.reporting import text
from servio_verify.reporting.github import SIGNS
from servio_verify.reporting.post import post_json
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict

LINES_SHOWN = 8
LONGEST = 2800
"""Characters of one block of text, below Slack's limit of 3,000."""


def post(result: Result, webhook: str) -> str | None:
    """Post to the webhook; return what went wrong, without the address, which is a secret."""
    return post_json(webhook, message(result)).wrong


def message(result: Result) -> dict[str, object]:
    """Return the message: one line for notifications, the reasons below it."""
    lines = [*(f"• {reason}" for reason in text.reasons(result)), text.counts(result), *text.details(result)]
    return made_of(result.verdict, text.first_line(result), text.title(result), lines[:LINES_SHOWN])


def made_of(verdict: Verdict, short: str, title: str, lines: Sequence[str]) -> dict[str, object]:
    """Return a message: `short` for notifications; the title and the lines where it is read."""
    sign = SIGNS[verdict]
    body = _plain("\n".join(lines))[:LONGEST]
    section = {"type": "section", "text": {"type": "mrkdwn", "text": f"*{_plain(f'{sign} {title}')}*\n{body}"}}
    return {"text": _plain(f"{sign} {short}"), "blocks": [section]}


def _plain(words: str) -> str:
    """Escape as Slack asks: nothing of the target's words is a mention or a link."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
