"""Parts of local staging: PostgreSQL, Redis, the tasks, and nginx before them."""
