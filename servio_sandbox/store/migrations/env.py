"""Environment of the migrations, run by Alembic; the connection and its transaction are the caller's."""

from alembic import context

from servio_sandbox.store.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
