"""Secret values of an environment."""

from collections.abc import Mapping

from pydantic import SecretStr

from servio_verify.environments import proxies
from servio_verify.environments.gate import values as gate
from servio_verify.environments.layers.marked import told
from servio_verify.environments.model import SANDBOX_ACCOUNT, SANDBOX_PASSWORDS, Environment


def secret_values(environment: Environment) -> dict[str, str]:
    """Return the values that the environment loaded and that must be in no artifact, by the name of their key."""
    values = {**environment.referred}
    values |= {proxy.variable: SecretStr(proxy.url) for proxy in proxies.named().values() if proxy.account}
    given = gate.texts({key: getattr(environment, key) for key in gate.TABLES})
    of_the_gate = {told(path): text for path, text in given.items() if gate.is_secret(path, text)}
    return kept_from_browsers(environment) | _plain(values) | of_the_gate


def kept_from_browsers(environment: Environment) -> dict[str, str]:
    """Return those that no page and no public answer may hold: what a gate is given is the gate's to show."""
    values = dict(environment.secrets)
    password = environment.password
    if password and (environment.email, password.get_secret_value()) != SANDBOX_ACCOUNT:
        values["SERVIO_PASSWORD"] = password
    if environment.password_2 and environment.password_2.get_secret_value() not in SANDBOX_PASSWORDS:
        values["SERVIO_PASSWORD_2"] = environment.password_2
    for key in ("api_key", "totp_secret", "totp_secret_2"):
        if value := getattr(environment, key):
            values[f"SERVIO_{key.upper()}"] = value
    return _plain(values)


def _plain(values: Mapping[str, SecretStr]) -> dict[str, str]:
    return {name: value.get_secret_value() for name, value in values.items()}
