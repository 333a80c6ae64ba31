"""Models that botocore makes its clients of, loaded in a third of the time; imported where AWS is asked only.

botocore 1.43 looks into the folders of all 400 services for each kind of model, and keeps the order of keys by hand.
"""

import gzip
import json
from pathlib import Path
from typing import Any

import boto3
from botocore.loaders import JSONFileLoader, Loader
from botocore.session import Session


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


def open_session(profile: str | None, region: str) -> boto3.Session:
    """Return a session of boto3. Raises ProfileNotFound."""
    core = Session()
    core.register_component("data_loader", _Models())
    return boto3.Session(botocore_session=core, profile_name=profile, region_name=region)
