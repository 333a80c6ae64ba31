"""A check that takes its worker along."""

import os


def test_crash() -> None:
    os._exit(3)
