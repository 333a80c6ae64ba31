"""E-mail addresses in any text. Those of domains that nobody can have are reserved (RFC 2606, 6761, 6762; ICANN)."""

import re
from collections.abc import Iterator

from servio_verify.data.check.detect.found import Found
from servio_verify.data.check.kinds import Kind

EMAIL = re.compile(
    r"(?<![\w+])[\w+][\w.+-]{0,63}@((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24}))"
    r"(?!\w)(-?)"
)
RESERVED = frozenset(
    ("invalid", "test", "example", "localhost", "local", "internal", "intranet", "private", "corp", "home", "lan")
)
BEFORE_A_HYPHEN = frozenset(
    "com,net,org,info,biz,uk,ie,de,fr,es,it,nl,be,at,ch,pt,se,dk,no,fi,pl,au".split(",")  # noqa: SIM905
)
"""Ends of domains behind which a hyphen is one of the sentence: hosts are called `web.prod-2` too."""

EXAMPLES = re.compile(r"(?:^|\.)(?:example\.(?:com|net|org)|home\.arpa)$")
FILES = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "js", "css", "html", "php", "pdf"})
ODD = {0xFF20: "@", 0xFF0E: ".", **dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))}
"""Wide forms, and characters without width, which come along when an address is copied from a page."""

NOBODY = re.compile(r"(?:no-?reply|do-?not-?reply|mailer-daemon|git)@")


def find(text: str) -> Iterator[Found]:
    """Yield each address."""
    if "@" not in text and "\uff20" not in text:
        return
    if not text.isascii():
        text = text.translate(ODD)
    for match in EMAIL.finditer(text):
        domain = match[1].lower()
        top = domain.rpartition(".")[2]
        if top in FILES or (match[2] and top not in BEFORE_A_HYPHEN) or NOBODY.match(match[0].lower()):
            continue
        yield Found(Kind.EMAIL, match[0].removesuffix("-"), not (top in RESERVED or EXAMPLES.search(domain)))
