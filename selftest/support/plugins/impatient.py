"""A pytest plugin for runs that are known to fail: a page gets less time to show what it will never show."""


def pytest_configure() -> None:
    # now: pytest wants to be the first to import its plugins
    from servio_verify.browser.pages import order_list
    from servio_verify.browser.parts import before
    from servio_verify.pytest_plugin import browser_fixtures

    browser_fixtures.EXPECT_MILLISECONDS = 2_500
    before.OLD_MESSAGE_SECONDS = order_list.SHOWN_SECONDS = 2.5
