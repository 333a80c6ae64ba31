"""Where an environment has what the contract names: values, and what is refused in one line."""

from pathlib import Path

import pytest

from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.layout.tables import Paths, Resources
from servio_verify.environments.model import Environment
from servio_verify.environments.settings import read_environment

ADDRESSES = 'web_url = "https://web.example"\napi_url = "https://api.example"\n'


def read(folder: Path, toml: str = "", **process: str) -> Environment:
    (folder / "environments").mkdir()
    (folder / "environments/demo.toml").write_text(ADDRESSES + toml)
    return read_environment("demo", folder, process)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[paths]\nlogin = "sign-in"', "paths.login: 'sign-in' is no path; write it like /sign-in"),
        ('[paths]\nhealth = "https://a.example/health"', "paths.health: 'https://a.example/health' is no path"),
        ('[paths]\nlogin = "/login?next=/"', "paths.login: '/login?next=/' is no path"),
        ('[paths]\nsign_in_api = "/token?a b"', "paths.sign_in_api: '/token?a b' is no path; write it like /auth/v1"),
        ('[paths]\ndashboard = "where it leads"', "paths.dashboard: 'where it leads' is no path"),
        ('[sign_in]\ntoken = "cookie:"', "sign_in.token: 'cookie:' is no place of a token"),
        ('[sign_in]\ntoken = "data..token"', "write it like data.token or cookie:session"),
        ('[sign_in]\nfields = "by label"', "sign_in.fields: Input should be 'by name' or 'by meaning'"),
        ("[signed_in]\ntexts = []", "signed_in.texts: "),
        ('[signed_in]\ntexts = ["Tables", " "]', "signed_in.texts.2: it is empty"),
        ("[resources]\nvenues = false\nmenus = true", "resources: menus cannot be true without venues"),
        ('[resources]\nvenues = "perhaps"', "resources.venues: Input should be a valid boolean"),
        ('[identity]\npage = "staging"', "identity.is is missing"),
        ('[identity]\nis = "staging"', "identity.page is missing"),
        ('[identity]\npage = "("\nis = "a"', "identity.page: '(' is no regular expression"),
        ('[identity]\npage = "a*"\nis = "a"', "identity.page: 'a*' fits every page"),
    ],
)
def test_a_wrong_value_is_told_in_one_line(tmp_path: Path, table: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, table)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_table_has_its_variables_and_goes_to_other_processes(tmp_path: Path) -> None:
    environment = read(
        tmp_path,
        SERVIO_PATHS__LOGIN="/sign-in/",
        SERVIO_SIGN_IN__FIELDS="by meaning",
        SERVIO_SIGNED_IN__TEXTS="Tables, Guests",
        SERVIO_RESOURCES__VENUES="false",
        SERVIO_IDENTITY='{page = "ref-(a+)", is = "aa"}',
    )
    handed = Environment.from_settings(environment.to_settings())
    assert handed == environment
    assert handed.paths.login == "/sign-in"
    assert handed.signed_in.texts == ("Tables", "Guests")
    assert not handed.resources.orders


@pytest.mark.parametrize(
    ("promised", "there"),
    [
        ("/login", "/sign-in"),
        ("/health", "/api/health"),
        ("/dashboard", "/dashboard"),
        ("/api/v1/venues?limit=1", "/api/venues?limit=1"),
        ("/api/v1/auth/login", "/auth/v1/token?grant_type=password"),
        ("/api/v1/auth/logout", "/api/auth/logout"),
        ("/", "/"),
    ],
)
def test_what_the_contract_has_is_elsewhere(promised: str, there: str) -> None:
    paths = Paths(login="/sign-in", health="/api/health", api="/api", sign_in_api="/auth/v1/token?grant_type=password")
    assert paths.at(promised) == there
    assert Paths().at(promised) == promised


def test_an_api_at_the_root_has_no_double_slash() -> None:
    assert Paths(api="/").at("/api/v1/venues") == "/venues"


@pytest.mark.parametrize(
    ("there", "path", "lacking"),
    [
        ({"venues": False}, "/venues/1", "venues"),
        ({"venues": False}, "/menus", "venues"),
        ({"menus": False}, "/venues/1/menus", "menus"),
        ({"menus": False}, "/venues/1/orders?limit=2", "menus"),
        ({"orders": False}, "/venues/1/orders/2/cancel", "orders"),
        ({"orders": False}, "/venues/1/menus", ""),
        ({"venues": False}, "/auth/login", ""),
    ],
)
def test_what_is_not_there_is_told_by_its_setting(there: dict[str, bool], path: str, lacking: str) -> None:
    missing = Resources.model_validate(there).missing(path)
    assert missing == (f"[resources] {lacking} = false" if lacking else "")
