"""Templates of the pages, in which every word of a target is escaped."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


def template(name: str) -> "Template":
    """Return the template of that name; those that end in `.html` escape what they show."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape  # every process imports this

    loader = PackageLoader("servio_verify.reporting")
    pages = Environment(
        loader=loader,
        autoescape=select_autoescape(default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=not name.endswith(".html"),
        lstrip_blocks=not name.endswith(".html"),
        keep_trailing_newline=True,
    )
    return pages.get_template(name)
