"""Dotenv file on disk: its text, what each reader takes of it, and what its folder says of it."""

import os
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from servio_verify.errors import UsageError
from servio_verify.infra.configuration.readers import next_env, python_dotenv
from servio_verify.infra.configuration.readers.every import read_by_all
from servio_verify.infra.configuration.readers.reading import Reading, Taken

LARGEST = 1_000_000
"""Bytes; a file of settings is never so large."""

SAMPLES = (".example", ".sample", ".template")
"""Ends of the names of files that are meant for everybody."""

GIT_SECONDS = 5


@dataclass(frozen=True)
class DotenvFile:
    """A dotenv file. `name` is what people call it; `shared` and `tracked` say who else may have it."""

    name: str
    text: str = field(repr=False)
    shared: bool = False
    tracked: bool = False

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """What each reader takes, by its name."""
        return read_by_all(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """The lines as they are written."""
        return self.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")

    @cached_property
    def values(self) -> dict[str, Taken]:
        """What the application gets: Next.js's reading, and python-dotenv's of what that does not take."""
        return self.readings[python_dotenv.NAME].values | self.readings[next_env.NAME].values


def read_dotenv(path: Path, name: str = "") -> DotenvFile:
    """Return the file. Raises UsageError where it cannot be read as one, in one line without its content."""
    name = name or path.name
    if path.is_dir():
        raise UsageError(f"{name or path} is a folder: give the dotenv file in it")
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
            mode = os.fstat(opened.fileno()).st_mode
    except FileNotFoundError:
        raise UsageError(f"{name} is not there: copy .env.staging.example, or give another one as --file") from None
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise UsageError(f"{name} is no dotenv file: it has more than {LARGEST} bytes")
    if b"\0" in content:
        raise UsageError(f"{name} is no dotenv file: it is binary, or UTF-16; save it as UTF-8")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{name}:{line} is no UTF-8: save it as UTF-8") from None
    is_sample = name.endswith(SAMPLES)
    return DotenvFile(name, text, bool(mode & 0o004) and not is_sample, not is_sample and _is_tracked(path))


def _is_tracked(path: Path) -> bool:
    """Return whether git tracks it; where there is no git, or no repository, it does not."""
    command = ["git", "ls-files", "--error-unmatch", "--", path.name]
    try:
        return not subprocess.run(  # noqa: S603 # the file's name stands behind `--`
            command, cwd=path.resolve().parent, capture_output=True, timeout=GIT_SECONDS, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False
