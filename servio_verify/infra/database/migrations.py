"""Migrations: which tool keeps them, the newest that was applied, and those that failed half-way.

What has not been applied yet stands in the build, not in the database: it shows as another head than is expected.
"""

from dataclasses import dataclass

TOLD = {
    "migrations_tool": "who applies migrations, by the table that it keeps",
    "migrations_head": "the newest migration that was applied; of Django, one for each application",
    "migrations_failed": "migrations that began and did not end, or a lock that was left",
}

_NOTHING = "'{}'::text[]"


@dataclass(frozen=True)
class Tool:
    """A tool: the table that it keeps, the expression of its head over that table's rows (`m`), and of failures."""

    name: str
    table: str
    head: str
    failed: str = _NOTHING

    def sql(self, table: str) -> str:
        """Return the query of head and failures; `table` is quoted."""
        return f"SELECT ({self.head})::text, {self.failed} FROM {table} m"


def _those(name: str, condition: str) -> str:
    return f"coalesce(array_agg({name}::text) FILTER (WHERE {condition}), '{{}}')"


TOOLS = (
    Tool("Alembic", "alembic_version", "string_agg(m.version_num, ', ' ORDER BY m.version_num)"),
    Tool(
        "Prisma",
        "_prisma_migrations",
        "max(m.migration_name) FILTER (WHERE m.finished_at IS NOT NULL AND m.rolled_back_at IS NULL)",
        _those("m.migration_name", "m.finished_at IS NULL AND m.rolled_back_at IS NULL"),
    ),
    Tool(
        "Supabase, Rails or golang-migrate",
        "schema_migrations",
        "max(m.version::text)",
        _those("m.version", "to_jsonb(m) ->> 'dirty' = 'true'"),
    ),
    Tool("Knex", "knex_migrations", "(array_agg(m.name ORDER BY m.id DESC))[1]"),
    Tool("Knex", "knex_migrations_lock", "NULL", _those("'its lock is held'", "m.is_locked = 1")),
    Tool(
        "Django",
        "django_migrations",
        "(SELECT string_agg(app || '.' || name, ', ' ORDER BY app) FROM"
        " (SELECT app, max(name) AS name FROM django_migrations GROUP BY app) a)",
    ),
    Tool("Sequelize", "SequelizeMeta", "max(m.name)"),
    Tool(
        "Flyway",
        "flyway_schema_history",
        "(array_agg(m.version ORDER BY m.installed_rank DESC) FILTER (WHERE m.success AND m.version IS NOT NULL))[1]",
        _those("m.script", "NOT m.success"),
    ),
    Tool("Drizzle", "__drizzle_migrations", "max(m.created_at)"),
)
BY_TABLE = {tool.table: tool for tool in TOOLS}
OF_MIGRATIONS = (*BY_TABLE, "ar_internal_metadata")
"""The tables in which a tool keeps its migrations, and Rails what it knows of the database."""


def keeps_migrations(table: str) -> bool:
    """Return whether this is one of them."""
    return table.rpartition(".")[2] in OF_MIGRATIONS


FIND = f"""SELECT c.relname::text, c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND c.relname = ANY ('{{{",".join(f'"{table}"' for table in BY_TABLE)}}}')
   AND n.nspname !~ '^pg_' AND n.nspname <> ALL ('{{auth,storage,realtime,_realtime,supabase_functions}}')
   ORDER BY 1, 2"""
"""Which of the tables are there, each with its quoted name; platforms keep migrations of their own beside."""
