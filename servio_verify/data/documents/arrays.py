"""Array literals of PostgreSQL, element by element: `{a,"b c",NULL,{…}}`."""

import re

from servio_verify.data.pseudonyms.form import Replace

ELEMENT = re.compile(r'"(?:[^"\\]|\\.)*"|(?:[^{},"\\\s]|\\.)(?:[^{},"\\]|\\.)*')
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def elementwise(replace: Replace) -> Replace:
    """Return what replaces each element that is not NULL; the dimensions stay."""

    def element(found: re.Match[str]) -> str:
        told = found[0]
        if told.upper() == "NULL":
            return told
        inner = ESCAPED.sub(r"\1", told[1:-1] if told.startswith('"') else told)
        return quoted(replace(inner)) if inner else told

    def of_array(value: str) -> str:
        bounds, equals, elements = value.partition("=") if value.startswith("[") else ("", "", value)
        return f"{bounds}{equals}{ELEMENT.sub(element, elements)}"

    return of_array


def quoted(text: str) -> str:
    """Return a text as an element, or a part of an hstore."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
