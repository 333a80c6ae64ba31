"""Tests of `servio_verify.target`."""
