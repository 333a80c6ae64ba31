"""Rounds of faults that leave each other's checks alone: each is tried at once, which saves most of the time.

A new fault gets a paragraph of its own, or joins one whose checks it leaves alone (and they its own).
"""

SMOKE = """
sign-in-500 venues-500 home-500 api-health-page ready-redis-down dotenv-served

right-password-refused venues-bare api-health-500  ready-redis-down-200 home-untitled

cors-web-refused unauthorized-as-403 request-id-constant refusal-bare web-health-page search-ignored

venue-not-stored venues-said-to-be-html login-blank anonymous-write-accepted invalid-token-accepted
web-health-500

venues-no-meta other-account-changes-venue last-items-lost order-limit-ignored logout-500 service-role-in-page
home-script-404

cors-no-credentials venues-no-pagination price-loses-pennies other-account-reads-orders request-id-missing
order-starts-confirmed meta-request-id-frozen

venue-name-missing other-account-searches-orders total-off-by-a-penny home-style-404 meta-timestamp-frozen
cors-suffix cors-missing-on-errors

venue-currency-null dashboard-asset-404 orders-cached-for-everybody cors-subdomain malformed-body-500
long-name-accepted webhook-secret-in-health

venues-need-session unknown-venue-500 venue-ids-equal empty-name-accepted webhook-secret-in-session
menu-description-lost sold-out-ignored

trace-on-404 venues-cached-for-ever limit-ignored search-total-of-all cors-other-scheme menu-of-any-venue
subtotal-ignores-quantity

delete-keeps-listed venues-empty-for-limit list-cached-without-vary cors-null quantity-zero-accepted
order-of-any-venue order-of-another-menu

unknown-venue-null quantity-negative-accepted order-cancel-ignored page-ignored menu-search-ignored
menu-pages-rounded-down order-page-ignored

unknown-venue-code search-quote-500 default-limit-wrong totals-wrong no-csp-api cookie-readable
password-prefix-accepted

pages-overlap no-nosniff-api cookie-without-same-site sign-out-keeps-session logout-keeps-token
anonymous-change-accepted venue-address-cut order-times-of-1970

no-referrer-api venue-name-escaped venue-change-unchecked delete-keeps-venue health-dependency-down
web-health-slow

no-hsts-api cookie-cross-site tls-1-1 certificate-expiring no-https-redirect

no-frame-api delete-keeps-menus api-health-slow secret-key-in-script live-key-shown login-console-error
order-like-one-before-lost venue-change-of-all price-loses-thousands

no-nosniff-on-errors secret-key-encoded login-console-logged wrong-password-sets-session
order-of-customer-500 venue-change-answers-old page-after-last-500
dishes-in-first-category

cookie-insecure no-https-redirect-api no-hsts-web
cancellation-of-all third-category-lost longest-name-refused

webhook-secret-in-dashboard dashboard-console-error no-csp-web wrong-password-accepted venue-change-ignored
cancellation-answers-pending venue-search-counts-all list-without-orders-404

dashboard-hydration no-nosniff-web order-lines-misnamed category-name-lost
cookie-readable-when-renewed connection-string-in-home

cors-any-origin-when-signed-in request-id-missing-on-sign-in dear-order-500 cancelled-order-keeps-venue
dotenv-served-by-api
api-key-cannot-order logout-without-session-500

cors-any-origin-at-sign-in change-answer-bare second-category-not-ordered venue-lists-of-ten api-key-refused
venue-times-five-hours-off
other-account-pages-orders menu-without-name-500

delete-refused sign-in-stays cors-any-origin

no-referrer-web wrong-password-silent sign-out-keeps-cookie cors-prefix menu-always-inactive
cancelled-order-loses-lines venue-change-moves-creation next-menu-takes-dishes

no-frame-web dashboard-open order-in-another-currency item-currency-lost other-account-cancels-by-own-path

other-account-orders anonymous-reads-orders signed-out-token-changes made-up-token-changes
secret-key-in-reads

order-list-without-tax second-category-lost venue-change-of-name-only page-no-number-500
home-error-title
order-of-unknown-menu-accepted
anonymous-pages-of-orders cors-any-origin-at-one-venue
secret-key-in-cookie

listed-orders-always-pending price-above-99-cut venue-answer-without-address venue-change-resets-currency
search-signs-500 venue-change-cuts-name
made-up-cookie-reads-orders null-body-500

order-answer-total-wrong menu-list-without-categories venue-list-keeps-old-name deleted-venue-lists-orders
menu-search-by-name-empty
altered-token-reads-an-order cors-any-origin-at-writes

quantity-above-nine-cut venue-list-in-another-currency second-page-forgets-search unknown-order-500
other-account-deletes-venue
secret-key-in-refusal
signed-out-token-lists

cors-any-origin-at-orders cors-localhost no-nosniff-on-writes request-id-missing-on-creation
menu-name-of-another-venue-409
signed-out-token-reads

no-csp-on-dashboard no-csp-on-orders
secret-key-in-creation login-console-assertion secret-key-in-source-map
second-line-of-dish-lost search-knows-old-name
signed-out-cookie-reads

cors-venues-only

good-token-refused

empty-password-accepted session-cookie-cached sign-out-signs-in-again order-without-menu-500

session-in-two-open-cookies

search-across-venues other-account-changes-menus undefined-token-accepted made-up-token-orders
made-up-token-reads-orders anonymous-changes-menus unknown-email-500 malformed-id-500 page-zero-500
venue-change-of-wrong-type-500 deleted-venue-takes-writes cancel-twice-500 order-notes-500
order-of-other-venue-accepted https-redirect-for-health-only

altered-token-accepted page-of-orders-500 deleted-venue-write-500 item-of-other-venue-accepted
https-redirect-to-nowhere
bare-bearer-accepted
"""
"""Of the smoke tier; a run shows a paragraph of them."""

E2E = """
venue-toast-lies menu-wrong-venue order-wrong-menu refused-menu-pale refused-sign-in-pale
refused-order-pale

venue-toast-missing webhook-secret-in-lists live-key-on-orders orders-inlined-for-strangers

venue-address-dropped menus-script-error order-status-missing name-loses-emoji second-form-stores-two
default-venue-without-menus corrected-menu-is-dead

lost-after-reload order-menus-never-load refusal-silent no-headers-on-lists sign-out-dead-to-keys
dialog-without-way-out

venues-newest-missing orders-never-load double-submit

venues-asset-404 menus-empty-when-loaded server-error-told-as-created slow-press-stores-two-orders
second-sign-in-dead sign-out-dead-on-venues name-cut-in-list

refused-form-stores orders-not-in-navigation others-venues-hidden script-in-name-runs revoked-hangs
slow-press-stores-two

markup-in-name keyboard-ignored dashboard-cached-for-everybody order-list-always-pending default-venue-unsent
form-dead-when-loaded selects-empty-when-loaded create-dead-when-loaded

lists-of-everybody sign-out-by-mouse-only frame-label-missing forms-keep-old-venues second-menu-is-not-sent
order-refusal-told-as-created reason-is-an-object navigation-short-when-loaded menu-form-keeps-focus

back-blank forward-blank reload-midway-blank menus-hydration reload-sends-again other-tab-keeps-old-list
other-tab-stays-signed-in reload-sends-order-again

orders-of-the-one-before menu-name-as-markup forms-blank-when-loaded home-picture-without-text form-keeps-focus

venue-refusal-told-as-created refused-form-unlabelled enter-stores-two corrected-form-is-dead
venue-of-order-as-markup lists-inlined-for-everybody
"""
"""Of the e2e tier: faults that leave each other's journeys alone."""

OTHER_E2E = """
venue-created-unsaid menu-ignores-chosen-venue order-created-is-a-lie refused-venue-without-alert
secret-in-order-page-data

venue-gone-after-reload menu-default-is-the-last-venue order-listed-without-status refused-venue-is-stored
create-menu-by-mouse-only

list-shows-oldest-venues new-menu-is-not-offered submit-twice-stores-two

options-labelled-by-id
"""
"""The same for the other Servio's defects."""

STYLES = """
hydration-mismatch sentry-says-production sentry-without-dsn sentry-kept-in api-url-undefined refresh-broken
second-tab-ends-session
"""
"""Faults that only make sense in a style of the sandbox: each is tried alone."""

REPORTS = """
sentry-switched-off

sentry-refuses errors-told-as-production errors-told-as-other-release api-error-swallowed
"""
"""Those of error reports, in the style sentry with a real SDK."""

PROOF = """
search-of-words-empty anonymous-deletion-accepted

order-menu-unlabelled order-menu-by-mouse-only

back-sends-again order-form-keeps-old-menus back-sends-order-again

order-without-menu-silent sign-in-dead-after-wrong

menu-toast-lies order-toast-lies webhook-secret-in-forms label-missing low-contrast session-cached

form-takes-empty-name sign-in-keeps-focus second-venue-is-the-first second-order-is-the-first button-unnamed

refusal-told-by-banner venue-on-dashboard-as-markup order-list-names-the-menu menu-refusal-told-as-created
sign-out-dead-on-orders navigation-lost-on-forms

server-refusal-silent address-as-markup address-loses-accents no-headers-on-forms

venues-never-load

order-cancels-the-one-before fourth-line-lost venue-change-to-long-name-refused

quantity-above-99-cut

order-above-10000-500

empty-order-costs
"""
"""Tried by `make proof` alone: second faults of what another one in these rounds shows already."""


def paragraphs(rounds: str) -> list[list[str]]:
    """Return the rounds, each with its faults."""
    return [paragraph.split() for paragraph in rounds.split("\n\n")]
