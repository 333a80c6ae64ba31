"""Tests of servio_verify.environments."""
