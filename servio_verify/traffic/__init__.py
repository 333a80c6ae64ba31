"""Traffic with Servio: the one place where HTTP clients are made, and what each answer is noted for."""
