"""Image: the one that must run, and the one that does."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from servio_verify.failures.check_errors import CheckError, DoubtError
from servio_verify.infra.expected.expectation import Expectation
from servio_verify.infra.expected.file import FactsFile
from servio_verify.infra.expected.rule import Rule
from servio_verify.infra.facts import Facts, shown
from servio_verify.infra.image_note import DIGEST
from servio_verify.results.build_id import MIN_BUILD_PREFIX, is_same

DIGEST_VARIABLE = "SERVIO_EXPECT_DIGEST"
TAG = "ecs.image_tag"
_COMMIT = re.compile(rf"[0-9a-f]{{{MIN_BUILD_PREFIX},40}}", re.IGNORECASE)


@dataclass(frozen=True)
class ExpectedImage:
    """What a pipeline says of the image that it deployed: its digest, and the build that it was made of."""

    digest: str = ""
    build: str | None = None

    def hold_digest(self, facts: Facts) -> None:
        """Raise CheckError where another image runs, or a second one; DoubtError where it cannot be told."""
        if not self.digest:
            pytest.skip(f"which image runs: no digest is expected ({DIGEST_VARIABLE})")
        digest = self.digest.rpartition("@")[2]
        if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
            raise DoubtError(
                f"{DIGEST_VARIABLE} is {self.digest!r}: write sha256: and 64 digits, as the registry tells it"
            )
        said = FactsFile(Path(DIGEST_VARIABLE), {DIGEST: Rule(equals=digest)}, {})
        Expectation(said, DIGEST).hold(facts)

    def hold_tag(self, facts: Facts) -> None:
        """Raise CheckError where the image is tagged with another commit than the expected build."""
        if not self.build:
            pytest.skip("whether the image is that of the build: no build is expected (--expect-build)")
        tag = Expectation(FactsFile(Path("--expect-build"), {TAG: Rule(is_set=True)}, {}), TAG).read(facts)
        if not isinstance(tag, str) or not _COMMIT.fullmatch(tag):
            pytest.skip(f"whether the image is that of the build: its tag is {shown(tag)}, which names no commit")
        if not is_same(tag, self.build):
            raise CheckError(f"{TAG} is {shown(tag)}, must be that of the expected build '{self.build}'")
