"""Variables over tables of the file, and references to variables in it."""

from pathlib import Path
from typing import Any

import pytest

from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.model import Environment
from servio_verify.environments.settings import read_environment
from servio_verify.secrets.values import secret_values

ADDRESSES = 'web_url = "https://web.example"\napi_url = "https://api.example"\n'


def read(folder: Path, toml: str = "", dotenv: str = "", **process: str) -> Environment:
    (folder / "environments").mkdir()
    (folder / "environments/demo.toml").write_text(ADDRESSES + toml)
    (folder / ".env.demo").write_text(dotenv)
    return read_environment("demo", folder, process)


@pytest.mark.parametrize(
    ("toml", "dotenv", "process", "key", "value"),
    [
        ("", "", {"SERVIO_SESSION": "{secure = false}"}, "session.secure", False),
        ("[session]\nsecure = false", "", {"SERVIO_SESSION": "{http_only = false}"}, "session.secure", True),
        ("[session]\nsecure = false", "", {"SERVIO_SESSION__HTTP_ONLY": "false"}, "session.secure", False),
        ("[session]\nsecure = false", "", {"SERVIO_SESSION__HTTP_ONLY": "false"}, "session.http_only", False),
        ("", "SERVIO_LIMITS__REQUESTS_PER_MINUTE=5", {}, "limits.requests_per_minute", 5),
        ("", "SERVIO_WATCH__HEALTH_EVERY=5", {"SERVIO_WATCH__HEALTH_EVERY": "7"}, "watch.health_every", 7),
        ("", "SERVIO_WATCH__HEALTH_EVERY=5", {"SERVIO_WATCH": "{readiness_every = 9}"}, "watch.health_every", 1),
        ("", 'SERVIO_NOISE=\'{"known: .*" = "why"}\'', {}, "noise", {"known: .*": "why"}),
        ('noise = {"a-b" = "why"}', "", {"SERVIO_NOISE__A_B": "because"}, "noise", {"a-b": "because"}),
        ('noise = {"a" = "${WHY}"}', "WHY=dotenv", {}, "noise", {"a": "dotenv"}),
        ('noise = {"a" = "for ${WHY}."}', "WHY=dotenv", {"WHY": "process"}, "noise", {"a": "for process."}),
        ('noise = {"a" = "${WHY}"}', "", {"SERVIO_NOISE__A": "over"}, "noise", {"a": "over"}),
    ],
)
def test_a_table_and_its_keys_have_variables(
    tmp_path: Path, toml: str, dotenv: str, process: dict[str, str], key: str, value: Any
) -> None:
    found: Any = read(tmp_path, toml, dotenv, **process)
    for part in key.split("."):
        found = getattr(found, part)
    assert found == value


@pytest.mark.parametrize(
    ("toml", "dotenv", "process", "said"),
    [
        ("", "", {"SERVIO_SESSION": "secure"}, "SERVIO_SESSION is no table in TOML"),
        ("", "", {"SERVIO_SESSION": "{secure = hunter}"}, "write it like '{http_only = …}'"),
        ("", "", {"SERVIO_SESSION": "{}\nweb_url = 'x'"}, "SERVIO_SESSION is no table in TOML"),
        ("", "", {"SERVIO_SESSION__SECUER": "false"}, "SERVIO_SESSION__SECUER: unknown key 'secuer'; did you mean"),
        ("", "SERVIO_SESION__SECURE=false", {}, "did you mean SERVIO_SESSION__SECURE?"),
        ("", "", {"SERVIO_BUILD__NAME": "x"}, "SERVIO_BUILD__NAME is not read: 'build' is no table"),
        ("", "", {"SERVIO_NOISE__A": "x"}, """no such key; give the whole table as SERVIO_NOISE='{…}'"""),
        ("", "", {"SERVIO_LIMITS__REQUESTS_PER_MINUTE": "many"}, "limits.requests_per_minute: "),
        (
            'noise = {"a" = "${HUNTER}"}',
            "",
            {},
            "environments/demo.toml: [noise] a wants ${HUNTER}, which is set nowhere; set HUNTER in .env.demo or in",
        ),
        ('noise = {"a" = "${HUNTER}"}', "HUNTER=", {"HUNTER": ""}, "[noise] a wants ${HUNTER}, which is set nowhere"),
        ('noise = {"a" = "${WHY}"}', "", {"WHY": "hunter\n"}, "process environment: WHY holds a line end"),
        ('noise = {"a" = "${WHY}"}', "WHY='hunter '", {}, ".env.demo: WHY begins or ends with white space"),
        ('noise = {"a" = "${WHY}"}', "WHY=xxxx", {}, ".env.demo: WHY still holds the sample's xxxx"),
        ("", "SERVIO_PASSWORD=hunt${UNSET}er", {}, ".env.demo: SERVIO_PASSWORD holds an unexpanded"),
    ],
)
def test_a_mistake_is_one_line_without_the_value(
    tmp_path: Path, toml: str, dotenv: str, process: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, toml, dotenv, **process)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "hunter" not in str(caught.value)


def test_what_servio_s_own_keys_refer_to_is_servio_s(tmp_path: Path) -> None:
    assert read(tmp_path, dotenv="API_HOST=${UNSET}\nDATABASE_NAME=servio_${UNSET}\n").name == "demo"


def test_what_a_table_refers_to_is_secret(tmp_path: Path) -> None:
    read_one = read(
        tmp_path, 'build = "${WHERE}"\nheaders = {"A" = "Bearer ${GATE}"}', GATE="s3cret-value", WHERE="json:a"
    )
    assert set(secret_values(read_one).values()) == {"s3cret-value", "Bearer s3cret-value"}
    assert read_one.build == "json:a"
    assert "s3cret" not in repr(read_one)
