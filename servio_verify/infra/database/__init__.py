"""Database facts: what the PostgreSQL server behind `DATABASE_URL` says of itself, in one read-only transaction."""
