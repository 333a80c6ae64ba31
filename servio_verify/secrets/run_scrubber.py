"""Scrubber of one run: the values that it knows, the streams that it prints to, the folder that it leaves."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from servio_verify.run import files
from servio_verify.run.identity import Run, started_at
from servio_verify.secrets import obtained
from servio_verify.secrets.scrub import encodings
from servio_verify.secrets.scrub.cleaner import Cleaned, Cleaner
from servio_verify.secrets.scrub.files import Scrubbed
from servio_verify.secrets.scrub.folder import scrub_or_drop
from servio_verify.secrets.scrub.search import Search
from servio_verify.secrets.scrub.streams import Streams


class RunScrubber:
    """One for each process of a run, made before anything about the target is printed."""

    def __init__(self, secrets: Mapping[str, str], run: Run, process: str = "") -> None:
        """`secrets` are those of the environment, by name (`secrets.values`)."""
        self._run = run
        self._secrets = secrets
        obtained.keep_in(run.folder, process or run.worker)

    def guard_streams(self) -> None:
        """Print no secret from now on."""
        Streams(self.values)

    def values(self) -> list[str]:
        """Return what is secret: the values of the environment, and what the processes of the run obtained so far."""
        return [*self._secrets.values(), *obtained.all_obtained(self._run.folder)]

    def not_looked_for(self) -> list[str]:
        """Return one line for each secret that cannot be looked for: too short, or a word of everyday use."""
        return encodings.not_looked_for(self._secrets)

    def scrub(self, elsewhere: Sequence[Path] = ()) -> Scrubbed:
        """Remove what only the run itself needed, and take the secrets out of the rest; say what was done.

        `elsewhere` are files and folders that the user asked for outside of the run's; only what this run wrote is
        touched there.
        """
        folder, secrets = self._run.folder, self.values()
        self._remove_leftovers()
        done = scrub_or_drop(folder, secrets, keep=files.JOURNALS)
        for path in elsewhere:
            done += scrub_or_drop(path, secrets, keep=files.JOURNALS, since=started_at(self._run.id).timestamp())
        return done

    def clean(self, content: bytes) -> Cleaned:
        """Return this content without secrets. Raises LeftError where one could not be taken out."""
        return Cleaner(Search(self.values())).clean(content)

    def _remove_leftovers(self) -> None:
        folder = self._run.folder
        for pattern in files.ONLY_FOR_THE_RUN:
            for path in folder.glob(pattern):
                path.unlink()
        for path in folder.glob(files.CRASHES):
            if not path.stat().st_size:
                path.unlink()
        obtained.forget(folder)  # the values stay in memory: else their file would be scrubbed, and read again
