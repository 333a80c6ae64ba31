"""Renderings of one result: each reads the model of `verdict.json` and nothing else."""
