"""What keeps search engines away: a header, a tag of the page, robots.txt."""

import re

_META = re.compile(r"<meta\b[^>]*\bname\s*=\s*[\"']?robots\b[^>]*>", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_LIMITS = re.compile(r"\bmax-[a-z-]+\s*:\s*[\w-]+")
"""Rules with a value of their own: `max-image-preview:none` hides no page."""

_ALL = ("/", "/*", "*")
_HOME = (*_ALL, "/$", "/*$")
"""Paths of rules that fit everything, and those that fit the home page (RFC 9309)."""


def hides(rules: str) -> bool:
    """Return whether the rules of a header or a tag keep a page out; `none` is `noindex, nofollow`."""
    words = re.findall(r"[a-z_-]+", _LIMITS.sub("", rules.lower()))
    return "noindex" in words or "none" in words


def page_hides(page: str) -> bool:
    """Return whether a tag of the page keeps it out."""
    told = (_CONTENT.search(tag) for tag in _META.findall(page))
    return any(hides(next(filter(None, found.groups()), "")) for found in told if found)


def forbids_all(text: str) -> bool:
    """Return whether a robots.txt keeps everybody from everything: of rules that fit, the longest counts (RFC 9309)."""
    rules = [(key, path) for agents, key, path in _rules(text) if "*" in agents]
    against = max((len(path) for key, path in rules if key == "disallow" and path in _ALL), default=0)
    allowed = max((len(path) for key, path in rules if key == "allow" and path in _HOME), default=0)
    return against > allowed


def _rules(text: str) -> list[tuple[list[str], str, str]]:
    agents: list[str] = []
    in_rules = False
    rules = []
    for line in text.removeprefix("\ufeff").splitlines():
        key, _, value = (part.strip().lower() for part in line.partition("#")[0].partition(":"))
        if key == "user-agent":
            agents, in_rules = ([value], False) if in_rules else ([*agents, value], False)
        elif key in ("allow", "disallow"):
            in_rules = True
            rules.append((agents, key, value))
    return rules
