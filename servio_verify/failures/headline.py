"""Headline of a reason: its first line, one sentence for people who know Servio and not this suite."""

import re
from functools import lru_cache

from servio_verify.failures.sentences import title

LONGEST = 160
"""Characters of a reason, its count included."""

_CHECK = re.compile(r"[\w./-]*\btest_[\w.]+(?:::\w+)*(?:\[[^\]]*\])?")
_NAME = re.compile(r"http|[a-z_]+\.[a-z0-9_]+ ")
"""A line that begins with what is written small wherever it stands: an address, or the name of a fact."""

_COMMIT = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{1,28}\b")


@lru_cache  # of checks that were left out, hundreds have one reason
def headline(text: str, checks: int = 1) -> str:
    """Return the first line of a text as a sentence, without node ids and JSON, and how many checks failed for it."""
    count = f" ({checks} checks)" if checks > 1 else ""
    line = " ".join(text.strip().partition("\n")[0].replace("net::ERR_", "ERR_").split())
    line = _CHECK.sub(lambda check: f'"{title(check[0])}"', line)
    line = _COMMIT.sub(r"\1", line)
    if (start := line.find('{"')) >= 0:
        line = f"{line[:start].rstrip(' :,')}…"
    if not _NAME.match(line):
        line = line[:1].upper() + line[1:]
    return _cut(line, LONGEST - len(count)) + count


def detail(text: str) -> str:
    """Return what stands behind the first line: the evidence, and first the whole line where the headline is cut."""
    first, _, rest = text.strip().partition("\n")
    cut = headline(text).endswith("…") and not first.endswith("…")
    return "\n".join([*([first] if cut else []), *([rest] if rest else [])])


def _cut(line: str, room: int) -> str:
    if len(line) <= room:
        return line
    short = line[: room - 1]
    words = short.rpartition(" ")[0]
    return f"{(words if len(words) > room // 2 else short).rstrip(' :,;')}…"
