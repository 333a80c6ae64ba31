"""The detection matrix of the smoke tier: each fault of the sandbox, the check that catches it, and its words."""

import json
import subprocess
import sys
from functools import cache

import pytest

from selftest.proof.rounds import ROUNDS
from selftest.support.processes import ROOT, Verify, servio, settings_of
from selftest.support.reasons import understood

CAUGHT = {
    "test_accounts.py::test_an_account_does_not_read_of_another": {
        "other-account-reads-orders": "an order read by another account is accepted",
        "other-account-searches-orders": "an order read by another account is accepted",
    },
    "test_accounts.py::test_what_was_answered_to_one_account_is_not_given_to_another": {
        "orders-cached-for-everybody": "an answer that was given to another account is accepted",
    },
    "test_accounts.py::test_an_account_changes_nothing_of_another_with": {
        "other-account-changes-venue": "a change by another account is accepted",
    },
    "test_accounts.py::test_each_account_finds_its_own_new_venue_in_the_list": {
        "list-cached-without-vary": "the second account does not find the venue that it made",
    },
    "test_headers.py::test_cors_keeps_out": {
        "cors-any-origin": "a foreign origin in: GET …/venues from https://stranger.example",
        "cors-prefix": ".stranger.example",
        "cors-suffix": "from https://x127.0.0.1",
        "cors-subdomain": "from http://x.127.0.0.1",
        "cors-other-scheme": "from https://127.0.0.1",
        "cors-null": "a foreign origin in: GET …/venues from null",
    },
    "test_headers.py::test_cors_lets_the_web_app_in": {
        "cors-web-refused": "CORS does not let the web app in with credentials",
        "cors-no-credentials": "CORS does not let the web app in with credentials",
        "cors-missing-on-errors": "CORS does not let the web app in with credentials",
    },
    "test_headers.py::test_security_headers_come_with": {
        "no-nosniff-on-errors": "comes without X-Content-Type-Options: nosniff: GET …/venues/…",
        "no-csp-web": "comes without Content-Security-Policy: GET /, GET /login",
        "no-nosniff-web": "comes without X-Content-Type-Options: nosniff: GET /, GET /login",
        "no-referrer-web": "comes without Referrer-Policy: GET /, GET /login",
        "no-frame-web": "comes without X-Frame-Options or frame-ancestors: GET /, GET /login",
        "no-hsts-web": "comes without Strict-Transport-Security: GET /, GET /login",
        "no-csp-api": "comes without Content-Security-Policy: GET …/venues",
        "no-nosniff-api": "comes without X-Content-Type-Options: nosniff: GET …/venues",
        "no-referrer-api": "comes without Referrer-Policy: GET …/venues",
        "no-frame-api": "comes without X-Frame-Options or frame-ancestors: GET …/venues",
        "no-hsts-api": "comes without Strict-Transport-Security: GET …/venues",
    },
    "test_headers.py::test_every_answer_has_a_request_id_of_its_own": {
        "request-id-missing": "comes without X-Request-ID",
        "request-id-constant": "have the same X-Request-ID",
    },
    "test_venue_records.py::test_a_venue_is_read_back_as_written": {
        "venue-address-cut": "read back",
        "venue-name-escaped": "O&#x27;Hara",
        "venue-not-stored": "answered 404",
    },
    "test_errors.py::test_a_change_does_not_empty_a_venue_s_name": {
        "venue-change-unchecked": "empties the name of a venue",
    },
    "test_menus.py::test_a_menu_is_read_back_as_written": {
        "menu-description-lost": "'description': None",
    },
    "test_menus.py::test_the_items_of_a_menu_are_read_back_as_written": {
        "sold-out-ignored": "the items of a menu are not read back as written",
        "price-loses-pennies": "Decimal('19'), False",
        "item-currency-lost": "the items of a menu are not read back as written",
        "category-name-lost": "the category of a menu is not read back as written",
    },
    "test_orders.py::test_an_order_keeps_what_was_ordered": {
        "order-lines-misnamed": "Soup of the day",
        "order-in-another-currency": "an order is due in JPY",
    },
    "test_orders.py::test_an_order_adds_up_to_the_penny": {
        "last-items-lost": "made with 3 dishes, and has 1",
        "total-off-by-a-penny": "is 82.76, subtotal and tax are 82.75",
        "subtotal-ignores-quantity": "subtotal of an order is 24.63, not 68.96",
    },
    "test_venue_records.py::test_a_venue_keeps_what_a_change_does_not_name": {
        "venue-change-ignored": "does not leave the rest as it was",
    },
    "test_venue_records.py::test_a_deleted_venue_takes_its_menus_and_orders_along": {
        "good-token-refused": "a token is refused once, and is good",
        "delete-keeps-venue": "expected 404 NOT_FOUND",
        "delete-keeps-listed": "is still in the list of venues",
        "delete-refused": "answered 500",
        "delete-keeps-menus": "expected 404 NOT_FOUND",
    },
    "test_venue_records.py::test_menus_and_orders_are_found_under_their_own_venue_only": {
        "menu-of-any-venue": "a menu is found under another venue",
        "order-of-any-venue": "an order is found under another venue",
    },
    "test_venue_records.py::test_a_limit_is_kept_in_a_venue_s_list_of": {
        "order-limit-ignored": "a list with limit=2 holds 3",
        "menu-pages-rounded-down": "counts 3 on 1 pages",
    },
    "test_venue_records.py::test_the_second_page_continues_the_first_in_a_venue_s_list_of": {
        "order-page-ignored": "page 2 with limit=2 holds 2, 0 of them",
    },
    "test_venue_records.py::test_a_search_for_what_nobody_has_finds_nothing_in_a_venue_s_list_of": {
        "menu-search-ignored": "a search for what nobody has finds menus",
    },
    "test_orders.py::test_an_order_names_its_venue_and_menu": {
        "order-of-another-menu": "an order names another venue or menu",
    },
    "test_venues.py::test_a_search_for_what_nobody_has_finds_nothing": {
        "search-quote-500": "answered 500",
        "search-ignored": "a name that nobody has finds venues",
    },
    "test_venues.py::test_an_unknown_venue_is_not_found": {
        "venues-empty-for-limit": "none is listed",
        "unknown-venue-500": "expected 404 NOT_FOUND",
        "unknown-venue-null": "answered 200",
        "unknown-venue-code": "has the code ERR_404",
        "trace-on-404": "a refusal shows a stack trace",
    },
    "test_venue_records.py::test_a_new_venue_is_among_the_newest": {
        "venues-cached-for-ever": "is not among the newest of GET /api/v1/venues",
    },
    "test_headers.py::test_every_answer_has_a_meta_of_its_own": {
        "meta-request-id-frozen": "have the meta.requestId",
        "meta-timestamp-frozen": "for three seconds",
    },
    "test_venue_records.py::test_a_new_venue_is_found_by_its_name": {
        "search-total-of-all": "a search finds one venue, and counts 31",
    },
    "test_orders.py::test_an_order_starts_as_pending": {
        "order-starts-confirmed": "a new order is confirmed",
    },
    "test_orders.py::test_an_order_can_be_cancelled": {
        "order-cancel-ignored": "that was cancelled is pending",
    },
    "test_venues.py::test_venues_are_listed_without_a_session": {
        "venues-500": "answered 500",
        "venues-need-session": "answered 401",
        "venues-bare": "the answer is no JSON envelope",
        "venues-said-to-be-html": "says that it is text/html",
        "venues-no-meta": "meta: ",
        "venues-no-pagination": "carries no pagination",
        "venue-name-missing": "data.0.name: Field required",
        "venue-currency-null": "data.0.currency",
        "default-limit-wrong": "limit 10",
    },
    "test_venues.py::test_the_second_page_continues_the_first": {
        "venue-ids-equal": "holds what page 1 holds",
        "page-ignored": "asked for page 2, the list gives page 1",
        "pages-overlap": "holds what page 1 holds",
        "totals-wrong": "of two venues or more",
    },
    "test_venues.py::test_a_limit_is_kept": {
        "limit-ignored": "a list with limit=2 holds 20 venues",
    },
    "test_errors.py::test_a_body_that_is_no_json_is_refused": {
        "malformed-body-500": "expected 400 VALIDATION_ERROR",
        "refusal-bare": "meta: ",
    },
    "test_errors.py::test_a_write_without_a_session_is_refused": {
        "unauthorized-as-403": "expected 401 UNAUTHORIZED",
        "anonymous-write-accepted": "answered 201",
    },
    "test_errors.py::test_without_a_session_nobody_gets_far_with": {
        "anonymous-change-accepted": "answered 200",
    },
    "test_errors.py::test_a_write_with_a_made_up_token_is_refused": {
        "invalid-token-accepted": "answered 201",
    },
    "test_errors.py::test_a_signed_out_token_is_worth_nothing": {
        "logout-keeps-token": "answered 201",
        "logout-500": "/api/v1/auth/logout answered 500",
    },
    "test_errors.py::test_a_venue_is_refused_that_has": {
        "long-name-accepted": "expected 400 VALIDATION_ERROR",
        "empty-name-accepted": "expected 400 VALIDATION_ERROR",
    },
    "test_errors.py::test_an_order_is_refused_that_has_a_quantity_of": {
        "quantity-zero-accepted": "expected 400 VALIDATION_ERROR",
        "quantity-negative-accepted": "expected 400 VALIDATION_ERROR",
    },
    "test_errors.py::test_a_wrong_password_gives_no_token": {
        "wrong-password-accepted": "answered 200",
        "password-prefix-accepted": "answered 200",
        "sign-in-500": "answered 500",
    },
    "test_health.py::test_the_home_page_answers": {
        "home-500": "answered 500",
    },
    "test_health.py::test_health_answers_within_five_seconds": {
        "web-health-500": "/health answered 500",
        "api-health-500": "/health answered 500",
        "web-health-slow": "the load balancer waits 5 s",
        "api-health-slow": "the load balancer waits 5 s",
    },
    "test_health.py::test_health_is_no_page": {
        "web-health-page": "health of the web app is a page, not the text ok or JSON",
        "api-health-page": "health of the API is a page, not the text ok or JSON",
    },
    "test_health.py::test_every_dependency_that_health_names_is_ok": {
        "health-dependency-down": "a dependency is not ok: database (error)",
    },
    "test_health.py::test_every_dependency_that_readiness_names_is_ok": {
        "ready-redis-down": "a dependency is not ok: redis (error)",
        "ready-redis-down-200": "a dependency is not ok: redis (error)",
    },
    "test_pages.py::test_the_title_names_servio_on": {
        "home-untitled": "the title of the home page does not name Servio",
    },
    "test_pages.py::test_every_asset_loads_on": {
        "home-script-404": "answered 404",
        "home-style-404": "style.min.css",
        "dashboard-asset-404": "/assets/theme/tour.svg answered 404",
    },
    "test_pages.py::test_no_error_reaches_the_console_on": {
        "login-console-error": "uncaught: consent is not defined",
        "login-console-logged": "feature flags did not load",
        "dashboard-console-error": "uncaught: tour is not defined",
        "dashboard-hydration": "Hydration failed: http://127.0.0.1",
        "login-blank": "uncaught",
    },
    "test_pages.py::test_no_secret_is_sent_to_the_browser_on": {
        "secret-key-in-script": "Stripe secret key in",
        "secret-key-encoded": "Stripe secret key in",
        "service-role-in-page": "service_role token in",
        "webhook-secret-in-session": "Stripe webhook secret in",
        "webhook-secret-in-dashboard": "Stripe webhook secret in",
    },
    "test_pages.py::test_no_secret_is_in_a_file_that_was_left_behind": {
        "dotenv-served": "Stripe secret key: GET /.env",
    },
    "test_pages.py::test_no_secret_is_in_a_public_answer": {
        "webhook-secret-in-health": "Stripe webhook secret: GET /health",
    },
    "test_pages.py::test_a_stripe_key_is_a_test_key_on": {
        "live-key-shown": "a live Stripe key",
    },
    "test_sign_in.py::test_the_right_password_leads_to_the_dashboard": {
        "sign-in-stays": "does not lead to the dashboard",
        "right-password-refused": "test user's sign-in is refused",
    },
    "test_sign_in.py::test_a_wrong_password_opens_no_session": {
        "wrong-password-sets-session": "after a wrong password, the dashboard opens",
        "wrong-password-silent": "shows no alert",
    },
    "test_sign_in.py::test_the_dashboard_without_a_session_leads_to_login": {
        "dashboard-open": "without a session, the dashboard opens",
    },
    "test_sign_in.py::test_signing_out_ends_the_session_on_the_server_too": {
        "sign-out-keeps-session": "with the same session, the dashboard opens",
        "sign-out-keeps-cookie": "with the same session, the dashboard opens",
    },
    "test_sign_in.py::test_the_session_cookie_is_kept_from_scripts_and_strangers": {
        "cookie-readable": "lacks HttpOnly",
        "cookie-readable-when-renewed": "renewed by a page that is loaded, the session cookie 'servio_session' lacks",
        "cookie-without-same-site": "lacks SameSite=Lax or stricter",
        "cookie-cross-site": "lacks SameSite=Lax or stricter",
        "cookie-insecure": "lacks Secure",
    },
    "test_tls.py::test_an_old_tls_is_refused": {
        "tls-1-1": "accepts TLSv1_1; the promise is TLS 1.2 or newer",
    },
    "test_tls.py::test_the_certificate_is_trusted_and_stays_valid": {
        "certificate-expiring": "ends in 4 days",
    },
    "test_tls.py::test_plain_http_leads_to_https": {
        "no-https-redirect": "answered 200",
        "no-https-redirect-api": "answered 200",
    },
}
"""The faults that each check catches, with words of what it says."""

CHECK_OF = {fault: check for check, caught in CAUGHT.items() for fault in caught}


@cache
def faults() -> list[dict[str, object]]:
    listed = [sys.executable, "-m", "servio_sandbox", "--list-faults", "--json"]
    found: list[dict[str, object]] = json.loads(subprocess.check_output(listed, cwd=ROOT))
    # Those of a style are in test_styles.py.
    return [fault for fault in found if fault["tier"] == "smoke" and not fault["style"]]


def test_every_fault_of_the_tier_is_in_one_round() -> None:
    assert sorted(ROUNDS.split()) == sorted(str(fault["name"]) for fault in faults())


@pytest.mark.parametrize("names", [round_.split() for round_ in ROUNDS.split("\n\n")], ids=lambda names: names[0])
def test_a_fault_is_caught_by_its_check_which_names_the_defect(verify: Verify, names: list[str]) -> None:
    """Faults of a round are on at once: each check fails for its own, and no other check does."""
    words = {f"tests/smoke/{CHECK_OF[name]}": CAUGHT[CHECK_OF[name]][name] for name in names}
    https = any(fault["https"] for fault in faults() if fault["name"] in names)
    on = [part for name in names for part in ("--fault", name)]
    ended = verify(*words, "--env", "local-https" if https else "local", "--wait", "0", *on)
    assert ended.code == 1, ended.output
    failed = [entry for entry in ended.verdict["ledger"] if entry["outcome"] == "failed"]
    assert {entry["check"].partition("[")[0] for entry in failed} == set(words)
    causes = understood(ended.verdict)
    for check, said in words.items():
        own = [cause for cause in causes if any(name.partition("[")[0] == check for name in cause.checks)]
        assert any(said.lower() in f"{cause}\n{cause.detail}".lower() for cause in own), (check, causes)
    assert ended.verdict["left_on_target"] == (1 if "delete-refused" in names else 0)


def test_a_cookie_is_no_session_s_where_nobody_is_signed_in(verify: Verify) -> None:
    names = "right_password or session_cookie"
    ended = verify("tests/smoke/test_sign_in.py", "-k", names, "--wait", "0", "--fault", "sign-in-stays")
    (reason,) = ended.verdict["reasons"]
    assert reason == "The right password does not lead to the dashboard (2 checks)"


def test_a_dashboard_that_leads_to_another_host_s_login_is_caught(verify: Verify) -> None:
    with servio("selftest.other_servio", "--defect", "dashboard-leads-elsewhere") as told:
        ended = verify("tests/smoke/test_sign_in.py", "-k", "without_a_session", **settings_of(told))
    (reason,) = ended.verdict["reasons"]
    assert "the dashboard leads out of the web app, to http://localhost" in reason
