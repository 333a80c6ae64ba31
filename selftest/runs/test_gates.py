"""A staging behind gates is verified with one environment file, and nobody but the gates sees what opens them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.support import gates, scenarios, secret_finder
from selftest.support.front import front
from selftest.support.gates import MutualTls, Sink
from selftest.support.processes import ROOT, Outcome, Verify, servio, settings_of

SMOKE = ("-m", "smoke", "-k", "home_page_answers or login_page or right_password or item or dashboard or cors")
QUIET = ("-m", "smoke", "-k", "home_page_answers or right_password or item", "--wait", "2")


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with gates.third_party() as sink:
        yield sink


@pytest.fixture(scope="module")
def mutual_tls(tmp_path_factory: pytest.TempPathFactory) -> MutualTls:
    return gates.mutual_tls(tmp_path_factory.mktemp("certificates"))


class Staging:
    """The suite, with one environment file for a staging of its own."""

    def __init__(self, folder: Path, verify: Verify) -> None:
        self.folder = folder
        self._verify = verify
        for name in ("environments", "profiles"):
            shutil.copytree(ROOT / name, folder / name)
        for name in ("conftest.py", "pytest.ini", "locustfile.py", "pyproject.toml"):
            shutil.copy(ROOT / name, folder)
        shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "profiles/short.toml").write_text(gates.SHORT)

    def describe(self, settings: dict[str, str], *parts: str, **secrets: str) -> None:
        """Write the environment file, and its dotenv file."""
        own = {"web_url": settings["SERVIO_WEB_URL"], "api_url": settings["SERVIO_API_URL"]}
        lines = [f'{key} = "{value}"\n' for key, value in own.items()]
        head = [part for part in parts if not part.startswith("[")]
        tables = [part for part in parts if part.startswith("[")]
        text = "".join([*lines, "writes = true\nload = true\n", 'build = "header:X-Servio-Build"\n', *head, *tables])
        (self.folder / "environments/gated.toml").write_text(text)
        account = {"SERVIO_EMAIL": "test@example.com", "SERVIO_PASSWORD": "password"}
        lines = [f"{name}={value}\n" for name, value in (account | secrets).items()]
        (self.folder / ".env.gated").write_text("".join(lines))

    def run(self, *arguments: str, **settings: str) -> Outcome:
        return self._verify("--env", "gated", *arguments, cwd=self.folder, PYTHONPATH=str(ROOT), **settings)


@pytest.fixture
def staging(tmp_path: Path, verify: Verify) -> Staging:
    return Staging(tmp_path / "project", verify)


@pytest.mark.parametrize("kind", gates.KINDS)
def test_each_gate_is_passed(kind: str, staging: Staging, healthy: dict[str, str]) -> None:
    scenario = gates.gates(kind)
    with front(healthy, scenario) as settings:
        staging.describe(settings, gates.SETTINGS[kind], **gates.VARIABLES)
        ended = staging.run(*QUIET)
    assert ended.code == 0, ended.output


def test_a_gate_of_basic_authentication_that_takes_no_token_is_passed_with_a_cookie(
    staging: Staging, healthy: dict[str, str]
) -> None:
    with front(healthy, scenarios.basic_gate()) as settings:
        by_cookie = '[sign_in]\ntoken = "cookie:servio_session"\n'
        staging.describe(settings, gates.SETTINGS["basic"], by_cookie, **gates.VARIABLES)
        ended = staging.run(*QUIET)
    assert ended.code == 0, ended.output


@pytest.mark.parametrize("tier", ["smoke", "e2e", pytest.param("load", marks=pytest.mark.alone)])
def test_all_gates_at_once_are_passed_and_told_to_nobody(
    tier: str, staging: Staging, sink: Sink, mutual_tls: MutualTls, tmp_path: Path
) -> None:
    sink.received.clear()
    chosen = {
        "smoke": SMOKE,
        "e2e": ("-m", "e2e", "-k", "new_venue or sign_out", "--tracing", "on"),
        "load": ("-m", "load", "--profile", "short"),
    }
    with servio("servio_sandbox", "--json", "--https") as told:
        behind = settings_of(told)
        with front(behind, gates.gates(*gates.KINDS, sink=sink.url), mutual_tls.server) as settings:
            watched = f'[dependencies]\nelsewhere = "{sink.url}/health"\n'
            parts = (*gates.SETTINGS.values(), *mutual_tls.settings.values(), watched)
            staging.describe(settings, *parts, KEY_PASSWORD=mutual_tls.password, **gates.VARIABLES)
            ended = staging.run(*chosen[tier])
    assert ended.code == 0 or gates.was_starved(ended.output), ended.output
    secrets = (*gates.SECRETS, mutual_tls.password)
    assert not [value for value in secrets if value in ended.output]
    assert secret_finder.find([ended.folder, tmp_path / "state"], secrets) == set()
    if tier != "load":
        assert {"/loaded.js", "/redirected.js", "/health"} <= sink.paths
    assert not [value for value in (*secrets, "Authorization", gates.HEADER) if value in sink.text], sink.text


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (
            "basic",
            False,
            "a gate (basic-authentication) wants a sign-in (401) at {web} and the other origin: set [basic_auth]",
        ),
        ("basic", True, ": look at [basic_auth] or [sign_in]"),
        ("agent", False, ": set user_agent or [headers]"),
        ("header", True, "answered 403; look at [headers]"),
        ("cookie", True, ": look at [browser] cookies"),
        (
            "certificate",
            False,
            "a gate wants a client certificate (TLS) at {web} and the other origin: set [client_cert",
        ),
    ],
)
def test_a_gate_that_refuses_is_told_with_the_setting_to_look_at(
    kind: str, given: bool, said: str, staging: Staging, healthy: dict[str, str], mutual_tls: MutualTls
) -> None:
    tls = mutual_tls.server if kind == "certificate" else None
    parts = [gates.SETTINGS[kind]] if given else []
    parts += [mutual_tls.settings["ca_file"]] if tls else []
    wrong = {name: f"mistyped-{value}" for name, value in gates.VARIABLES.items()}
    with front(healthy, gates.gates(kind), tls) as settings:
        staging.describe(settings, *parts, **wrong)
        ended = staging.run(
            "-m", "smoke", "-k", "home_page_answers", "--wait", "0", "-p", "selftest.support.plugins.impatient"
        )
    assert ended.code == 10, ended.output
    assert said.format(web=settings["SERVIO_WEB_URL"]) in ended.output.replace("\n", " "), ended.output
