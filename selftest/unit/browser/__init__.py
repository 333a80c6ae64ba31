"""Tests of servio_verify.browser."""
