"""Names of checks as sentences about the product."""

import re
from typing import NamedTuple

_SPELT = {"api": "API", "cors": "CORS", "json": "JSON", "tls": "TLS", "http": "HTTP", "https": "HTTPS", "id": "ID"}
_SPELT |= {"servio": "Servio", "stripe": "Stripe"}
_GOES_ON = re.compile(r" (?:on|with|of|has|out)$")
"""Words after which the parameters of a check complete its sentence."""

_BROWSER = re.compile(r"^(?:chromium|firefox|webkit)(?:-|$)")


class CheckName(NamedTuple):
    """The parts of a node id: the file below `tests/`, the function, and its parameters."""

    file: str
    function: str
    parameters: str


def parse(check: str) -> CheckName:
    """Return the parts of a node id."""
    path, _, rest = check.partition("::")
    name, _, given = rest.partition("[")
    return CheckName("/".join(path.split("/")[-2:]), name.rpartition("::")[2], given.removesuffix("]"))


def sentence(name: str) -> str:
    """Return the name of a check as a sentence."""
    words = " ".join(_SPELT.get(word, word) for word in name.removeprefix("test_").split("_"))
    words = re.sub(r" s\b", "'s", words).replace("each others", "each other's")
    return words[:1].upper() + words[1:]


def title(check: str) -> str:
    """Return the sentence with the parameters of this node id; the browser is a parameter of its own."""
    name = parse(check)
    said = sentence(name.function or name.file.rpartition("/")[2].removesuffix(".py"))
    given = _BROWSER.sub("", name.parameters)
    if not given:
        return said
    return f"{said} {given}" if _GOES_ON.search(said) else f"{said}: {given}"
