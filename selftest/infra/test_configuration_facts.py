"""Facts of the configuration: keys by name, values by keyed digests; no value is in any document."""

from pathlib import Path

import pytest

from selftest.infra.healthy import FOR_PRODUCTION, VALUES, written
from selftest.infra.mirrored import rows, side
from selftest.support.processes import ROOT
from servio_verify.environments.model import Environment
from servio_verify.infra.facts import Facts
from servio_verify.infra.gathering import gather
from servio_verify.infra.mirror.compare import compare
from servio_verify.infra.mirror.difference import Mirror
from servio_verify.infra.mirror.file import MirrorFile
from servio_verify.infra.source import Place

HOSTS = {"staging": "staging.servio.com", "production": "servio.com"}
SECRETS = (
    "SUPABASE_SERVICE_ROLE_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "LAUNCHDARKLY_SDK_KEY",
    "DATADOG_API_KEY",
    "DATADOG_APP_KEY",
)
OF_PRODUCTION = VALUES | FOR_PRODUCTION | {key: VALUES[key][:-6] + "0a1b2c" for key in SECRETS} | {"LOG_LEVEL": "info"}
OF_STAGING = VALUES | {"LOG_LEVEL": "info"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "environments").symlink_to(ROOT / "environments")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SERVIO_STATE", str(tmp_path / "state"))
    return tmp_path


def read(project: Path, name: str, values: dict[str, str]) -> Facts:
    (project / f".env.{name}").write_text(written(values))
    (project / f".env.{name}").chmod(0o600)
    told = {"name": name, "web_url": f"https://{HOSTS[name]}", "api_url": f"https://api.{HOSTS[name]}"}
    return gather(Place(Environment.model_validate(told), {}), {"configuration"})


def mirrored(project: Path, staging: dict[str, str]) -> Mirror:
    left, right = read(project, "staging", staging), read(project, "production", OF_PRODUCTION)
    return compare((side(project, "staging", left), side(project, "production", right)), MirrorFile(), "configuration")


def test_two_healthy_configurations_are_alike(project: Path) -> None:
    mirror = mirrored(project, OF_STAGING)
    assert (rows(mirror), len(mirror.compared)) == ([], 3)


@pytest.mark.parametrize(
    ("change", "row", "values"),
    [
        ({"DEBUG_TOOLS": "1"}, "configuration.keys[DEBUG_TOOLS]", ("there", "not there")),
        ({"LOG_LEVEL": "debug"}, "configuration.values[LOG_LEVEL]", ("one value", "another one")),
        (
            {"STRIPE_WEBHOOK_SECRET": OF_PRODUCTION["STRIPE_WEBHOOK_SECRET"]},
            "configuration.secrets[STRIPE_WEBHOOK_SECRET]",
            ("the same on both sides", "the same on both sides"),
        ),
    ],
)
def test_each_difference_is_one_row_without_a_value(
    change: dict[str, str], row: str, values: tuple[str, str], project: Path
) -> None:
    (found,) = mirrored(project, OF_STAGING | change).findings
    assert (found.fact, found.values) == (row, values)


def test_no_value_is_in_the_facts(project: Path) -> None:
    document = read(project, "staging", OF_STAGING).to_json()
    assert not [key for key, value in OF_STAGING.items() if value in document]


def test_digests_of_another_key_are_not_compared(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = read(project, "staging", OF_STAGING)
    monkeypatch.setenv("SERVIO_DIGEST_KEY", "a key of another machine")
    right = read(project, "production", OF_PRODUCTION)
    sides = side(project, "staging", left), side(project, "production", right)
    mirror = compare(sides, MirrorFile(), "configuration")
    assert mirror.compared == ("configuration.keys",)
    (line,) = mirror.not_compared
    assert str(line) == "configuration (2 facts): configuration.digest_key is another on both sides"
