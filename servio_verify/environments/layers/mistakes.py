"""Mistakes in the settings: each is told in one line, and nothing is sent."""

import difflib
import re
from collections.abc import Collection, Mapping

from servio_verify.environments.gate import values as gate
from servio_verify.environments.layers.keys import OVERRIDES, PROCESS_ONLY
from servio_verify.environments.layers.marked import Reference, told
from servio_verify.errors import UsageError

TYPO = 0.9
"""From this likeness on, a key is taken for a mistyped one: Servio's own file may hold a `SERVIO_API_PORT`."""

PLACEHOLDER = re.compile(r"x{4,}", re.IGNORECASE)
_UNEXPANDED = re.compile(r"\$\{[^}]*\}|\$\([^)]*\)")
"""What a shell or a pipeline should have put a value for."""


class SettingsError(UsageError):
    """A mistake in the settings, told in one line that says what to do."""


def refuse_placeholders(layer: str, values: Mapping[str, str]) -> None:
    """Raise SettingsError where a value is still the sample's."""
    left = [key for key, value in values.items() if PLACEHOLDER.search(value)]
    if left:
        said = "hold the sample's xxxx; fill them in or delete them"
        if not left[1:]:
            said = "holds the sample's xxxx; fill it in or delete it"
        raise SettingsError(f"{layer}: {', '.join(left)} still {said}")


def refuse_mangled(layer: str, values: Mapping[str, str]) -> None:
    """Raise SettingsError for a value that cannot be meant as it stands; it is not shown."""
    for key, value in values.items():
        if value.splitlines()[1:] or value.endswith(("\n", "\r")):
            raise SettingsError(f"{layer}: {key} holds a line end; write the value alone (printf, not echo)")
        if value != value.strip():
            raise SettingsError(f"{layer}: {key} begins or ends with white space; write the value alone")
        if _UNEXPANDED.search(value):
            raise SettingsError(f"{layer}: {key} holds an unexpanded ${{…}} or $(…); set the value itself")


def refuse_committed_secrets(file: str, values: Mapping[str, object], where_to_set: str) -> None:
    """Raise SettingsError where the committed file holds a secret as it stands."""
    for path, text in gate.texts(values).items():
        if not isinstance(text, Reference) and gate.is_secret(path, text):
            name = gate.variable_for(path)
            raise SettingsError(
                f'{file}: {told(path)} is a secret, and this file is committed; write "${{{name}}}" in its place '
                f"and set {name} in {where_to_set}"
            )


def refuse_unread(layer: str, values: Mapping[str, str], read: Collection[str] = ()) -> None:
    """Raise SettingsError for a key that was meant for us and is not read here; Servio may have others."""
    for key in values.keys() - {*OVERRIDES, *read}:
        if key in PROCESS_ONLY:
            raise SettingsError(f"{layer}: {key} is not read from here; only the process environment may have it")
        if near := difflib.get_close_matches(key, OVERRIDES, n=1, cutoff=TYPO):
            raise SettingsError(f"{layer}: {key} is not read from here; did you mean {near[0]}?")


def refuse_unknown_key(where: str, key: str, known: Collection[str]) -> None:
    """Raise SettingsError where a key is none of these, with the nearest one."""
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1, cutoff=0)[0]
        raise SettingsError(f"{where}: unknown key {key!r}; did you mean {near!r}?")
