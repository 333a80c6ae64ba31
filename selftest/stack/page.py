"""The table of breakages as people read it: `python -m selftest.stack.page` writes it into docs/local-staging.md."""

import re

from selftest.stack.rows import ROWS
from selftest.support.processes import ROOT

PAGE = ROOT / "docs/local-staging.md"
HEAD = "| when | it says | because |\n|---|---|---|\n"
_TABLE = re.compile(re.escape(HEAD) + r"(?:\|.*\n)*")


def table() -> str:
    """Return the table."""
    return HEAD + "".join(f"| {row.name} | {row.ends[0]} | {row.why} |\n" for row in ROWS)


def page() -> str:
    """Return the page with the table as it is now."""
    return _TABLE.sub(lambda _: table(), PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
