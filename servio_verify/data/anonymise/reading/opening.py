"""Sources, opened: a database by its URL, or a dump by its file."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import psycopg

from servio_verify.data.anonymise.connecting import address_of, is_url, opened
from servio_verify.data.anonymise.errors import UNCHANGED, AnonymiseError, told
from servio_verify.data.anonymise.reading.dump import DumpSource, is_plain, open_plain
from servio_verify.data.anonymise.reading.live import LiveSource
from servio_verify.data.anonymise.reading.source import Source
from servio_verify.data.anonymise.refusal import refuse_same
from servio_verify.data.policy.catalogue import read_catalogue
from servio_verify.data.policy.model import Policy
from servio_verify.errors import UsageError


@contextmanager
def open_source(named: str, policy: Policy, target: psycopg.Connection) -> Iterator[Source]:
    """Open what `--from` names. Raises UsageError, RefusedError and AnonymiseError."""
    if is_url(named):
        with closing(opened(address_of("--from", named))) as connection:
            try:
                refuse_same(connection, target)
                source = LiveSource(connection, policy)
            except psycopg.Error as error:
                raise told("source", error) from None
            yield source
        return
    if "://" in named:
        address_of("--from", named)
    path = Path(named)
    try:
        plain = is_plain(path)
    except OSError as error:
        raise UsageError(f"--from {named}: {error.strerror}: name a dump, or postgresql://…") from None
    with _text(path) if plain else _restored(path) as text:
        yield DumpSource(text, path.name, policy, read_catalogue(target))


@contextmanager
def _text(path: Path) -> Iterator[IO[bytes]]:
    with open_plain(path) as text:
        yield text


@contextmanager
def _restored(path: Path) -> Iterator[IO[bytes]]:
    """Let `pg_restore` write the rows; it needs no server."""
    program = shutil.which("pg_restore")
    if program is None:
        raise UsageError(
            f"{path.name} needs pg_restore to be read: apt-get install postgresql-client, as new as the dump"
        )
    command = (program, "--data-only", "-f", "-", str(path))
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=words)  # noqa: S603 - found on the path
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield process.stdout
        except AnonymiseError:
            if process.poll():
                words.seek(0)
                last = words.read().decode(errors="replace").strip().rpartition("\n")[2]
                raise AnonymiseError(f"{last[:120]}; {UNCHANGED}") from None
            raise
        finally:
            process.kill()
            process.stdout.close()
            process.wait()
