"""Failures as typed data: exceptions of checks, exchanges, kinds, headlines, who answered instead."""
