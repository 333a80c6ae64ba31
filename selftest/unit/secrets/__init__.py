"""Tests of servio_verify.secrets."""
