"""Scrubbing of a folder; what cannot be cleaned is dropped."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from servio_verify.secrets.scrub import worker
from servio_verify.secrets.scrub.cleaner import Cleaner
from servio_verify.secrets.scrub.files import Scrubbed, clean_files, scrub_file
from servio_verify.secrets.scrub.search import Search


def scrub(folder: Path, secrets: Iterable[str], since: float = 0.0) -> Scrubbed:
    """Take these secrets, and what is secret by its form, out of every file that was changed since (epoch seconds).

    `folder` may be one file.
    A file that a secret cannot be taken out of, or that cannot be written, is deleted. Raises OSError only where
    that fails too.
    """
    secrets = list(secrets)
    cleaner, done = Cleaner(Search(secrets)), Scrubbed()
    paths = _below(folder)
    files = [
        (path, "/".join(map(cleaner.name, path.relative_to(folder).parts)) or cleaner.name(path.name))
        for path in paths
        if path.is_file() and not path.is_symlink() and path.stat().st_mtime >= since
    ]
    ours, others = worker.split_files(files)
    helper = worker.CleaningWorker(others, secrets) if others else None
    for path, shown in ours:
        scrub_file(path, shown, cleaner, done)
    if helper:
        answer = helper.result()
        done += Scrubbed(*answer) if answer else clean_files(others, secrets)
    # The deepest first: a folder's name may be a secret too.
    for path in sorted(paths, key=lambda path: -len(path.parts)):
        name = cleaner.name(path.name)
        if name != path.name and path != folder and path.exists() and path.stat().st_mtime >= since:
            _rename(path, name)
            done.count += 1
    return done


def scrub_or_drop(folder: Path, secrets: Iterable[str], keep: str, since: float = 0.0) -> Scrubbed:
    """Do the same; where the scrubbing itself breaks, delete all of it but files of the pattern `keep`."""
    try:
        return scrub(folder, secrets, since)
    except Exception as error:  # whatever it is, what it did not see to must not stay
        for path in _below(folder):
            with suppress(OSError):
                if path.is_file() and not path.match(keep) and path.stat().st_mtime >= since:
                    path.unlink()
        return Scrubbed(0, [f"dropped all of {folder.name}: scrubbing broke off ({type(error).__name__})"])


def _below(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*"))


def _rename(path: Path, name: str) -> None:
    free = path.with_name(name)
    number = 1
    while free.exists():
        number += 1
        free = path.with_name(f"{number}-{name}")
    path.rename(free)
