"""The page of facts: docs/facts.md has each fact that can be read, and no other."""

import re

import pytest

from selftest.support.processes import ROOT
from servio_verify.infra.expected.file import read_facts_file
from servio_verify.infra.source import MODULES, OF_STAGING, source
from servio_verify.infra.web import origin
from servio_verify.infra.web.encryption import TOLD as ENCRYPTION


@pytest.mark.parametrize("name", MODULES)
def test_the_page_has_every_fact(name: str) -> None:
    home = "configuration" if name == "configuration" else "facts"
    page = (ROOT / f"docs/{home}.md").read_text(encoding="utf-8")
    part = page.partition(f"## Facts of `{name}`\n")[2].partition("\n##")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", part, re.MULTILINE))
    twice = {*ENCRYPTION, *origin.FACTS} if name == "http" else set()
    facts = {fact.partition("_")[2] if fact.partition("_")[2] in twice else fact for fact in source(name).told}
    assert set(told) == facts
    assert all(words in source(name).told.get(fact, words) for fact, words in told.items())


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_the_facts_files_of_the_repository_can_be_read(environment: str) -> None:
    of_the_mirror_alone = {"configuration", "unleash", "launchdarkly"}  # which flags are there is everybody's own
    of_staging_alone = set(OF_STAGING if environment == "production" else ())
    assert set(MODULES) - of_the_mirror_alone - of_staging_alone <= read_facts_file(ROOT, environment).sources
