"""Keys of an environment: which its file may hold, and the variables that are laid over them."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from servio_verify.environments.model import Environment

DEPLOYMENT_KEYS = {"NEXT_PUBLIC_APP_URL": "web_url", "NEXT_PUBLIC_API_URL": "api_url"}
DEPLOYMENT_KEYS |= {"NEXT_PUBLIC_SENTRY_DSN": "sentry_dsn"}
"""Keys of Servio's own dotenv file that are settings of ours (docs/CONTRACT.md, Environments)."""

DEPLOYMENT_SECRETS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SUPABASE_SERVICE_ROLE_KEY",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "LAUNCHDARKLY_SDK_KEY",
    "UNLEASH_API_KEY",
    "DATADOG_API_KEY",
    "DATADOG_APP_KEY",
    "SENTRY_AUTH_TOKEN",
    "SLACK_WEBHOOK_URL",
)
"""Keys of the same file whose values may reach no browser and no artifact."""

CREDENTIALS = ("email", "password", "email_2", "password_2", "api_key", "totp_secret", "totp_secret_2")
PROCESS_ONLY = (
    *("SERVIO_EXPECT_BUILD", "SERVIO_EXPECT_DIGEST", "SERVIO_HISTORY", "SERVIO_STATE", "SERVIO_RUNS"),
    "SERVIO_STACK_FOLDER",
    "SERVIO_PROOF_PROXY",
    "SERVIO_CANARY_KEY",
)


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the key that a file has for each."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def kinds_of(annotation: Any) -> Iterator[Any]:
    """Yield the types that a value may have, without what is said about them."""
    if get_origin(annotation) is Annotated:
        yield from kinds_of(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from kinds_of(member)
    else:
        yield annotation


def table_of(annotation: Any) -> type[BaseModel] | None:
    """Return the model of a table with fixed keys; None for everything else."""
    return next((kind for kind in kinds_of(annotation) if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def is_free_table(annotation: Any) -> bool:
    """Return whether a table's keys are the user's own, like the patterns of `[noise]`."""
    return any(get_origin(kind) is dict for kind in kinds_of(annotation))


def is_list(annotation: Any) -> bool:
    """Return whether the value is a list."""
    return any(get_origin(kind) in (list, tuple, set, frozenset) for kind in kinds_of(annotation))


def is_table(annotation: Any) -> bool:
    """Return whether the value is a table, with keys of its own or of the user's."""
    return is_free_table(annotation) or table_of(annotation) is not None


FIELDS = fields_of(Environment)
KEYS = set(FIELDS)
NO_KEYS = {"name", "secrets", "referred", "led_elsewhere", "stack_folder"}
"""What an environment has besides what its file may say."""

IN_A_FILE = sorted(KEYS - {*NO_KEYS, *CREDENTIALS})
TABLES = sorted(key for key in IN_A_FILE if is_table(FIELDS[key].annotation))


def variables(key: str, annotation: Any) -> Iterator[str]:
    """Yield the variables that set a key: its own, and one for each key of the table that it is."""
    yield f"SERVIO_{key.upper()}"
    if model := table_of(annotation):
        for inner, field in fields_of(model).items():
            yield from variables(f"{key}__{inner}", field.annotation)


OVERRIDES = [name for key in (*IN_A_FILE, *CREDENTIALS) for name in variables(key, FIELDS[key].annotation)]
