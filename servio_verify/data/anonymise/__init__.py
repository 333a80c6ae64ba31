"""Anonymising: production's rows, changed as the policy says, in place of staging's."""
