"""Locust's own page about a run, written without its template engine, which takes four times the memory and time."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from locust import html

_MARK = re.compile(rb"\{%-? *(raw|endraw) *-?%\}|\{\{ *(template_args) *\| *tojson *\}\}|\{\{ *(theme) *\}\}|\{[{%#]")
MARKS = [b"raw", b"endraw", b"template_args", b"theme"]
"""The marks of Locust's template, in their order; a template with others is left to Locust."""


def write(environment: Any, path: Path) -> bool:
    """Write the page; False where Locust's template is not the one that is known, and nothing was written."""
    template = (Path(html.DEFAULT_BUILD_PATH) / "report.html").read_bytes()
    marks = list(_MARK.finditer(template))
    if [mark.group(1) or mark.group(2) or mark.group(3) for mark in marks] != MARKS:
        return False
    values = _values(environment)
    said = {
        b"template_args": str(htmlsafe_json_dumps(values["template_args"], sort_keys=True)).encode(),
        b"theme": str(values["theme"]).encode(),
    }
    with path.open("wb") as page:
        page.writelines(_filled(template, marks, said))
    return True


def _filled(template: bytes, marks: list[re.Match[bytes]], said: dict[bytes, bytes]) -> Iterator[bytes | memoryview]:
    whole, at = memoryview(template), 0
    for mark in marks:
        yield whole[at : mark.start()]
        yield said.get(mark.group(2) or mark.group(3) or b"", b"")
        at = mark.end()
    yield whole[at : -1 if template.endswith(b"\n") else None]


def _values(environment: Any) -> dict[str, Any]:
    """Return what Locust would fill into its template."""
    found: dict[str, Any] = {}
    render = html.render_template_from
    html.render_template_from = lambda _, **values: found.update(values)
    report: Any = html.get_html_report
    try:
        report(environment, show_download_link=False)
    finally:
        html.render_template_from = render
    return found
