"""Migration as a step of its own, before a roll-out: `python -m servio_sandbox.store.migrations`."""

import argparse
import sys

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from servio_sandbox.log import say
from servio_sandbox.settings import SandboxError
from servio_sandbox.store.migrations.schema import HEAD, VERSIONS, move
from servio_sandbox.task_options import from_environment

EXAMPLES = """\
examples:
  python -m servio_sandbox.store.migrations --database env:DATABASE_URL
  python -m servio_sandbox.store.migrations --database postgresql+psycopg://servio@127.0.0.1/servio --to 0001
"""


def main() -> int:
    """Apply the migrations; returns the exit code, 4 where the database cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m servio_sandbox.store.migrations",
        description="Bring the schema of a PostgreSQL database to what this build needs.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--database", metavar="URL", required=True, help="its address, or env:NAME")
    parser.add_argument("--to", choices=VERSIONS, default=HEAD, help=f"the revision to reach (default: {HEAD})")
    options = parser.parse_args()
    try:
        engine = create_engine(from_environment(options.database) or "", connect_args={"connect_timeout": 5})
        move(engine, options.to)
    except (SQLAlchemyError, SandboxError) as error:
        say(f"the database cannot be migrated: {str(error).splitlines()[0]}", sys.stderr.fileno())
        return 4
    say(f"the schema is at {options.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
