"""Migrations of the PostgreSQL schema (Alembic); SQLite gets its tables from the models."""
