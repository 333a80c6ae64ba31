"""Tests of `servio_verify.results`."""
