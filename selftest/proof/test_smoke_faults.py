"""The detection matrix of the smoke tier: each fault of the sandbox, the check that catches it, and its words."""

import json
import subprocess
import sys

import pytest

from selftest.support.processes import ROOT, Verify, servio, settings_of

ERRORS, HEADERS, HEALTH, PAGES = (
    "test_errors.py::test_",
    "test_headers.py::test_",
    "test_health.py::test_",
    "test_pages.py::test_",
)
RESOURCES, SIGN_IN, TLS, VENUES = (
    "test_resources.py::test_",
    "test_sign_in.py::test_",
    "test_tls.py::test_",
    "test_venues.py::test_",
)

CAUGHT = {
    "cors-any-origin": (HEADERS + "cors_keeps_out", "lets https://stranger.example in"),
    "cors-prefix": (HEADERS + "cors_keeps_out", ".stranger.example in"),
    "cors-suffix": (HEADERS + "cors_keeps_out", "lets https://x127.0.0.1"),
    "cors-subdomain": (HEADERS + "cors_keeps_out", "lets http://x.127.0.0.1"),
    "cors-other-scheme": (HEADERS + "cors_keeps_out", "lets https://127.0.0.1"),
    "cors-null": (HEADERS + "cors_keeps_out", "lets null in"),
    "cors-web-refused": (HEADERS + "cors_lets_the_web_app_in", "is not let in with credentials"),
    "cors-no-credentials": (HEADERS + "cors_lets_the_web_app_in", "is not let in with credentials"),
    "cors-missing-on-errors": (HEADERS + "cors_lets_the_web_app_in", "is not let in with credentials"),
    "no-nosniff-on-errors": (HEADERS + "security_headers_come_with", "comes without X-Content-Type-Options"),
    "no-csp-web": (HEADERS + "security_headers_come_with", "/ comes without Content-Security-Policy"),
    "no-nosniff-web": (HEADERS + "security_headers_come_with", "/ comes without X-Content-Type-Options"),
    "no-referrer-web": (HEADERS + "security_headers_come_with", "/ comes without Referrer-Policy"),
    "no-frame-web": (HEADERS + "security_headers_come_with", "/ comes without X-Frame-Options or frame-ancestors"),
    "no-hsts-web": (HEADERS + "security_headers_come_with", "/ comes without Strict-Transport-Security"),
    "no-csp-api": (HEADERS + "security_headers_come_with", "/api/v1/venues comes without Content-Security-Policy"),
    "no-nosniff-api": (HEADERS + "security_headers_come_with", "/api/v1/venues comes without X-Content-Type-Options"),
    "no-referrer-api": (HEADERS + "security_headers_come_with", "/api/v1/venues comes without Referrer-Policy"),
    "no-frame-api": (HEADERS + "security_headers_come_with", "/api/v1/venues comes without X-Frame-Options"),
    "no-hsts-api": (HEADERS + "security_headers_come_with", "/api/v1/venues comes without Strict-Transport-Security"),
    "request-id-missing": (HEADERS + "every_answer_has_a_request_id_of_its_own", "came without X-Request-ID"),
    "request-id-constant": (HEADERS + "every_answer_has_a_request_id_of_its_own", "have the X-Request-ID"),
    "venue-address-cut": (RESOURCES + "a_venue_is_read_back_as_written", "read back"),
    "venue-name-escaped": (RESOURCES + "a_venue_is_read_back_as_written", "O&#x27;Hara"),
    "venue-change-unchecked": (ERRORS + "a_change_does_not_empty_a_venue_s_name", "has no name any more"),
    "menu-description-lost": (RESOURCES + "a_menu_is_read_back_as_written", "'description': None"),
    "sold-out-ignored": (RESOURCES + "a_menu_is_read_back_as_written", "written the items"),
    "last-items-lost": (RESOURCES + "an_order_adds_up_to_the_penny", "made with 3 dishes, and has 1"),
    "venue-not-stored": (RESOURCES + "a_venue_is_read_back_as_written", "answered 404"),
    "venue-change-ignored": (RESOURCES + "a_venue_keeps_what_a_change_does_not_name", "after the change"),
    "delete-keeps-venue": (RESOURCES + "a_deleted_venue_takes", "expected 404 NOT_FOUND"),
    "delete-keeps-listed": (RESOURCES + "a_deleted_venue_takes", "is still in the list of venues"),
    "delete-refused": (RESOURCES + "a_deleted_venue_takes", "answered 500"),
    "delete-keeps-menus": (RESOURCES + "a_deleted_venue_takes", "expected 404 NOT_FOUND"),
    "menu-of-any-venue": (RESOURCES + "menus_and_orders_are_found_under", "another venue's menu is found"),
    "order-of-any-venue": (RESOURCES + "menus_and_orders_are_found_under", "another venue's order is found"),
    "menu-search-ignored": (RESOURCES + "limit_page_and_search_work", "was found among the menus"),
    "order-limit-ignored": (RESOURCES + "limit_page_and_search_work", "of three orders, limit=2 gave 3"),
    "menu-pages-rounded-down": (RESOURCES + "limit_page_and_search_work", "counts 3 and 1 pages"),
    "order-page-ignored": (
        RESOURCES + "limit_page_and_search_work",
        "page 2 of limit=2 has 2, of which page 1 lacks 0",
    ),
    "order-of-another-menu": (RESOURCES + "an_order_names_its_venue_and_menu", "ordered of (venue, menu)"),
    "search-quote-500": (VENUES + "a_search_for_what_nobody_has_finds_nothing", "answered 500"),
    "venues-empty-for-limit": (VENUES + "an_unknown_venue_is_not_found", "none is listed"),
    "search-total-of-all": (RESOURCES + "a_new_venue_is_found_by_its_name", "found one venue, and counts 31"),
    "order-starts-confirmed": (RESOURCES + "an_order_starts_as_pending", "a new order is confirmed"),
    "order-cancel-ignored": (RESOURCES + "an_order_can_be_cancelled", "cancelled, and yet it is pending"),
    "price-loses-pennies": (
        RESOURCES + "a_menu_is_read_back_as_written",
        "Decimal('19'), False",
    ),
    "total-off-by-a-penny": (RESOURCES + "an_order_adds_up_to_the_penny", "total 82.76 is not subtotal and tax, 82.75"),
    "subtotal-ignores-quantity": (RESOURCES + "an_order_adds_up_to_the_penny", "subtotal 24.63, not 68.96"),
    "unknown-venue-500": (VENUES + "an_unknown_venue_is_not_found", "expected 404 NOT_FOUND"),
    "unknown-venue-null": (VENUES + "an_unknown_venue_is_not_found", "answered 200"),
    "unknown-venue-code": (VENUES + "an_unknown_venue_is_not_found", "expected the code NOT_FOUND"),
    "trace-on-404": (VENUES + "an_unknown_venue_is_not_found", "a stack trace reached the outside"),
    "venues-500": (VENUES + "venues_are_listed_without_a_session", "answered 500"),
    "venues-need-session": (VENUES + "venues_are_listed_without_a_session", "answered 401"),
    "venues-bare": (VENUES + "venues_are_listed_without_a_session", "expected a JSON envelope"),
    "venues-said-to-be-html": (VENUES + "venues_are_listed_without_a_session", "says that it is text/html"),
    "venues-no-meta": (VENUES + "venues_are_listed_without_a_session", "meta: "),
    "venues-no-pagination": (VENUES + "venues_are_listed_without_a_session", "carries no pagination"),
    "venue-name-missing": (VENUES + "venues_are_listed_without_a_session", "data.0.name: Field required"),
    "venue-currency-null": (VENUES + "venues_are_listed_without_a_session", "data.0.currency"),
    "venue-ids-equal": (VENUES + "the_second_page_continues_the_first", "holds what page 1 holds"),
    "default-limit-wrong": (VENUES + "venues_are_listed_without_a_session", "limit 10"),
    "limit-ignored": (VENUES + "a_limit_is_kept", "limit=2 gave 20 venues"),
    "page-ignored": (VENUES + "the_second_page_continues_the_first", "asked for page 2, got page 1"),
    "pages-overlap": (VENUES + "the_second_page_continues_the_first", "holds what page 1 holds"),
    "totals-wrong": (VENUES + "the_second_page_continues_the_first", "of two venues or more"),
    "search-ignored": (VENUES + "a_search_for_what_nobody_has_finds_nothing", "a name that nobody has was found"),
    "malformed-body-500": (ERRORS + "a_body_that_is_no_json_is_refused", "expected 400 VALIDATION_ERROR"),
    "refusal-bare": (ERRORS + "a_body_that_is_no_json_is_refused", "meta: "),
    "unauthorized-as-403": (ERRORS + "a_write_without_a_session_is_refused", "expected 401 UNAUTHORIZED"),
    "anonymous-write-accepted": (ERRORS + "a_write_without_a_session_is_refused", "answered 201"),
    "anonymous-change-accepted": (ERRORS + "without_a_session_nobody_gets_far_with", "answered 200"),
    "invalid-token-accepted": (ERRORS + "a_write_with_a_made_up_token_is_refused", "answered 201"),
    "logout-keeps-token": (ERRORS + "a_signed_out_token_is_worth_nothing", "answered 201"),
    "long-name-accepted": (ERRORS + "a_venue_is_refused_that_has", "expected 400 VALIDATION_ERROR"),
    "empty-name-accepted": (ERRORS + "a_venue_is_refused_that_has", "expected 400 VALIDATION_ERROR"),
    "quantity-zero-accepted": (ERRORS + "an_order_is_refused_that_has_a_quantity_of", "expected 400 VALIDATION_ERROR"),
    "quantity-negative-accepted": (
        ERRORS + "an_order_is_refused_that_has_a_quantity_of",
        "expected 400 VALIDATION_ERROR",
    ),
    "wrong-password-accepted": (ERRORS + "a_wrong_password_gives_no_token", "answered 200"),
    "password-prefix-accepted": (ERRORS + "a_wrong_password_gives_no_token", "answered 200"),
    "logout-500": (ERRORS + "a_signed_out_token_is_worth_nothing", "/api/v1/auth/logout answered 500"),
    "sign-in-500": (ERRORS + "a_wrong_password_gives_no_token", "answered 500"),
    "home-500": (HEALTH + "the_home_page_answers", "answered 500"),
    "web-health-500": (HEALTH + "health_answers_within_five_seconds", "/health answered 500"),
    "api-health-500": (HEALTH + "health_answers_within_five_seconds", "/health answered 500"),
    "web-health-slow": (HEALTH + "health_answers_within_five_seconds", "the load balancer waits 5 s"),
    "api-health-slow": (HEALTH + "health_answers_within_five_seconds", "the load balancer waits 5 s"),
    "health-dependency-down": (HEALTH + "every_dependency_that_health_names_is_ok", "not ok: {'database': 'error'}"),
    "ready-redis-down": (HEALTH + "every_dependency_that_readiness_names_is_ok", "not ok: {'redis': 'error'}"),
    "ready-redis-down-200": (HEALTH + "every_dependency_that_readiness_names_is_ok", "not ok: {'redis': 'error'}"),
    "home-untitled": (PAGES + "the_title_names_servio_on", "the title does not name Servio"),
    "home-script-404": (PAGES + "every_asset_loads_on", "answered 404"),
    "home-style-404": (PAGES + "every_asset_loads_on", "style.min.css"),
    "login-console-error": (PAGES + "no_error_reaches_the_console_on", "uncaught: consent is not defined"),
    "login-console-logged": (PAGES + "no_error_reaches_the_console_on", "feature flags did not load"),
    "dashboard-console-error": (PAGES + "no_error_reaches_the_console_on", "uncaught: tour is not defined"),
    "dashboard-asset-404": (PAGES + "every_asset_loads_on", "/assets/theme/tour.svg answered 404"),
    "login-blank": (PAGES + "no_error_reaches_the_console_on", "uncaught"),
    "secret-key-in-script": (PAGES + "no_secret_is_sent_to_the_browser_on", "Stripe secret key in"),
    "secret-key-encoded": (PAGES + "no_secret_is_sent_to_the_browser_on", "Stripe secret key in"),
    "dotenv-served": (PAGES + "no_secret_is_in_a_file_that_was_left_behind", "Stripe secret key in GET"),
    "service-role-in-page": (PAGES + "no_secret_is_sent_to_the_browser_on", "service_role token in"),
    "webhook-secret-in-health": (PAGES + "no_secret_is_in_a_public_answer", "Stripe webhook secret in GET"),
    "webhook-secret-in-session": (PAGES + "no_secret_is_sent_to_the_browser_on", "Stripe webhook secret in"),
    "webhook-secret-in-dashboard": (PAGES + "no_secret_is_sent_to_the_browser_on", "Stripe webhook secret in"),
    "live-key-shown": (PAGES + "a_stripe_key_is_a_test_key_on", "a live Stripe key"),
    "sign-in-stays": (SIGN_IN + "the_right_password_leads_to_the_dashboard", "does not lead to the dashboard"),
    "wrong-password-sets-session": (SIGN_IN + "a_wrong_password_opens_no_session", "opens after a wrong password"),
    "wrong-password-silent": (SIGN_IN + "a_wrong_password_opens_no_session", "shows no alert"),
    "dashboard-open": (SIGN_IN + "the_dashboard_without_a_session", "the dashboard opens without a session"),
    "sign-out-keeps-session": (SIGN_IN + "signing_out_ends_the_session", "the same session still opens"),
    "sign-out-keeps-cookie": (SIGN_IN + "signing_out_ends_the_session", "the same session still opens"),
    "cookie-readable": (SIGN_IN + "the_session_cookie_is_kept", "lacks HttpOnly"),
    "cookie-without-same-site": (SIGN_IN + "the_session_cookie_is_kept", "lacks SameSite=Lax or stricter"),
    "cookie-cross-site": (SIGN_IN + "the_session_cookie_is_kept", "lacks SameSite=Lax or stricter"),
    "cookie-insecure": (SIGN_IN + "the_session_cookie_is_kept", "lacks Secure"),
    "tls-1-1": (TLS + "an_old_tls_is_refused", "accepts TLSv1_1; the promise is TLS 1.2 or newer"),
    "certificate-expiring": (TLS + "the_certificate_is_trusted_and_stays_valid", "ends in 4 days"),
    "no-https-redirect": (TLS + "plain_http_leads_to_https", "answered 200"),
    "no-https-redirect-api": (TLS + "plain_http_leads_to_https", "answered 200"),
}


def faults() -> list[dict[str, object]]:
    listed = [sys.executable, "-m", "servio_sandbox", "--list-faults", "--json"]
    found: list[dict[str, object]] = json.loads(subprocess.check_output(listed, cwd=ROOT))
    return [fault for fault in found if fault["tier"] == "smoke"]


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault["name"])
def test_a_fault_is_caught_by_its_check_which_names_the_defect(verify: Verify, fault: dict[str, object]) -> None:
    check, words = CAUGHT[str(fault["name"])]
    environment = "local-https" if fault["https"] else "local"
    file, _, name = check.partition("::")
    ended = verify(
        f"tests/smoke/{file}", "-k", name, "--env", environment, "--wait", "0", "--fault", str(fault["name"])
    )
    assert ended.code == 1, ended.output
    reasons = [reason for reason in ended.verdict["reasons"] if name in reason]
    assert any(words in reason for reason in reasons), ended.verdict["reasons"]
    assert ended.verdict["left_on_target"] == (1 if fault["name"] == "delete-refused" else 0)


def test_a_cookie_is_no_session_s_where_nobody_is_signed_in(verify: Verify) -> None:
    names = "right_password or session_cookie"
    ended = verify("tests/smoke/test_sign_in.py", "-k", names, "--wait", "0", "--fault", "sign-in-stays")
    (reason,) = ended.verdict["reasons"]
    assert "2 checks, 1 cause" in reason
    assert "the right password does not lead to the dashboard" in reason


def test_a_dashboard_that_leads_to_another_host_s_login_is_caught(verify: Verify) -> None:
    with servio("selftest.other_servio", "--defect", "dashboard-leads-elsewhere") as told:
        ended = verify("tests/smoke/test_sign_in.py", "-k", "without_a_session", **settings_of(told))
    (reason,) = ended.verdict["reasons"]
    assert "the dashboard leads out of the web app, to http://localhost" in reason
