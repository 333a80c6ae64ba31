"""Secrets: made-up canaries of the right form, planted where no secret may be. None of them opens anything."""

import base64
from functools import partial

from servio_verify.environments.tier import Tier
from servio_verify.proof.exchange import Side
from servio_verify.proof.fault import Expected, Fault, Need, register
from servio_verify.proof.parts.altering import on, on_pages, on_refusals, on_routes, on_sides
from servio_verify.proof.parts.answers import behind, with_header
from servio_verify.proof.parts.matching import is_script
from servio_verify.proof.parts.planting import (
    LIVE,
    SERVICE_ROLE,
    STRIPE,
    VENDOR,
    WEBHOOK,
    ForSessions,
    left_behind,
    planted_in_answer,
    planted_in_pages,
    with_source_map,
)
from servio_verify.proof.parts.routes import Route

PAGES = "smoke/test_pages.py::test_"
WRITES = frozenset({Need.WRITES})

fault = partial(Fault, kind="secrets", source="CWE-200, Exposure of Sensitive Information to an Unauthorized Actor")
in_pages = partial(fault, checks=(f"{PAGES}no_secret_is_sent_to_the_browser_on",))
in_public = partial(fault, checks=(f"{PAGES}no_secret_is_in_a_public_answer",))
left = partial(
    fault,
    checks=(f"{PAGES}no_secret_is_in_a_file_that_was_left_behind",),
    source="CWE-552, Files or Directories Accessible to External Parties",
)

register(
    in_pages(
        name="stripe-key-in-a-page",
        title="a page holds Stripe's secret key",
        suffers="whoever reads the page's source takes and refunds the restaurants' money",
        make=planted_in_pages(STRIPE),
    )
)
register(
    in_pages(
        name="stripe-key-in-a-script",
        title="a script holds Stripe's secret key",
        suffers="whoever reads the script takes and refunds the restaurants' money",
        make=on(behind(f"\n// config {STRIPE}\n"), is_script),
    )
)
register(
    in_pages(
        name="webhook-secret-in-base64",
        title="a page holds the secret of Stripe's webhooks, in base64",
        suffers="whoever reads it tells Servio that orders were paid that were not",
        make=planted_in_pages(base64.b64encode(f"hook={WEBHOOK}".encode()).decode()),
    )
)
register(
    in_pages(
        name="service-role-token-in-a-page",
        title="a page holds Supabase's service_role token",
        suffers="whoever reads it reads and changes every restaurant's data, past all rules",
        make=planted_in_pages(SERVICE_ROLE),
        source="Supabase documentation: the service_role key bypasses row level security, never use it in a browser",
    )
)
register(
    in_pages(
        name="secret-in-a-page-header",
        title="pages come with a header that holds a secret",
        suffers="whoever looks at the answer's headers has the key",
        make=on_pages(with_header("X-Debug", STRIPE)),
    )
)
register(
    in_pages(
        name="secret-in-a-source-map",
        title="a script's source map holds a secret of the server",
        suffers="whoever opens the browser's tools reads the server's source and its key",
        make=with_source_map,
    )
)
register(
    in_pages(
        name="secret-after-sign-in",
        title="what a signed-in browser is sent holds the secret of Stripe's webhooks",
        suffers="every employee of every restaurant has it",
        make=ForSessions,
        needs=WRITES,
    )
)
register(
    fault(
        name="secret-on-the-page-of-orders",
        title="what a browser is sent of orders holds the secret of Stripe's webhooks",
        suffers="every employee of every restaurant has it",
        make=partial(ForSessions, at="orders"),
        tier=Tier.E2E,
        checks=("e2e/test_secrets.py::test_no_secret_is_sent_to_a_signed_in_browser_on",),
        needs=frozenset({Need.WRITES, Need.ORDERS}),
    )
)
register(
    fault(
        name="live-key-on-staging",
        title="a page holds a live publishable key of Stripe",
        suffers="a tester's order takes real money",
        make=planted_in_pages(LIVE),
        checks=("smoke/test_pages.py::test_a_stripe_key_is_a_test_key_on",),
        source="Stripe documentation, API keys: test and live mode",
    )
)
register(
    in_public(
        name="secret-in-health",
        title="health tells the secret of Stripe's webhooks",
        suffers="whoever asks for health tells Servio that orders were paid that were not",
        make=on_routes(planted_in_answer(WEBHOOK), Route.HEALTH),
    )
)
register(
    in_public(
        name="secret-in-a-list",
        title="the public list of venues holds Supabase's service_role token",
        suffers="whoever asks for the list reads and changes every restaurant's data",
        make=on_routes(planted_in_answer(SERVICE_ROLE), Route.VENUES),
    )
)
register(
    in_public(
        name="secret-in-an-api-header",
        title="answers of the API come with a header that holds a secret",
        suffers="whoever looks at the answer's headers has the key",
        make=on_sides(with_header("X-Config", STRIPE), Side.API),
    )
)
register(
    in_public(
        name="secret-in-a-refusal",
        title="a refusal quotes a setting of the server with its secret",
        suffers="whoever asks for a venue that is not there has the key",
        make=on_refusals(planted_in_answer(STRIPE)),
        source="CWE-209, Generation of Error Message Containing Sensitive Information",
    )
)
register(
    left(
        name="dotenv-served",
        title="/.env is served",
        suffers="whoever asks for it has every key of the server",
        make=left_behind("/.env"),
    )
)
register(
    left(
        name="dotenv-of-staging-served",
        title="/.env.staging is served",
        suffers="whoever asks for it has every key of the server",
        make=left_behind("/.env.staging"),
    )
)
register(
    fault(
        name="secret-in-hex",
        title="a page holds a secret in hexadecimal",
        suffers="whoever reads the page's source closely has the key",
        make=planted_in_pages(STRIPE.encode().hex()),
        expected=Expected.SURVIVES,
        reason="secrets are looked for as they are and in base64; whoever hides one on purpose is not found",
    )
)
register(
    fault(
        name="key-of-another-vendor",
        title="a page holds a key of a vendor that Servio does not name",
        suffers="somebody else's cloud is used at Servio's cost",
        make=planted_in_pages(VENDOR),
        expected=Expected.SURVIVES,
        reason="keys of vendors that the contract does not name are found by their value only, where it is known",
    )
)
