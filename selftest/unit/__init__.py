"""Tests of pure code; the folders mirror `servio_verify`."""
