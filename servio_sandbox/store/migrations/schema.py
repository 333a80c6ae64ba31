"""Version of a PostgreSQL schema: which one it is, which one this build needs, and the way there.

Alembic is imported only where there is something to change.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

FOLDER = Path(__file__).parent
VERSIONS = sorted(path.stem[1:].partition("_")[0] for path in (FOLDER / "versions").glob("m*.py"))
"""Every revision; a file `m0002_line_notes.py` is the revision 0002."""

HEAD = VERSIONS[-1]
TURN = 7_378_766
"""Key of the advisory lock under which schemas are changed and databases are filled."""


def version(connection: Connection) -> str | None:
    """Return the revision of the schema; None where no migration was ever applied."""
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def behind(connection: Connection) -> str | None:
    """Return how the schema is behind, as a sentence; None where this build can work with it.

    A revision that is unknown here belongs to a newer build, whose migrations leave this one working.
    """
    found = version(connection)
    if found == HEAD or (found is not None and found not in VERSIONS):
        return None
    state = f"its schema is at {found}" if found else "it has no schema"
    return f"the database is behind: {state}, this build needs {HEAD}; apply the migrations"


def take_turn(connection: Connection) -> None:
    """Wait for the advisory lock, up to a minute, and keep it until the transaction ends."""
    connection.execute(text("SET LOCAL statement_timeout = '60s'"))
    connection.execute(text("SET LOCAL lock_timeout = '60s'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": TURN})


def upgrade(engine: Engine) -> None:
    """Apply what is missing, all or nothing; of two tasks at once the second finds it done."""
    with engine.connect() as connection:
        if behind(connection) is None:
            return
    with engine.begin() as connection:
        take_turn(connection)
        if behind(connection) is not None:
            _commands().upgrade(_config(connection), HEAD)


def move(engine: Engine, revision: str) -> None:
    """Bring a schema to a revision, also to an earlier one."""
    with engine.begin() as connection:
        take_turn(connection)
        going_back = (version(connection) or "") > revision
        change = _commands().downgrade if going_back else _commands().upgrade
        change(_config(connection), revision)


def _commands() -> Any:
    from alembic import command

    return command


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
