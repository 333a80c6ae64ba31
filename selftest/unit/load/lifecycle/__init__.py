"""Tests of servio_verify.load.lifecycle."""
