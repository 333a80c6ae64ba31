"""What the checks under `tests/` stand on: environments, clients, pages, evidence."""
