"""All readers: the way each reads the same text."""

from collections.abc import Callable

from servio_verify.infra.configuration.readers import compose, next_env, python_dotenv, shell
from servio_verify.infra.configuration.readers.reading import Reading

READERS: dict[str, Callable[[str], Reading]] = {
    python_dotenv.NAME: python_dotenv.read,
    next_env.NAME: next_env.read,
    compose.NAME: compose.read,
    shell.NAME: shell.read,
}


def read_by_all(text: str) -> dict[str, Reading]:
    """Return what each takes, by its name."""
    return {name: read(text) for name, read in READERS.items()}
