"""Readers of dotenv files: what each takes from the same text (`selftest/infra/dotenv/` has the real ones' answers)."""
