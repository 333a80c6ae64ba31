"""Secret values of an environment."""

from servio_verify.environments.gate import values as gate
from servio_verify.environments.layers.marked import told
from servio_verify.environments.model import SANDBOX_ACCOUNT, SANDBOX_PASSWORDS, Environment


def secret_values(environment: Environment) -> dict[str, str]:
    """Return the values that the environment loaded and that must stay where they are, by the name of their key."""
    values = dict(environment.secrets)
    if environment.password and environment.credentials != SANDBOX_ACCOUNT:
        values["SERVIO_PASSWORD"] = environment.password
    if environment.password_2 and environment.password_2.get_secret_value() not in SANDBOX_PASSWORDS:
        values["SERVIO_PASSWORD_2"] = environment.password_2
    for key in ("api_key", "totp_secret", "totp_secret_2"):
        if value := getattr(environment, key):
            values[f"SERVIO_{key.upper()}"] = value
    plain = {name: value.get_secret_value() for name, value in values.items()}
    given = gate.texts({key: getattr(environment, key) for key in gate.TABLES})
    return plain | {told(path): text for path, text in given.items() if gate.is_secret(path, text)}
