"""Nobody of production is left in staging, and staging still works."""


from selftest.data import kinds
from selftest.data.anonymised import Command
from selftest.data.everything import everything, holds
from selftest.support.postgres import Postgres


def test_nobody_of_20_kinds_of_places_is_left(server: Postgres, filled: str, command: Command) -> None:
    kinds.make_schema(server, "masked")
    said = command.run(filled, "masked")
    assert said.code == 0, said
    text = everything(server, "masked")
    assert not [planted for planted in kinds.PLANTED for words in planted.words if holds(text, words)]
