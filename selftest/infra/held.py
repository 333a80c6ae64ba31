"""Facts of real servers, held against what they must be, in this process."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from servio_verify.environments.model import Environment
from servio_verify.failures.check_errors import CheckError, DoubtError
from servio_verify.infra.expected.expectation import Expectation
from servio_verify.infra.expected.file import FactsFile, read_facts_file
from servio_verify.infra.facts import Facts, source_of
from servio_verify.infra.gathering import gather
from servio_verify.infra.source import Place

HERE = Path(__file__).parent
HEALTHY = read_facts_file(HERE, "healthy")
LONGEST = 160


@dataclass
class Held:
    """What became of the checks of one source, by the fact's name without it; the lines that they said."""

    green: set[str] = field(default_factory=set)
    red: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """Their first lines: what a verdict shows."""
        whole = (*self.red.values(), *self.doubts.values(), *self.skipped.values())
        return [each.partition("\n")[0] for each in whole]


def environment(**settings: Any) -> Environment:
    """An environment of these settings; nobody is at its origins unless they say so."""
    nobody = {"name": "staging", "web_url": "http://127.0.0.1:9", "api_url": "http://127.0.0.1:9"}
    return Environment.model_validate(nobody | settings)


def facts_of(source: str, where: Environment) -> Facts:
    return gather(Place(where, {}), {source})


def held(source: str, where: Environment, file: FactsFile = HEALTHY) -> Held:
    """Read the facts of a source, and hold each that the file expects."""
    return hold_all(file, facts_of(source, where), source)


def hold_all(file: FactsFile, facts: Facts, source: str) -> Held:
    found = Held()
    for name in file.of(source):
        fact = name.removeprefix(f"{source_of(name)}.")
        try:
            Expectation(file, name).hold(facts)
            found.green.add(fact)
        except DoubtError as error:
            found.doubts[fact] = str(error)
        except CheckError as error:
            found.red[fact] = str(error)
        except pytest.skip.Exception as skip:
            found.skipped[fact] = str(skip)
    return found
