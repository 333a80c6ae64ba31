"""Sentry's client in what a browser was sent: its environment, its address (DSN), and whether the page lets it report.

It reads texts, as anybody can; a client that is loaded later, or whose settings are no literals, is not seen.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from servio_verify.browser.recording.sent import Sent

NEAR = 300
"""Characters around a DSN in which its client's other settings stand."""

_DSN = re.compile(r"https?://[0-9a-f]{32}(?::[0-9a-f]{32})?@([\w.-]+(?::\d+)?)/(?:[\w-]+/)*\d+")
_CLIENT = re.compile(r"__SENTRY__|\bsentry-trace\b|\bsentry_key\b|\bdsn\s*:\s*(?:\"\"|''|void 0|undefined)")
_ENVIRONMENT = re.compile(r"""\benvironment\\?["']?\s*:\s*\\?["'`]([\w.-]+)""")
_BAGGAGE = re.compile(r"\bsentry-environment=([\w.-]+)")
_TUNNEL = re.compile(r"""(?:\btunnel|[sS]entryRewritesTunnelPath)(?:__)?\\?["']?\s*[:=]\s*\\?["'`](/[^"'`\\]*)""")
_POLICY = re.compile(r"^content-security-policy: (.*)$", re.MULTILINE | re.IGNORECASE)
_HTML = re.compile(r"^content-type: text/html", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class SentryClient:
    """What the texts of a page tell: `environments` are pairs of a word and the path of the text that has it."""

    is_there: bool
    hosts: frozenset[str]
    environments: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]

    def other_than(self, environment: str) -> list[str]:
        """Return a line for each environment that is named and is another."""
        wrong = [pair for pair in self.environments if pair[0].lower() != environment.lower()]
        return [f"{word} in {path}, not {environment}" for word, path in dict.fromkeys(wrong)]


def read(sent: Iterable[Sent]) -> SentryClient:
    """Return what these texts tell of Sentry's client."""
    texts = list(sent)
    hosts = {match[1] for each in texts for match in _DSN.finditer(each.text)}
    tunnelled = any(_TUNNEL.search(around) for each in texts for around in _around_dsn(each.text))
    policies = [policy for each in texts if _HTML.search(each.text) for policy in _POLICY.findall(each.text)]
    refused = {host for host in hosts for policy in policies if not tunnelled and not _lets_through(policy, host)}
    environments = tuple((word, each.path) for each in texts for word in _environments(each.text))
    return SentryClient(
        is_there=bool(hosts or environments) or any(_CLIENT.search(each.text) for each in texts),
        hosts=frozenset(hosts),
        environments=environments,
        refused=tuple(sorted(refused)),
    )


def _around_dsn(text: str) -> Iterator[str]:
    yield from (text[max(0, dsn.start() - NEAR) : dsn.end() + NEAR] for dsn in _DSN.finditer(text))


def _environments(text: str) -> Iterator[str]:
    yield from _BAGGAGE.findall(text)
    yield from (word for around in _around_dsn(text) for word in _ENVIRONMENT.findall(around))


def _lets_through(policy: str, host: str) -> bool:
    directives = [part.split() for part in policy.split(";") if part.strip()]
    sources = {name.lower(): values for name, *values in reversed(directives)}
    allowed = sources.get("connect-src", sources.get("default-src"))
    return allowed is None or any(_fits(source.lower(), host) for source in allowed)


def _fits(source: str, host: str) -> bool:
    if source in ("*", "https:"):
        return True
    named = urlsplit(source if "//" in source else f"//{source}").netloc.removesuffix(":443").removesuffix(":*")
    return named == host or (named.startswith("*.") and host.endswith(named[1:]))
