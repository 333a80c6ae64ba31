"""Both environments as Terraform describes them: every fact is read, and none is complained of."""

from selftest.support.aws.look import Look
from servio_verify.infra.facts import Unread


def test_every_fact_is_read(staging: Look) -> None:
    unread = {name: str(fact.value) for name, fact in staging.facts().known.items() if isinstance(fact.value, Unread)}
    assert not unread


def test_ten_looks_at_what_was_agreed_complain_of_nothing(staging: Look, production: Look) -> None:
    for look in (staging, production) * 5:
        assert look.complaints() == {}
