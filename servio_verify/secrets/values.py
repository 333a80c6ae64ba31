"""Secret values of an environment."""

from servio_verify.environments.model import SANDBOX_ACCOUNT, SANDBOX_PASSWORDS, Environment


def secret_values(environment: Environment) -> dict[str, str]:
    """Return the values that the environment loaded and that must stay where they are, by the name of their key."""
    values = dict(environment.secrets)
    if environment.password and environment.credentials != SANDBOX_ACCOUNT:
        values["SERVIO_PASSWORD"] = environment.password
    if environment.password_2 and environment.password_2.get_secret_value() not in SANDBOX_PASSWORDS:
        values["SERVIO_PASSWORD_2"] = environment.password_2
    if environment.api_key:
        values["SERVIO_API_KEY"] = environment.api_key
    return {name: value.get_secret_value() for name, value in values.items()}
