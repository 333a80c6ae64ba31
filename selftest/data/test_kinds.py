"""The planted people are there: what finds none of them later has looked at something."""

from selftest.data.everything import everything, holds
from selftest.data.kinds import PLANTED, POLICY
from selftest.support.postgres import Postgres
from servio_verify.data.policy.file import read_policy


def test_each_planted_person_is_found(server: Postgres, filled: str) -> None:
    text = everything(server, filled)
    assert not [planted for planted in PLANTED for words in planted.words if not holds(text, words)]


def test_their_policy_can_be_read() -> None:
    assert read_policy(POLICY).tables["people"].columns["word"].kind == "text"
