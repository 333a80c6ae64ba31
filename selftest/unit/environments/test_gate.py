"""What a gate is given: each way to get it wrong costs one line, and what is right stays out of sight."""

import json
import ssl
from pathlib import Path

import pytest
import trustme

from servio_verify.environments.handover import handed_over, handing_over
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.model import Environment
from servio_verify.environments.settings import read_environment
from servio_verify.secrets.values import secret_values

ADDRESSES = 'web_url = "https://web.example"\napi_url = "https://api.example"\n'


def read(folder: Path, toml: str = "", **process: str) -> Environment:
    (folder / "environments").mkdir(exist_ok=True)
    (folder / "environments/demo.toml").write_text(ADDRESSES + toml)
    return read_environment("demo", folder, process)


TOTP = "JBSW y3dp-EHPK 3PXP"
HEADER = '[headers]\n"X-Gate" = "${GATE}"'
AUTH = '[basic_auth]\nuser = "ada"\npassword = "${GATE}"'
HEADER_IN_FILE = '[headers]\n"X-Gate" = "hunter22"'


@pytest.mark.parametrize(
    ("toml", "process", "said"),
    [
        (HEADER, {}, "[headers] X-Gate wants ${GATE}, which is set nowhere; set GATE in .env.demo or in the process"),
        (HEADER, {"GATE": "hunter22\n"}, "GATE holds a line end"),
        (HEADER, {"GATE": " hunter22"}, "GATE begins or ends with white space"),
        (HEADER, {"GATE": "${HUNTER}"}, "GATE holds an unexpanded ${…} or $(…)"),
        (HEADER, {"GATE": "hunter\t22"}, "headers.X-Gate: a header holds printable ASCII"),
        (HEADER, {"GATE": "hünter"}, "headers.X-Gate: a header holds printable ASCII"),
        (HEADER_IN_FILE, {}, 'write "${GATE_X_GATE}" in its place and set GATE_X_GATE in .env.demo or in the process'),
        ("", {"SERVIO_HEADERS": '{"X Gate" = "hunter22"}'}, "'X Gate' is no name of a header"),
        ("", {"SERVIO_HEADERS": '{"Authorization" = "hunter22"}'}, "give user and password under [basic_auth]"),
        ("", {"SERVIO_HEADERS": '{"cookie" = "a=hunter22"}'}, "give it under [browser] cookies"),
        ("", {"SERVIO_HEADERS": '{"Host" = "hunter22"}'}, "the header Host is not set here"),
        ("", {"SERVIO_HEADERS": '{"A" = "$(hunter)"}'}, "[headers] A holds an unexpanded"),
        ("", {"SERVIO_HEADERS": '{"A" = "hunter "}'}, "[headers] A begins or ends with white space"),
        (AUTH.replace("ada", "a:b"), {"GATE": "hunter22"}, "basic_auth.user: a user name of basic authentication"),
        (AUTH.replace("${GATE}", "hunter22"), {}, 'write "${GATE_BASIC_AUTH_PASSWORD}" in its place'),
        ('[basic_auth]\nuser = "ada"', {}, "basic_auth.password is missing: set SERVIO_BASIC_AUTH__PASSWORD"),
        ("", {"SERVIO_BASIC_AUTH__PASSWORD": "hunter22"}, "basic_auth.user is missing: set SERVIO_BASIC_AUTH__USER"),
        ('[browser]\ncookies = {bypass_token = "hunter22"}', {}, 'write "${GATE_BYPASS_TOKEN}" in its place'),
        ('[browser]\nstorage = {a = "hunter2-4567-89ab-cdef"}', {}, 'write "${GATE_A}" in its place'),
        ('[browser]\ncookies = {a = "b; c"}', {}, "browser.cookies.a: a cookie holds no white space, no semicolon"),
        ('[browser]\ncookies = {"a b" = "c"}', {}, "'a b' is no name of a cookie"),
        ('[browser]\nkookies = {a = "b"}', {}, "[browser]: unknown key 'kookies'; did you mean 'cookies'?"),
        ('user_agent = "Staging\\u0007Bot"', {}, "user_agent: a header holds printable ASCII"),
        ('user_agent = " Bot"', {}, "user_agent begins or ends with white space"),
        ('totp_secret = "HUNTER22"', {}, "set SERVIO_TOTP_SECRET in .env.demo"),
        (
            "",
            {"SERVIO_TOTP_SECRET": "hunter-1890"},
            "totp_secret: it is no secret of one-time codes: give it in base32",
        ),
        ("", {"SERVIO_TOTP_SECRET": "otpauth://hotp/a?secret=JBSWY3DP"}, "totp_secret: it is no secret of one-time"),
        ("", {"SERVIO_TOTP_SECRET": "JBSWY3DP\n"}, "SERVIO_TOTP_SECRET holds a line end"),
    ],
)
def test_a_mistake_is_one_line_without_the_value(tmp_path: Path, toml: str, process: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, toml, **process)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "hunter22" not in str(caught.value).lower()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates and keys of clients: one whole, one with an encrypted key, and a foreign key."""
    from cryptography.hazmat.primitives import serialization as pem

    folder, authority = tmp_path_factory.mktemp("certificates"), trustme.CA()
    mine, other = authority.issue_cert("ada@example.com"), authority.issue_cert("bob@example.com")
    mine.cert_chain_pems[0].write_to_path(folder / "mine.pem")
    mine.private_key_pem.write_to_path(folder / "mine.key")
    other.private_key_pem.write_to_path(folder / "other.key")
    key = pem.load_pem_private_key(mine.private_key_pem.bytes(), None)
    hidden = pem.BestAvailableEncryption(b"hunter22")
    (folder / "hidden.key").write_bytes(key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, hidden))
    return folder


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"FILE": "nothing.pem"}, "nothing.pem: No such file or directory"),
        ({"FILE": "mine.pem", "KEY": "nothing.key"}, "nothing.key: No such file or directory"),
        ({"FILE": "mine.pem"}, "mine.pem: no certificate and key in PEM"),
        ({"FILE": "mine.pem", "KEY": "other.key"}, "other.key is not the key of"),
        ({"FILE": "mine.pem", "KEY": "hidden.key"}, "the password of"),
        (
            {"FILE": "mine.pem", "KEY": "hidden.key", "PASSWORD": "hunter23"},
            "hidden.key is wrong: look at",
        ),
        ({"KEY": "mine.key"}, "client_certificate.file is missing: set SERVIO_CLIENT_CERTIFICATE__FILE"),
    ],
)
def test_a_certificate_that_cannot_be_shown_is_named(
    tmp_path: Path, files: Path, keys: dict[str, str], said: str
) -> None:
    given = {key: value if key == "PASSWORD" else str(files / value) for key, value in keys.items()}
    with pytest.raises(SettingsError, match="client_certificate") as caught:
        read(tmp_path, **{f"SERVIO_CLIENT_CERTIFICATE__{key}": value for key, value in given.items()})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_everything_a_gate_is_given_is_secret_and_reaches_other_processes(tmp_path: Path, files: Path) -> None:
    toml = f"""
        user_agent = "Bot/1 ${{AGENT}}"
        headers = {{"X-Gate" = "${{HEADER}}", "X-Skip" = "true"}}
        basic_auth = {{user = "ada", password = "${{PASSWORD}}"}}
        browser = {{cookies = {{consent = "accepted", bypass = "${{COOKIE}}"}}, storage = {{seen = "${{ENTRY}}"}}}}
        client_certificate = {{file = "{files}/mine.pem", key = "{files}/hidden.key", password = "${{KEY}}"}}
    """
    names = ("AGENT", "HEADER", "PASSWORD", "COOKIE", "ENTRY")
    secret = {name: f"{name.lower()}-value-{number}" for number, name in enumerate(names)} | {"KEY": "hunter22"}
    environment = read(tmp_path, toml, **secret, SERVIO_TOTP_SECRET=TOTP)
    assert set(secret_values(environment).values()) == {*secret.values(), TOTP}
    assert not [value for value in secret.values() if value in repr(environment)]
    assert handed_over(handing_over(environment)) == environment
    assert environment.client_certificate
    environment.client_certificate.load_into(ssl.create_default_context())
    assert json.dumps(environment.to_settings())
