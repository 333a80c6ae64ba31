"""Profiles as files: found, read and checked."""

import difflib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.load.plan.profile import Profile
from servio_verify.load.plan.profile_form import BaselineForm, ProfileForm, StageForm


def known_profiles(root: Path) -> list[str]:
    """Return the names of the profiles that have a file."""
    return sorted(path.stem for path in (root / "profiles").glob("*.toml"))


def read_profile(name: str, root: Path) -> Profile:
    """Return the profile of that name. Raises SettingsError with one line that says what to do."""
    if not name.strip():
        raise SettingsError(
            f"--profile is empty (a variable that is not set?); known: {', '.join(known_profiles(root))}"
        )
    path = Path(name) if name.endswith(".toml") else root / "profiles" / f"{name}.toml"
    if not path.is_file() and name.endswith(".toml"):
        raise SettingsError(f"profile {name}: there is no such file")
    if not path.is_file():
        raise SettingsError(f"unknown profile {name!r}; known: {', '.join(known_profiles(root))}")
    try:
        return of(path.stem, tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"profile {path.name}: {error}") from None


def of(name: str, values: dict[str, Any]) -> Profile:
    """Return a profile of these values. Raises SettingsError."""
    try:
        return ProfileForm.model_validate(values | {"name": name}).profile
    except ValidationError as error:
        details = [
            f"{'.'.join(map(str, d['loc']))}: {_problem(d)}".removeprefix(": ")
            for d in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        raise SettingsError(f"profile {name!r}: {'; '.join(details)}") from None


def _problem(detail: Any) -> str:
    if detail["type"] != "extra_forbidden":
        return str(detail["msg"]).removeprefix("Value error, ")
    keys = [*ProfileForm.model_fields, *StageForm.model_fields, *BaselineForm.model_fields]
    nearest, *_ = difflib.get_close_matches(str(detail["loc"][-1]), keys, n=1, cutoff=0)
    return f"unknown key; did you mean {nearest!r}?"
