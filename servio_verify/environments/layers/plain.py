"""Plain values of an environment, for another process of the run: secrets are shown in them."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr


def revealed(value: Any) -> Any:
    """Return a value as JSON can hold it, with the secrets in it."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, BaseModel):
        return {field.alias or key: revealed(getattr(value, key)) for key, field in type(value).model_fields.items()}
    if isinstance(value, dict):
        return {key: revealed(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [revealed(inner) for inner in value]
    return str(value) if isinstance(value, Path | date) else value
