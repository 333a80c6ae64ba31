"""Looks at the stand-in as the infra tier does: facts, and what is said where one is not as agreed."""

import os
from dataclasses import dataclass, field

import boto3
import pytest

from selftest.support.aws.front import Front
from selftest.support.aws.sizes import REGION
from selftest.support.processes import ROOT
from servio_verify.environments.model import Environment
from servio_verify.failures.check_errors import CheckError
from servio_verify.infra.aws.account import Aws, Clients
from servio_verify.infra.aws.settings import AwsSettings
from servio_verify.infra.expected.expectation import Expectation
from servio_verify.infra.expected.file import FactsFile, read_facts_file
from servio_verify.infra.facts import Facts
from servio_verify.infra.gathering import gather
from servio_verify.infra.source import MODULES, Place

SOURCES = {name for name, module in MODULES.items() if module.startswith("aws.")}
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"}


def settings_for(front: Front) -> dict[str, str]:
    """Return the variables that lead boto3 to the stand-in."""
    return KEYS | {"AWS_ENDPOINT_URL": front.origin, "AWS_CONFIG_FILE": os.devnull}


@dataclass
class Look:
    """An environment that is looked at again and again, with clients that are made once."""

    name: str
    file: FactsFile = field(init=False)

    def __post_init__(self) -> None:
        self.file = read_facts_file(ROOT, self.name)
        self._clients = Clients(boto3.Session(region_name=REGION))

    def place(self) -> Place:
        """Return a place that is signed in to already."""
        place = Place(environment(self.name), self.file.tables)
        names = AwsSettings.of(self.name, {"region": REGION})
        place.once.get("aws", lambda: Aws(names, self._clients))
        return place

    def facts(self) -> Facts:
        """Return what AWS says now."""
        return gather(self.place(), SOURCES)

    def complaints(self, facts: Facts | None = None) -> dict[str, str]:
        """Return what each check that does not pass says, by the name of its fact."""
        facts = facts or self.facts()
        said = {}
        for name in self.file.of(*SOURCES):
            try:
                Expectation(self.file, name).hold(facts)
            except CheckError as error:
                said[name] = str(error)
            except pytest.skip.Exception:
                continue
        return said


def environment(name: str) -> Environment:
    """Return an environment of this name; nobody is asked at its addresses."""
    return Environment(name=name, web_url=f"https://{name}.example.com", api_url=f"https://api.{name}.example.com")
