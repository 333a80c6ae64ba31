"""Models that botocore makes its clients of, loaded in a third of the time; imported where AWS is asked only.

botocore 1.43 looks into the folders of all 400 services for each kind of model, and keeps the order of keys by hand.
"""

import gzip
import json
from pathlib import Path
from typing import Any

from botocore.loaders import JSONFileLoader, Loader
from botocore.session import Session as BotocoreSession


class _Files(JSONFileLoader):
    def load_file(self, file_path: str) -> Any:
        """Return what the file of a model says, plain or packed; None where there is none (botocore calls this)."""
        for ending, opened in ((".json", open), (".json.gz", gzip.open)):
            try:
                with opened(f"{file_path}{ending}", "rb") as file:
                    return json.load(file)
            except FileNotFoundError:
                continue
        return None


class _Models(Loader):
    FILE_LOADER_CLASS = _Files

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - the name is botocore's
        """Return the services that have a folder, whatever is in it (botocore calls this)."""
        folders = (Path(path) for path in self.search_paths)
        return sorted({each.name for folder in folders if folder.is_dir() for each in folder.iterdir()})


class Session:
    """A session of botocore: what boto3 adds for S3 and the like is not loaded."""

    def __init__(self, profile: str | None, region: str) -> None:
        self._core = BotocoreSession(profile=profile)
        self._core.register_component("data_loader", _Models())
        self._region = region

    def get_credentials(self) -> Any:
        """Return the credentials, or None where there are none. Raises ProfileNotFound."""
        return self._core.get_credentials()

    def client(self, service: str, *, config: Any = None) -> Any:
        """Return a client of this service."""
        return self._core.create_client(service, region_name=self._region, config=config)
