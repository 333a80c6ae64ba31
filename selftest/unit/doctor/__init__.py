"""Tests of `servio_verify.doctor`."""
