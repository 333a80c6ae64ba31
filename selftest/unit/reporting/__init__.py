"""Tests of servio_verify.reporting."""
