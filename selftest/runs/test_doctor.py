"""`servio-verify doctor` and `init`, as a person runs them: the whole screen and its exit code."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from selftest.support import scenarios
from selftest.support.command import servio_verify
from selftest.support.front import Answer, Asked, Scenario, front
from selftest.support.processes import ROOT, servio, settings_of
from selftest.support.renamed import one_origin
from servio_verify.cli.main import parser

MOST_LINES = 42
USER = {"SERVIO_EMAIL": "test@example.com", "SERVIO_PASSWORD": "password"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project's folder of its own."""
    for name in ("environments", "profiles"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def environ(clean_environ: dict[str, str]) -> dict[str, str]:
    return clean_environ | USER


def write(folder: Path, addresses: dict[str, str], *more: str) -> None:
    """Write an environment file `qa` with these addresses."""
    urls = [f'web_url = "{addresses["SERVIO_WEB_URL"]}"', f'api_url = "{addresses["SERVIO_API_URL"]}"']
    lines = [*urls, "writes = true", 'says_environment = "sandbox"', *more]
    (folder / "environments/qa.toml").write_text("\n".join(lines))


def doctor(folder: Path, environ: dict[str, str], name: str = "qa") -> subprocess.CompletedProcess[str]:
    """Examine, on one screen, and without a word on the other stream."""
    ended = servio_verify(folder, environ, "doctor", "--env", name)
    assert len(ended.stdout.partition("Put into ")[0].splitlines()) <= MOST_LINES, ended.stdout
    assert ended.stderr == ""
    assert "=password" not in ended.stdout
    return ended


def test_a_healthy_servio_is_ready(folder: Path, environ: dict[str, str], healthy: dict[str, str]) -> None:
    write(folder, healthy, 'build = "header:X-Servio-Build"')
    scenario = Scenario()
    with front(healthy, scenario) as addresses:
        write(folder, addresses, 'build = "header:X-Servio-Build"')
        ended = doctor(folder, environ)
    assert ended.returncode == 0, ended.stdout
    assert "✗" not in ended.stdout
    assert "!" not in ended.stdout
    assert "not tried: environment 'qa' allows no load" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "Ready: servio-verify run -m smoke --env qa"
    written = [(asked.method, asked.path) for asked in scenario.seen if asked.method not in ("GET", "OPTIONS")]
    assert written == [("POST", "/api/v1/auth/login")]


def test_the_sandbox_is_started_and_examined(folder: Path, environ: dict[str, str]) -> None:
    ended = doctor(folder, environ, "local-https")
    assert ended.returncode == 0, ended.stdout
    assert "trusted, issued by Servio sandbox" in ended.stdout
    assert "smoke --env local-https; not covered: whether one account" not in ended.stdout


def test_an_address_from_the_process_environment_is_told_loudly(
    folder: Path, environ: dict[str, str], healthy: dict[str, str]
) -> None:
    write(folder, {"SERVIO_WEB_URL": "http://127.0.0.1:9", "SERVIO_API_URL": "http://127.0.0.1:9"})
    ended = doctor(folder, environ | healthy)
    assert ended.returncode == 0, ended.stdout
    assert f"! EXPORTED THE ADDRESS IS NOT THE FILE'S: SERVIO_WEB_URL={healthy['SERVIO_WEB_URL']}" in ended.stdout
    assert "→ unset SERVIO_WEB_URL SERVIO_API_URL" in ended.stdout


def test_a_wrong_password_names_its_setting(folder: Path, environ: dict[str, str], healthy: dict[str, str]) -> None:
    write(folder, healthy)
    ended = doctor(folder, environ | {"SERVIO_PASSWORD": "another"})
    assert ended.returncode == 10, ended.stdout
    assert "✗ sign-in  test@example.com is refused (401)" in ended.stdout
    assert "→ is SERVIO_PASSWORD still right?" in ended.stdout


def test_a_gate_is_named_and_nobody_signs_in(folder: Path, environ: dict[str, str], healthy: dict[str, str]) -> None:
    scenario = Scenario(before=lambda _asked: scenarios.REFUSED)
    with front(healthy, scenario) as addresses:
        write(folder, addresses)
        ended = doctor(folder, environ)
    assert ended.returncode == 10, ended.stdout
    assert ended.stdout.count("✗ who      a gate (basic-authentication) wants a sign-in (401)") == 2
    assert "→ set [basic_auth], or be let past" in ended.stdout
    assert "sign-in, build, limits not tried: the web app is not reached" in ended.stdout
    assert {asked.method for asked in scenario.seen} == {"GET"}


def test_a_gate_is_passed_with_its_settings_by_the_browser_too(
    folder: Path, environ: dict[str, str], healthy: dict[str, str]
) -> None:
    def before(asked: Asked) -> Answer | None:
        gated = asked.side == "web" or not asked.headers.get("authorization", "").startswith("Bearer")
        return scenarios.REFUSED if gated and asked.headers.get("authorization") != "Basic bWU6b3Blbg==" else None

    gate = ["[basic_auth]", 'user = "me"', 'password = "${GATE_PASSWORD}"']
    with front(healthy, Scenario(before=before)) as addresses:
        write(folder, addresses, *gate)
        ended = doctor(folder, environ | {"GATE_PASSWORD": "open"})
        wrong = doctor(folder, environ | {"GATE_PASSWORD": "closed"})
    assert ended.returncode == 0, ended.stdout
    assert "✓ form     /login has e-mail, password and submit" in ended.stdout
    assert "GATE_PASSWORD=•••" in ended.stdout
    assert wrong.returncode == 10, wrong.stdout
    assert "→ look at [basic_auth]" in wrong.stdout


def test_production_is_not_signed_in_to(folder: Path, environ: dict[str, str], healthy: dict[str, str]) -> None:
    scenario = Scenario(after=lambda _asked, answer: answer.with_headers(x_environment="production"))
    with front(healthy, scenario) as addresses:
        write(folder, addresses)
        ended = doctor(folder, environ)
    assert ended.returncode == 4, ended.stdout
    assert "says that it is production" in ended.stdout
    assert "· sign-in  not tried: the guard keeps us from it" in ended.stdout
    assert {asked.method for asked in scenario.seen} <= {"GET", "OPTIONS"}


def test_a_target_that_is_down_is_not_tried_further(folder: Path, environ: dict[str, str]) -> None:
    write(folder, {"SERVIO_WEB_URL": "http://127.0.0.1:9", "SERVIO_API_URL": "https://nowhere.invalid"})
    ended = doctor(folder, environ)
    assert ended.returncode == 10, ended.stdout
    assert "✗ TCP      port 9 does not answer" in ended.stdout
    assert "✗ DNS      nowhere.invalid has no address" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "Not ready (exit code 10): it cannot be verified yet"


def test_missing_credentials_are_told_with_what_can_be_seen_without(
    folder: Path, clean_environ: dict[str, str], healthy: dict[str, str]
) -> None:
    write(folder, healthy)
    ended = doctor(folder, clean_environ)
    assert ended.returncode == 4, ended.stdout
    assert "✗ settings environment 'qa' has no SERVIO_EMAIL and no SERVIO_PASSWORD" in ended.stdout
    assert "✓ paths    /login, /health, /api/v1/venues, /dashboard are there" in ended.stdout
    assert "· guard, sign-in not tried: the settings are wrong" in ended.stdout


def test_a_mistake_in_the_settings_is_one_line_and_nothing_is_asked(folder: Path, environ: dict[str, str]) -> None:
    (folder / "environments/qa.toml").write_text('web_ulr = "https://staging.example.com"')
    ended = doctor(folder, environ)
    assert ended.returncode == 4
    assert "unknown key 'web_ulr'" in ended.stdout
    assert "not tried" not in ended.stdout


def test_an_announced_limit_is_held_against_the_load(
    folder: Path, environ: dict[str, str], healthy: dict[str, str]
) -> None:
    scenario = Scenario(after=lambda _asked, answer: answer.with_headers(ratelimit_policy="100;w=60"))
    with front(healthy, scenario) as addresses:
        write(folder, addresses, "load = true")
        ended = doctor(folder, environ)
    assert ended.returncode == 0
    assert "! load     the web app announces 100 requests in 60 s, and profile 'staging' makes up to" in ended.stdout
    assert "→ it fits with think = " in ended.stdout


@pytest.fixture(scope="module")
def kind_e() -> Iterator[dict[str, str]]:
    """An application of another contract: one origin, other paths, fields without names, no venues."""
    with servio("selftest.kind_e") as told:
        yield settings_of(told)


def proposed(screen: str) -> str:
    """The lines that a screen says to put into the environment file."""
    lines = screen.partition("Put into environments/qa.toml")[2].splitlines()[1:]
    return "\n".join(line[2:] for line in lines if line.startswith("  "))


def wanted_of_kind_e() -> dict[str, Any]:
    tables = tomllib.loads((ROOT / "selftest/kind_e/environment.toml").read_text())
    del tables["writes"], tables["identity"], tables["paths"]["ready"]  # no usual address tells those
    del tables["resources"]  # nothing says whether it has venues elsewhere: that is asked
    return tables


def test_an_application_of_another_contract_is_told_what_to_set(
    folder: Path, environ: dict[str, str], kind_e: dict[str, str]
) -> None:
    write(folder, kind_e)
    ended = doctor(folder, environ)
    assert ended.returncode == 4, ended.stdout
    assert "✗ paths    not there: /login, /health, /api/v1/venues, /dashboard" in ended.stdout
    assert tomllib.loads(proposed(ended.stdout)) == wanted_of_kind_e()
    assert "# does the API have no venues at all? not known from here; if so: [resources]" in ended.stdout
    write(folder, kind_e, proposed(ended.stdout), "[resources]", "venues = false")
    again = doctor(folder, environ)
    assert again.returncode == 0, again.stdout
    assert "✓ sign-in  test@example.com is let in by the API" in again.stdout
    assert "not covered: whether one account" in again.stdout
    told = " ".join(again.stdout.split())
    assert "venues, menus and orders ([resources] venues = false)" in told
    assert "-m e2e --env qa: the journeys; not covered: those of venues" in told


def test_a_servio_at_addresses_that_nobody_guesses_is_told_by_watching_it(
    folder: Path, environ: dict[str, str], healthy: dict[str, str]
) -> None:
    with one_origin(healthy) as addresses:
        write(folder, addresses, "[paths]", 'login = "/sign-in"', 'health = "/api/health"', 'ready = "/api/ready"')
        ended = doctor(folder, environ)
    assert ended.returncode == 4, ended.stdout
    assert "Put into environments/qa.toml, in place of its tables of these names" in ended.stdout
    assert tomllib.loads(proposed(ended.stdout))["paths"] == {
        "login": "/sign-in",
        "health": "/api/health",
        "ready": "/api/ready",
        "dashboard": "where sign-in leads",
        "sign_in_api": "/api/enter",
        "api": "/api/backend",
    }


def test_a_wrong_password_at_a_watched_form_is_told(
    folder: Path, environ: dict[str, str], kind_e: dict[str, str]
) -> None:
    write(folder, kind_e)
    ended = doctor(folder, environ | {"SERVIO_PASSWORD": "another"})
    assert "✗ sign-in  test@example.com is refused (401)" in ended.stdout


def init(folder: Path, environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return servio_verify(folder, environ, "init", *arguments)


def test_a_first_file_is_enough_to_be_examined(folder: Path, environ: dict[str, str], healthy: dict[str, str]) -> None:
    ended = init(folder, environ, f"{healthy['SERVIO_WEB_URL']}/login?next=/", "--name", "qa")
    assert ended.returncode == 0, ended.stdout
    assert "wrote environments/qa.toml and .env.qa.example" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "  servio-verify doctor --env qa"
    values = tomllib.loads((folder / "environments/qa.toml").read_text())
    assert values == {
        "web_url": healthy["SERVIO_WEB_URL"],
        "api_url": healthy["SERVIO_API_URL"],
        "build": "header:X-Servio-Build",
        "writes": False,
        "load": False,
        "says_environment": "sandbox",
    }
    assert re.findall(r"^SERVIO_\w+=(.*)$", (folder / ".env.qa.example").read_text(), re.MULTILINE) == ["xxxx"] * 4
    examined = doctor(folder, environ)
    assert examined.returncode == 0, examined.stdout
    told = " ".join(examined.stdout.split())
    assert "what signs in or writes (writes = false)" in told
    assert "Sentry, unless a script has its client" in told
    again = init(folder, environ, healthy["SERVIO_WEB_URL"], "--name", "qa")  # nobody has changed it
    assert again.returncode == 0, again.stdout
    with (folder / "environments/qa.toml").open("a") as file:
        file.write("# mine\n")
    changed = init(folder, environ, healthy["SERVIO_WEB_URL"], "--name", "qa")
    assert (changed.returncode, changed.stdout) == (4, "")


def test_a_first_file_has_the_usual_paths_of_another_contract(
    folder: Path, environ: dict[str, str], kind_e: dict[str, str]
) -> None:
    assert init(folder, environ, kind_e["SERVIO_WEB_URL"], "--name", "qa").returncode == 0
    values = tomllib.loads((folder / "environments/qa.toml").read_text())
    assert values["api_url"] == values["web_url"]
    assert values["paths"] == {"login": "/sign-in", "health": "/api/health", "dashboard": "where sign-in leads"}
    assert "resources" not in values  # it may be that only the API's base is another one


def test_a_first_file_names_the_gate(folder: Path, environ: dict[str, str], healthy: dict[str, str]) -> None:
    with front(healthy, Scenario(before=lambda _asked: scenarios.REFUSED)) as addresses:
        ended = init(folder, environ, addresses["SERVIO_WEB_URL"], "--name", "qa")
        written = (folder / "environments/qa.toml").read_text()
        assert ended.returncode == 10, ended.stdout
        assert "next: open the gate first." in ended.stdout
        assert "# who: a gate (basic-authentication) wants a sign-in (401)\n" in written
        assert "\n# [basic_auth]\n" in written
        assert "# GATE_PASSWORD=xxxx\n" in (folder / ".env.qa.example").read_text()
        said = doctor(folder, environ)
        assert "did a gate keep init out?" in said.stdout


KEY = '"X-Gate" = "hunter-2-open-sesame"'


def test_a_first_look_is_given_what_the_gate_wants(
    folder: Path, environ: dict[str, str], healthy: dict[str, str]
) -> None:
    def before(asked: Asked) -> Answer | None:
        return None if asked.headers.get("x-gate") == "hunter-2-open-sesame" else scenarios.REFUSED

    with front(healthy, Scenario(before=before)) as addresses:
        urls = (addresses["SERVIO_WEB_URL"], "--api", addresses["SERVIO_API_URL"], "--name", "qa")
        assert init(folder, environ, *urls).returncode == 10
        alone = init(folder, environ | {"SERVIO_HEADERS": KEY}, urls[0], "--name", "qa")
        assert f"is it the API? then give --api {urls[2]}" in alone.stdout
        ended = init(folder, environ | {"SERVIO_HEADERS": KEY}, *urls)
        assert ended.returncode == 0, ended.stdout
        written = (folder / "environments/qa.toml").read_text()
        assert tomllib.loads(written)["headers"] == {"X-Gate": "${GATE_X_GATE}"}
        assert "hunter" not in f"{written}{ended.stdout}{(folder / '.env.qa.example').read_text()}"
        assert "\nGATE_X_GATE=xxxx\n" in (folder / ".env.qa.example").read_text()
        examined = doctor(folder, environ | {"GATE_X_GATE": "hunter-2-open-sesame"})
        assert examined.returncode == 0, examined.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("http://127.0.0.1:9", "--api", "28121"), "'28121' is no address"),
        (("http://127.0.0.1:9", "--api", "http://127.0.0.1:9/v2"), 'set api = "/v2" under [paths] afterwards'),
        (("staging",), "'staging' is no address"),
    ],
)
def test_an_address_that_is_none_costs_one_line(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parser("init").parse_args(["init", *arguments])
    told = capsys.readouterr().err
    assert (ended.value.code, len(told.splitlines())) == (4, 1)
    assert said in told


def test_no_file_is_written_where_no_tls_is_spoken(
    folder: Path, environ: dict[str, str], healthy: dict[str, str]
) -> None:
    ended = init(folder, environ, healthy["SERVIO_WEB_URL"].replace("http:", "https:"), "--name", "qa")
    assert ended.returncode == 4, ended.stdout
    assert not (folder / "environments/qa.toml").exists()


def test_no_file_is_written_over_another_nor_of_a_target_that_is_not_reached(
    folder: Path, environ: dict[str, str]
) -> None:
    over = init(folder, environ, "http://127.0.0.1:9", "--name", "staging")
    assert (over.returncode, over.stdout) == (4, "")
    assert over.stderr == (
        "servio-verify: environments/staging.toml is there already: give another --name, or delete it\n"
    )
    down = init(folder, environ, "http://127.0.0.1:9", "--name", "qa")
    assert down.returncode == 10
    assert not (folder / "environments/qa.toml").exists()
    wrong = init(folder, environ, "http://")
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (4, 1)
