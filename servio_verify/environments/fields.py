"""Values of an environment's keys: what is a valid origin, build source, excuse or file of authorities."""

import re
import ssl
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, SecretStr

from servio_verify.environments.origins import origin


def build_source(text: str) -> str:
    """Return the text where it is a source of builds (`header:`, `json:`, `asset:`), else raise ValueError."""
    kind, _, where = text.partition(":")
    if kind not in ("header", "json", "asset") or not where:
        raise ValueError(f"{text!r} must be header:NAME, json:PATH or asset:REGEX")
    if kind == "asset":
        _pattern(where)
    return text


def excuse(pattern: str) -> str:
    """Return the pattern of a known complaint; raise ValueError where it is none, or excuses whatever there is."""
    if _pattern(pattern).search(""):
        raise ValueError(f"{pattern!r} fits every complaint; say which one is known")
    return pattern


def reason(text: str) -> str:
    """Return the reason where it says something, else raise ValueError."""
    if not text.strip():
        raise ValueError("it has no reason; say why this is accepted")
    return text


def authorities(path: Path) -> Path:
    """Return the path where it leads to certificates in PEM, else raise ValueError."""
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl.SSLError is one
        raise ValueError(f"{path}: {error.strerror or error}; it must be a file of certificates in PEM") from None
    return path


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from None


def word(text: str) -> str:
    """Return the text where it is one word, else raise ValueError."""
    if not re.fullmatch(r"[\w.-]+", text):
        raise ValueError(f"{text!r} must be one word, as the target tells it")
    return text


Reason = Annotated[str, AfterValidator(reason)]


def revealed(value: Any) -> Any:
    """Return a value of an environment as plain data, secrets included, for a process of the same run."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, BaseModel):
        return {field.alias or key: revealed(getattr(value, key)) for key, field in type(value).model_fields.items()}
    if isinstance(value, dict):
        return {key: revealed(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [revealed(each) for each in value]
    return str(value) if isinstance(value, Path | date) else value


Word = Annotated[str, AfterValidator(word)]
Origin = Annotated[str, AfterValidator(origin)]
Build = Annotated[str, AfterValidator(build_source)]
