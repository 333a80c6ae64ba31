"""Public names for writing checks: client, assertions, models, page objects, waiting, labels (docs/writing-checks.md).

Each name is imported from its home when it is first asked for, so a smoke run loads no page object that it does not
use. Type checkers read the imports; at run time the table below is what counts. A selftest holds both equal.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # isort: off
    from servio_verify.api.assertions import (
        describe as describe,
        ensure as ensure,
        ensure_kept as ensure_kept,
        expect_closed as expect_closed,
        expect_error as expect_error,
        expect_list as expect_list,
        expect_meta as expect_meta,
        expect_success as expect_success,
    )
    from servio_verify.api.client import Api as Api
    from servio_verify.traffic.http import open_client as open_client
    from servio_verify.api.models import (
        Id as Id,
        Menu as Menu,
        Order as Order,
        OrderStatus as OrderStatus,
        Resource as Resource,
        Venue as Venue,
    )
    from servio_verify.api.queries import (
        menus_made as menus_made,
        orders_of as orders_of,
        venues_by_address as venues_by_address,
    )
    from servio_verify.api.subjects import (
        expect_decided as expect_decided,
        expect_promised as expect_promised,
        expect_refused as expect_refused,
    )
    from servio_verify.api.unknown_ids import nobodys_words as nobodys_words, unknown_id_like as unknown_id_like
    from servio_verify.browser.accessibility import findings as findings
    from servio_verify.browser.ahead import Ahead as Ahead
    from servio_verify.browser.parts.arrival import (
        at_dashboard as at_dashboard,
        at_login as at_login,
        dashboard_of as dashboard_of,
        expect_arrival as expect_arrival,
        wait_for_answers as wait_for_answers,
    )
    from servio_verify.browser.pages.dashboard import DashboardPage as DashboardPage
    from servio_verify.browser.parts.form import Form as Form
    from servio_verify.browser.parts.hydration import hydrated as hydrated
    from servio_verify.browser.parts.keyboard import Keyboard as Keyboard
    from servio_verify.browser.parts.literal import holds_word as holds_word, literal as literal
    from servio_verify.browser.parts.loading import (
        content_of as content_of,
        go_back as go_back,
        go_forward as go_forward,
        history_length as history_length,
        load_page as load_page,
        reload_at_once as reload_at_once,
        reload_midway as reload_midway,
        reload_page as reload_page,
    )
    from servio_verify.browser.parts.locators import control as control, named as named
    from servio_verify.browser.pages.failing_api import send_after_failures as send_after_failures
    from servio_verify.browser.pages.login import LoginPage as LoginPage
    from servio_verify.browser.pages.menus import MenusPage as MenusPage
    from servio_verify.browser.pages.navigation import Navigation as Navigation
    from servio_verify.browser.pages.orders import OrdersPage as OrdersPage
    from servio_verify.browser.pages.section import Section as Section
    from servio_verify.browser.parts.toast import Toast as Toast
    from servio_verify.browser.pages.venues import VenuesPage as VenuesPage
    from servio_verify.browser.sign_in import BrowserSignIn as BrowserSignIn
    from servio_verify.browser.sign_in import note_arrival as note_arrival
    from servio_verify.browser.parts.steps import step as step
    from servio_verify.browser.token_life import (
        TokenLife as TokenLife,
        token_life as token_life,
        wait_past as wait_past,
    )
    from servio_verify.browser.user import BrowserUser as BrowserUser
    from servio_verify.browser.visit import Visit as Visit
    from servio_verify.environments.model import Environment as Environment
    from servio_verify.pytest_plugin.browser_fixtures import OpenContext as OpenContext
    from servio_verify.reporting.allure.labels import (
        BLOCKER as BLOCKER,
        CRITICAL as CRITICAL,
        area as area,
    )
    from servio_verify.failures.check_errors import DependencyError as DependencyError, DoubtError as DoubtError
    from servio_verify.failures.resources import need as need
    from servio_verify.run.identity import Run as Run
    from servio_verify.run.polling import wait_in as wait_in, wait_until as wait_until
    # isort: on
else:
    _NAMES = {
        "api.assertions": (
            "describe ensure ensure_kept expect_closed expect_error expect_list expect_meta expect_success"
        ),
        "api.client": "Api",
        "api.models": "Id Menu Order OrderStatus Resource Venue",
        "api.queries": "menus_made orders_of venues_by_address",
        "api.subjects": "expect_decided expect_promised expect_refused",
        "api.unknown_ids": "nobodys_words unknown_id_like",
        "browser.accessibility": "findings",
        "browser.ahead": "Ahead",
        "browser.pages.dashboard": "DashboardPage",
        "browser.pages.failing_api": "send_after_failures",
        "browser.pages.login": "LoginPage",
        "browser.pages.menus": "MenusPage",
        "browser.pages.navigation": "Navigation",
        "browser.pages.orders": "OrdersPage",
        "browser.pages.section": "Section",
        "browser.pages.venues": "VenuesPage",
        "browser.parts.arrival": "at_dashboard at_login dashboard_of expect_arrival wait_for_answers",
        "browser.parts.form": "Form",
        "browser.parts.hydration": "hydrated",
        "browser.parts.keyboard": "Keyboard",
        "browser.parts.literal": "holds_word literal",
        "browser.parts.loading": (
            "content_of go_back go_forward history_length load_page reload_at_once reload_midway reload_page"
        ),
        "browser.parts.locators": "control named",
        "browser.parts.steps": "step",
        "browser.parts.toast": "Toast",
        "browser.sign_in": "BrowserSignIn note_arrival",
        "browser.token_life": "TokenLife token_life wait_past",
        "browser.user": "BrowserUser",
        "browser.visit": "Visit",
        "environments.model": "Environment",
        "failures.check_errors": "DependencyError DoubtError",
        "failures.resources": "need",
        "pytest_plugin.browser_fixtures": "OpenContext",
        "reporting.allure.labels": "BLOCKER CRITICAL area",
        "run.identity": "Run",
        "run.polling": "wait_in wait_until",
        "traffic.http": "open_client",
    }
    HOMES = {name: f"servio_verify.{module}" for module, names in _NAMES.items() for name in names.split()}

    def __getattr__(name: str) -> object:
        if name not in HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(HOMES[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted(HOMES)
