"""A pytest plugin for runs under declared limits: a minute is over soon."""

SECONDS = 6.0


def pytest_configure() -> None:
    from servio_verify.run import pacing  # now: pytest wants to be the first to import its plugins

    pacing.WINDOW = SECONDS
