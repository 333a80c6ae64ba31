"""Migrations of the PostgreSQL schema (Alembic); SQLite gets its tables as they are now."""
