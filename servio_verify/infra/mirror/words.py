"""An environment's own words: its name, its hosts, its ids. Where only they differ, two facts are alike."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from servio_verify.infra.mirror.comparison import Comparison, Id

SHORTEST = 3
"""Characters of a word; a shorter one would be found by chance."""


@dataclass(frozen=True)
class Words:
    """What stands for what in texts of one environment."""

    hosts: Mapping[str, str]
    names: Mapping[str, str]
    ids: tuple[Id, ...]

    def plain(self, text: str) -> str:
        """Return a text with what is only this environment's replaced by what it is."""
        for host, meaning in _longest_first(self.hosts):
            text = re.sub(rf"(?<![\w-]){re.escape(host)}(?![\w-]|\.\w)", meaning, text, flags=re.IGNORECASE)
        for each in self.ids:
            text = each.pattern.sub(lambda found, each=each: found.expand(each.keep) + f"({each.means})", text)  # type: ignore[misc]
        for name, meaning in _longest_first(self.names):
            text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", meaning, text, flags=re.IGNORECASE)
        return text


def words_of(
    name: str, urls: Mapping[str, str | None], more: Iterable[str], table: Mapping[str, str], by: Comparison
) -> Words:
    """Return the words of an environment.

    `urls` are its origins by what they are ("web", "api"), `more` other words for its name, `table` the names that its
    facts file gives to things, by their key.
    """
    hosts: dict[str, str] = {}
    for kind, url in urls.items():
        parts = urlsplit(url or "")
        for host in (parts.netloc.rpartition("@")[2], parts.hostname or ""):
            if host:
                hosts.setdefault(host.removeprefix("www."), f"({kind} host)")
    names = {word: "(environment)" for word in (name, *more) if len(word) >= SHORTEST}
    things = {text: f"({key})" for key, text in table.items() if len(text) >= SHORTEST}
    return Words(hosts, things | names, by.ids)


def _longest_first(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(words.items(), key=lambda word: -len(word[0]))
