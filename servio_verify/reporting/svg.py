"""SVG documents that need nothing else: no script, no font, no network."""

from collections.abc import Iterable
from html import escape

WIDTH = 960
_STYLE = "text{font:12px system-ui,sans-serif;fill:#334}.title{font-size:15px;font-weight:600}"


def document(title: str, height: int, style: str, parts: Iterable[str]) -> str:
    """Return a whole document on white; `title` is for those who do not see it, `style` beside that of all texts."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title, quote=True)}"><style>{_STYLE}{style}</style>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def heading(title: str, x: int) -> str:
    """Return the line at the top."""
    return f'<text class="title" x="{x}" y="24">{escape(title)}</text>'
