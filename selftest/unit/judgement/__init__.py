"""Tests of servio_verify.judgement."""
