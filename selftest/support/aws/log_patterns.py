"""Filter patterns of CloudWatch Logs, as AWS documents them for optional terms (`?ERROR ?"two words"`).

ministack 1.5.33 takes `?` for a wildcard and wants every term; a line fits for AWS if it has one of them.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import json
import re

_TERM = re.compile(r'\?("(?:\\.|[^"\\])*"|[^\s"]+)')


def fits(pattern: str, message: str) -> bool:
    """Return whether a line has one of the optional terms of a pattern; there must be no others."""
    assert not _TERM.sub("", pattern).strip(), f"{pattern} has a term that is not optional"
    terms = (found[1:-1] if found.startswith('"') else found for found in _TERM.findall(pattern))
    return any(re.sub(r"\\(.)", r"\1", term) in message for term in terms)


def taken_out(body: bytes) -> tuple[bytes, str]:
    """Return a request without its pattern, and the pattern."""
    asked = json.loads(body)
    pattern = str(asked.pop("filterPattern", ""))
    return json.dumps(asked).encode(), pattern


def filtered(answer: bytes, pattern: str) -> bytes:
    """Return an answer with the lines that fit."""
    told = json.loads(answer)
    told["events"] = [event for event in told["events"] if fits(pattern, event["message"])]
    return json.dumps(told).encode()
