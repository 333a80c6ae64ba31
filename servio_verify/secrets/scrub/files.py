"""Cleans one file after the other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from servio_verify.run.files import write_atomically
from servio_verify.secrets.scrub.cleaner import Cleaner, LeftError
from servio_verify.secrets.scrub.search import Search


@dataclass
class Scrubbed:
    """How many places were replaced, and one line for each thing that was dropped."""

    count: int = 0
    dropped: list[str] = field(default_factory=list)

    def __add__(self, other: "Scrubbed") -> "Scrubbed":
        return Scrubbed(self.count + other.count, [*self.dropped, *other.dropped])


def clean_files(files: Iterable[tuple[Path, str]], secrets: Iterable[str]) -> Scrubbed:
    """Clean these files, each with the name to show."""
    cleaner, done = Cleaner(Search(secrets)), Scrubbed()
    for path, shown in files:
        if path.exists():
            scrub_file(path, shown, cleaner, done)
    return done


def scrub_file(path: Path, shown: str, cleaner: Cleaner, done: Scrubbed) -> None:
    """Clean one file, or delete it where that cannot be done; add to `done` what was done."""
    try:
        before = path.read_bytes()
        cleaned = cleaner.clean_file(before)
        if cleaned.content != before:
            write_atomically(path, cleaned.content)
    except LeftError:
        path.unlink()
        done.dropped.append(f"dropped {shown}: a secret in it could not be taken out")
    except Exception as error:  # one broken file must not keep the others from being cleaned
        path.unlink()
        why = error.strerror if isinstance(error, OSError) else type(error).__name__
        done.dropped.append(f"dropped {shown}: it could not be scrubbed ({why})")
    else:
        done.count += cleaned.count
        done.dropped += [
            f"emptied {part} in {shown}: a secret in it could not be taken out" for part in cleaned.dropped
        ]
