"""Environments: files, dotenv and process environment, and what is refused in them."""

import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from selftest.support.processes import ROOT
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.model import Environment
from servio_verify.environments.settings import read_environment

STAGING = {"SERVIO_EMAIL": "tester@servio.com", "SERVIO_PASSWORD": "correct horse"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "environments", tmp_path / "project" / "environments")
    return tmp_path / "project"


def mistake(project: Path, name: str, toml: str | None = None, **process: str) -> str:
    if toml is not None:
        (project / "environments" / f"{name}.toml").write_text(toml)
    with pytest.raises(SettingsError) as caught:
        read_environment(name, project, process)
    assert "\n" not in str(caught.value)
    return str(caught.value)


ADDRESSES = 'web_url = "https://web.example"\napi_url = "https://api.example"\n'


def test_an_unknown_environment_lists_the_known_ones(project: Path) -> None:
    told = mistake(project, "stagin").partition("known: ")[2].partition(" (")[0].split(", ")
    assert told == sorted(told)
    assert {"local", "local-https", "local-staging", "production", "staging"} <= {*told}, "and those that a user added"
    assert not {"mirror", "staging.facts"} & {*told}


def test_the_wrong_folder_is_named(project: Path) -> None:
    assert f"no environments/ in {project.parent}" in mistake(project.parent, "staging")


def test_broken_toml_names_file_and_line(project: Path) -> None:
    said = mistake(project, "demo", "web_url = \n")
    assert "environments/demo.toml" in said
    assert "line 1" in said


def test_an_unknown_key_names_the_nearest(project: Path) -> None:
    assert "unknown key 'web_ulr'; did you mean 'web_url'?" in mistake(
        project, "demo", 'web_ulr = "https://a.example"\n'
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('[paths]\nlongin = "/a"', "[paths]: unknown key 'longin'; did you mean 'login'?"),
        ('[paths]\nbuild = "header:X"', "[paths] holds 'build', which belongs above the first [table]"),
        ('[sign_in]\napi_url = "https://a.example"', "[sign_in] holds 'api_url', which belongs above"),
        (
            '[basic_auth]\nusername = "a"\npassword = "${X}"',
            "unknown key 'username'; did you mean 'user'?",
        ),
        ("[resources]\nmenu = true", "[resources]: unknown key 'menu'; did you mean 'menus'?"),
        ('[identity]\nqqq = "a"', "[identity]: unknown key 'qqq'; it has page, is"),
    ],
)
def test_an_unknown_key_of_a_table_names_the_nearest(project: Path, lines: str, said: str) -> None:
    told = mistake(project, "demo", f"{ADDRESSES}{lines}\n", X="hunter22")
    assert said in told
    assert "Extra inputs" not in told


def test_a_mistyped_environment_names_the_nearest(project: Path) -> None:
    assert "unknown environment 'stagin'; did you mean 'staging'? known: " in mistake(project, "stagin")


@pytest.mark.parametrize("text", ['{cookies = {consent = "1"}}', 'cookies = {consent = "1"}', 'cookies.consent = "1"'])
def test_a_table_in_a_variable_needs_no_braces(project: Path, text: str) -> None:
    found = read_environment("staging", project, STAGING | {"SERVIO_BROWSER": text})
    assert found.browser.cookies["consent"].get_secret_value() == "1"
    said = mistake(project, "staging", SERVIO_BROWSER="consent", **STAGING)
    assert """write it like '{cookies = {"name" = "value"}}'""" in said


@pytest.mark.parametrize(
    "url",
    ["web.example", "ftp://web.example", "https://", "https://web.example:port", "https://web..example", "https://a b"],
)
def test_a_url_that_is_none_is_named(project: Path, url: str) -> None:
    said = mistake(project, "demo", f'web_url = "{url}"\napi_url = "https://api.example"\n')
    assert "web_url" in said


@pytest.mark.parametrize("before", ["ada:hunter22", ":hunter22", "ada:hunter/22"])
def test_a_user_in_a_url_is_refused_and_not_shown(project: Path, before: str) -> None:
    said = mistake(project, "demo", f'web_url = "https://{before}@web.example"\napi_url = "https://api.example"\n')
    assert "web_url: it holds a user name" in said
    assert "hunter" not in said


def test_a_url_with_a_path_is_no_origin(project: Path) -> None:
    said = mistake(project, "demo", 'web_url = "https://web.example/app"\napi_url = "https://api.example"\n')
    assert "https://web.example" in said
    assert "path" in said


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://WEB.example:443/", "https://web.example"),
        ("https://web.example:", "https://web.example"),
        ("https://web.example:80", "https://web.example:80"),
        ("https://web.example:08443", "https://web.example:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:80", "http://[::1]"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_an_origin_is_told_as_clients_tell_it(written: str, origin: str) -> None:
    found = Environment.model_validate({"name": "demo", "web_url": written, "api_url": "https://api.example"})
    assert found.web_url == origin


def test_http_is_refused_where_only_https_may_be(project: Path) -> None:
    said = mistake(project, "staging", SERVIO_WEB_URL="http://staging.servio.com", **STAGING)
    assert "web_url must be https:// here" in said


def test_http_may_be_allowed_and_this_machine_always_may(project: Path) -> None:
    toml = 'web_url = "http://web.example"\napi_url = "http://127.0.0.1:8000"\nallow_http = true\n'
    (project / "environments" / "lab.toml").write_text(toml)
    assert read_environment("lab", project, {}).api_url == "http://127.0.0.1:8000"


def test_missing_addresses_are_named_together(project: Path) -> None:
    said = mistake(project, "demo", "writes = false\n")
    assert "SERVIO_WEB_URL and SERVIO_API_URL" in said


def test_a_broken_line_of_the_dotenv_file_is_told_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".env.demo").write_text('SERVIO_EMAIL=a@b.example\nSERVIO_PASSWORD="canary\nFINE=1\n', encoding="utf-8")
    (project / "environments/demo.toml").write_text('web_url = "https://a.example"\napi_url = "https://b.example"\n')
    for _ in range(2):
        assert read_environment("demo", project, {}).email == "a@b.example"
    told = ".env.demo: line 2 cannot be read, and what is there is not set; see servio-verify env check demo\n"
    assert capsys.readouterr().err == told


def test_missing_credentials_are_named_together_with_where_to_set_them(project: Path) -> None:
    said = mistake(project, "staging")
    assert "no SERVIO_EMAIL and no SERVIO_PASSWORD" in said
    assert ".env.staging" in said
    assert read_environment("staging", project, {}, reads_only=True).email is None


def test_credentials_do_not_belong_in_the_committed_file(project: Path) -> None:
    said = mistake(project, "demo", ADDRESSES + 'password = "hunter22"\n')
    assert "SERVIO_PASSWORD" in said
    assert "hunter22" not in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('build = "asset:v("', "build: 'v(' is no regular expression"),
        ('noise = { "v(" = "known" }', "'v(' is no regular expression"),
        ('noise = { "" = "known" }', "'' fits every complaint"),
        ('noise = { ".*" = "known" }', "'.*' fits every complaint"),
        ('noise = { "favicon" = " " }', "noise.favicon: it has no reason"),
        ('accepted_accessibility = { "region" = "" }', "accepted_accessibility.region: it has no reason"),
        ('ca_file = "no-such.pem"', "ca_file: no-such.pem: No such file or directory"),
        (f'ca_file = "{ROOT / "README.md"}"', "must be a file of certificates in PEM"),
        (f'ca_file = "{ROOT}"', "must be a file of certificates in PEM"),
    ],
)
def test_what_could_only_fail_later_is_refused_at_once(project: Path, line: str, said: str) -> None:
    assert said in mistake(project, "demo", ADDRESSES + line + "\n")


def test_a_file_from_an_editor_that_marks_it_as_utf8_is_read(project: Path) -> None:
    (project / "environments" / "demo.toml").write_text(ADDRESSES, encoding="utf-8-sig")
    (project / ".env.demo").write_text("SERVIO_EMAIL=a@b.example\r\n", encoding="utf-8-sig")
    assert read_environment("demo", project, {}).email == "a@b.example"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("SERVIO_EMIAL=a@b.example", "SERVIO_EMIAL is not read from here; did you mean SERVIO_EMAIL?"),
        ("SERVIO_EXPECT_BUILD=abcdef0", "only the process environment may have it"),
    ],
)
def test_a_dotenv_key_that_nobody_reads_is_named(project: Path, line: str, said: str) -> None:
    (project / ".env.staging").write_text(line)
    assert said in mistake(project, "staging", **STAGING)


def test_a_dotenv_file_may_hold_keys_of_servio_s_own(project: Path) -> None:
    (project / ".env.staging").write_text("SERVIO_API_PORT=8443\nSERVIO_ENV=staging\nSERVIO_REGION=eu\n")
    assert read_environment("staging", project, STAGING).name == "staging"


def test_placeholders_of_the_sample_are_named(project: Path) -> None:
    (project / ".env.staging").write_text("STRIPE_SECRET_KEY=sk_test_xxxx\nSERVIO_EMAIL=xxxx\n")
    said = mistake(project, "staging")
    assert ".env.staging" in said
    assert "STRIPE_SECRET_KEY, SERVIO_EMAIL" in said


def test_placeholders_in_the_process_environment_are_named(project: Path) -> None:
    said = mistake(project, "staging", **(STAGING | {"SERVIO_PASSWORD": "xxxx"}))
    assert "SERVIO_PASSWORD" in said


@pytest.mark.parametrize("host", ["servio.com", "www.servio.com", "api.servio.com", "SERVIO.com"])
def test_production_may_not_be_written_to_whatever_a_file_says(project: Path, host: str) -> None:
    toml = f'web_url = "https://{host}"\napi_url = "https://api.example"\nwrites = true\n'
    (project / "environments" / "prod2.toml").write_text(toml)
    assert "is production" in mistake(project, "prod2", **STAGING)


def test_the_layers_lie_over_one_another(project: Path) -> None:
    (project / ".env.staging").write_text("NEXT_PUBLIC_APP_URL=https://dotenv.example\nSERVIO_EMAIL=a@b.example\n")
    environment = read_environment(
        "staging", project, {"SERVIO_PASSWORD": "correct horse", "SERVIO_API_URL": "https://process.example"}
    )
    assert environment.web_url == "https://dotenv.example"
    assert environment.api_url == "https://process.example"
    assert environment.credentials == ("a@b.example", "correct horse")
    over = read_environment("staging", project, STAGING | {"NEXT_PUBLIC_APP_URL": "https://over.example"})
    assert over.web_url == "https://over.example"


def test_secrets_are_in_no_repr(project: Path) -> None:
    environment = read_environment(
        "staging", project, STAGING | {"STRIPE_SECRET_KEY": "sk_test_abcdef", "SERVIO_API_KEY": "key-abcdef"}
    )
    assert environment.secrets == {"STRIPE_SECRET_KEY": SecretStr("sk_test_abcdef")}
    for text in (repr(environment), str(environment), environment.model_dump_json()):
        assert not {"correct horse", "sk_test_abcdef", "key-abcdef"} & {
            part for part in STAGING.values() if part in text
        }
        assert "sk_test_abcdef" not in text
        assert "key-abcdef" not in text


def test_an_environment_is_frozen() -> None:
    environment = Environment(name="demo", web_url="https://web.example", api_url="https://api.example")
    with pytest.raises(ValueError, match="frozen"):
        environment.writes = True  # type: ignore[misc] # that is the point


def test_half_a_second_account_is_refused(project: Path) -> None:
    said = mistake(project, "staging", **STAGING, SERVIO_EMAIL_2="other@example.com")
    assert "SERVIO_EMAIL_2 needs SERVIO_PASSWORD_2" in said


def test_a_second_account_that_is_the_first_is_refused(project: Path) -> None:
    said = mistake(project, "staging", **STAGING, SERVIO_EMAIL_2=STAGING["SERVIO_EMAIL"], SERVIO_PASSWORD_2="x" * 3)
    assert "SERVIO_EMAIL_2 is SERVIO_EMAIL" in said


def test_addresses_that_are_not_the_file_s_are_told_with_their_source(project: Path) -> None:
    own = {"SERVIO_WEB_URL": "https://staging.servio.com/", "SERVIO_API_URL": "https://api.staging.servio.com"}
    assert read_environment("staging", project, STAGING | own).led_elsewhere == ""
    (project / ".env.staging").write_text("NEXT_PUBLIC_API_URL=https://dotenv.example\n")
    led = read_environment("staging", project, STAGING | {"SERVIO_WEB_URL": "http://127.0.0.1:1"}).led_elsewhere
    assert led == (
        "staging is led elsewhere: web_url is http://127.0.0.1:1 (SERVIO_WEB_URL in the process environment) and "
        "api_url is https://dotenv.example (NEXT_PUBLIC_API_URL in .env.staging), "
        "not https://staging.servio.com and https://api.staging.servio.com of environments/staging.toml"
    )
    assert read_environment("local", project, own).led_elsewhere.startswith("local is led elsewhere: web_url is https")
    assert read_environment("local", project, {}).led_elsewhere == ""


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "https://staging.servio.com"])
def test_nothing_else_is_verified_in_the_name_of_production(project: Path, url: str) -> None:
    assert "production is led elsewhere: " in mistake(project, "production", SERVIO_API_URL=url)
    assert read_environment("production", project, {"SERVIO_WEB_URL": "https://www.servio.com"}).web_url
