"""Redis facts: what the server behind `REDIS_URL` says of itself."""
