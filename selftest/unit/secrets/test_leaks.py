"""What must not reach a browser is found, plain and in base64, and named without its value."""

import base64
import json

import pytest

from servio_verify.secrets.leaks import LIVE_STRIPE_KEY, find_leaks
from servio_verify.secrets.masking import without_secrets

STRIPE, WEBHOOK, ROLE = "Stripe secret key", "Stripe webhook secret", "Supabase service_role key"
CONNECTION = "connection string with its password"
ROLE_TOKEN = "Supabase service_role token"  # noqa: S105 - its name


def token(claims: object, *, signed: str = "c2lnbmF0dXJl") -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "HS256"}, claims))
    return f"{b'.'.join(parts).decode()}.{signed}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sk_live_abc123", [STRIPE]),
        ("rk_test_abc123", [STRIPE]),
        ("sk_live_abc12", []),
        ("pk_live_abc123", []),
        ("task_live_abc123", []),
        ('"whsec_a+/=12"', [WEBHOOK]),
        ("whsec_a+/=1", []),
        ("sb_secret_abc123", [ROLE]),
        ("sb_secret_abc12", []),
        ("sb_publishable_abc123", []),
        ('"SERVICE_ROLE_KEY": "eyJ.abc-12345"', [ROLE]),
        ("service_role = abcdef.12345", [ROLE]),
        ("serviceRole: abcdef.12345", []),
        ("service_role=abcdef.1234", []),
        ("service_role_abcdefghijkl", [ROLE]),
        ("service_role_abcdefghijk", []),
        ("sk_live_abc123 and whsec_abc123", [STRIPE, WEBHOOK]),
        ("sdk-3f1c9a4e-7b2d-4c55-9d10-6f8e2ab47c31", ["LaunchDarkly SDK key"]),
        ("wasm-sdk-3f1c9a4e-7b2d", []),
        ("postgresql://servio_app:Xk29qLmz7PwT@db.internal:5432/servio", [CONNECTION]),
        ('"rediss://:9fQmZr81Lkd0@redis.internal"', [CONNECTION]),
        ("postgres://user:password@localhost:5432/mydb", []),
        ("mongodb+srv://<user>:${DB_PASSWORD}@cluster0.example.net", []),
        ("redis://localhost:6379, mail:someone@example.com", []),
        ("https://staging:Xk29qLmz7PwT@staging.servio.com", []),
    ],
)
def test_a_key_is_known_by_its_form(text: str, found: list[str]) -> None:
    assert find_leaks(f"<p>{text}</p>", {}) == found


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "k", "ke"])
@pytest.mark.parametrize("padded", [True, False])
def test_a_key_in_base64_is_found_at_any_offset(encode: object, before: str, *, padded: bool) -> None:
    text = encode(f"{before}>> whsec_abc123>>>???".encode()).decode()  # type: ignore[operator]
    assert find_leaks(f"<p>{text if padded else text.rstrip('=')}</p>", {}) == [WEBHOOK]


@pytest.mark.parametrize("cut", range(4))
def test_base64_that_is_cut_anywhere_is_read_as_far_as_it_goes(cut: int) -> None:
    text = base64.b64encode(b"whsec_abc123 and what follows it").decode().rstrip("=")
    assert find_leaks(text[: len(text) - cut], {}) == [WEBHOOK]


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ({"role": "service_role", "iss": "supabase"}, [ROLE_TOKEN]),
        ({"role": "anon", "iss": "supabase"}, []),
        ({"service_role": "role"}, []),
    ],
)
def test_a_token_is_judged_by_its_role(claims: object, found: list[str]) -> None:
    assert find_leaks(f'"{token(claims)}"', {}) == found


def test_a_token_whose_claims_cannot_be_read_is_none_and_hides_none() -> None:
    role = token({"role": "service_role"})
    assert find_leaks("eyJhbGciOiJI.eyJyb2xlIjoi.x", {}) == []
    assert find_leaks(f"eyJhbGciOiJI.eyJyb2xlIjoi.x {role} {role}", {}) == [ROLE_TOKEN, ROLE_TOKEN]


def test_values_of_the_environment_are_found_from_eight_characters_on_and_named_by_their_key() -> None:
    secrets = {"EIGHT": "tr0ub4d0", "SEVEN": "secret7", "OTHER": "another one"}
    plain = "tr0ub4d0 secret7"
    encoded = base64.b64encode(b"the password is tr0ub4d0").decode()
    assert find_leaks(plain, secrets) == find_leaks(encoded, secrets) == ["the value of EIGHT"]
    assert find_leaks("nothing", secrets) == []


def test_a_word_of_everyday_use_is_not_found_in_pages_that_say_it_anyway() -> None:
    secrets = {"SERVIO_PASSWORD": "password", "OTHER": "Password1"}
    assert find_leaks("password: is shorter than Password1", secrets) == ["the value of OTHER"]


def test_a_live_key_of_stripe_is_known_by_its_form() -> None:
    found = [bool(LIVE_STRIPE_KEY.search(key)) for key in ("'pk_live_abc123'", "pk_live_abc12", "pk_test_abc123")]
    assert found == [True, False, False]


@pytest.mark.parametrize(
    ("body", "masked"),
    [
        ('{"token": "abc", "name": "x"}', '{"token": "…", "name": "x"}'),
        ('{"accessToken":"abc"}', '{"accessToken":"…"}'),
        ('{"PASSWORD" : "abc"}', '{"PASSWORD" : "…"}'),
        ('{"client_secret": "abc"}', '{"client_secret": "…"}'),
        ('{"api_key": "abc", "apikey": "d"}', '{"api_key": "…", "apikey": "…"}'),
        ('{"password": "a\\"bc", "name": "x"}', '{"password": "…", "name": "x"}'),
        ('{"password": "abc\\\\", "name": "x"}', '{"password": "…", "name": "x"}'),
        ('{"password": "cut he', '{"password": "…'),
        ('{"password": "cut he\\', '{"password": "…'),
        ('{"password": "", "passwords": "x"}', '{"password": "…", "passwords": "x"}'),
        ('{"tokens": 3, "name": "token"}', '{"tokens": 3, "name": "token"}'),
    ],
)
def test_members_that_are_secret_by_their_name_are_masked_to_their_end(body: str, masked: str) -> None:
    assert without_secrets(body) == masked
