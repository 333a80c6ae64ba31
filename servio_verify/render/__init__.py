"""Renderings of one result: each reads `verdict.json`'s model and nothing else."""
