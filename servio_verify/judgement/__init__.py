"""Judgement: from what a run found to its verdict and reasons."""
