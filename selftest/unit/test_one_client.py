"""The law of one client: whoever asks a Servio is made in one place, with one User-Agent and the run's id."""

import ast
from collections.abc import Iterator

from selftest.support.processes import ROOT

FACTORY = "servio_verify/traffic/connections.py"
OTHERS = {
    "servio_verify/environments/proxies.py": {"HTTPTransport"},  # asks nobody: it reads the proxies
    "servio_verify/traffic/transport.py": {"HTTPTransport"},  # what the factory's clients send with
    "servio_verify/deployment/github.py": {"Client"},  # tells GitHub, over the factory's transport
    "servio_verify/reporting/post.py": {"Client"},  # tells Slack, or a collector
}
ASKING = {"Client", "AsyncClient", "HTTPTransport", "get", "head", "options", "post", "put", "patch", "delete"}
ASKING |= {"request", "stream"}


def asked_with(tree: ast.AST) -> Iterator[str]:
    """What of httpx is called to ask somebody."""
    for node in ast.walk(tree):
        if (
            (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
            )
            and node.func.value.id == "httpx"
            and node.func.attr in ASKING
        ):
            yield node.func.attr
        if isinstance(node, ast.ImportFrom) and node.module == "httpx":
            yield from (alias.name for alias in node.names if alias.name in ASKING)


def test_clients_are_made_in_one_place() -> None:
    found = {}
    for path in [*(ROOT / "servio_verify").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        file = str(path.relative_to(ROOT))
        used = set(asked_with(ast.parse(path.read_text(encoding="utf-8"))))
        if file != FACTORY and (used := used - OTHERS.get(file, set())):
            found[file] = used
    assert not found, f"make it with {FACTORY}"


def test_a_client_of_its_own_is_seen() -> None:
    assert set(asked_with(ast.parse("import httpx\nhttpx.get('x')\nwith httpx.Client() as c: pass"))) == {
        "get",
        "Client",
    }
    assert set(asked_with(ast.parse("from httpx import Client"))) == {"Client"}
