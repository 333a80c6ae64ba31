"""A value that is a word of everyday use is not taken out of every sentence."""

import pytest

from servio_verify.secrets.scrub import encodings
from servio_verify.secrets.scrub.cleaner import Cleaner
from servio_verify.secrets.scrub.encodings import not_looked_for
from servio_verify.secrets.scrub.search import Search

ADDRESS = "postgresql://servio:servio@db.example.com/servio"


def cleaned(text: str, *secrets: str) -> str:
    return Cleaner(Search(secrets)).clean(text.encode()).content.decode()


@pytest.mark.parametrize("secret", [ADDRESS, "redis://default:default@cache.example.com", "password", "kitchen"])
def test_sentences_stay_as_they_are(secret: str) -> None:
    text = "the title does not name Servio: servio-verify says servio, default, password and kitchen"
    assert cleaned(text, secret) == text


@pytest.mark.parametrize("told", [ADDRESS, f'{{"url": "{ADDRESS}"}}', "mysql://servio:servio@other.example.com/x"])
def test_the_address_with_such_a_password_is_taken_out(told: str) -> None:
    assert "servio:servio@" not in cleaned(told, ADDRESS)


@pytest.mark.parametrize("password", ["Servio-4711", "tr0ub4dor", "correcthorse", "SECRETS1"])
def test_a_password_in_an_address_is_a_secret_of_its_own(password: str) -> None:
    assert password not in cleaned(f"said {password}.", f"postgresql://servio:{password}@db.example.com/servio")


WORDS = [
    *("servio", "postgres", "postgresql", "password", "passwort", "secret"),
    *("changeme", "database", "localhost", "staging", "production", "development"),
    *("default", "example", "username", "supabase", "testuser", "sandbox"),
]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_that_artifacts_are_full_of_is_not_looked_for(word: str) -> None:
    assert not encodings.values([word, word.title(), f"http://ada:{word.title()}@x"]) & {word, word.title()}


def test_what_is_not_looked_for_is_said_without_its_value() -> None:
    lines = not_looked_for({"DATABASE_URL": ADDRESS, "SERVIO_PASSWORD": "kitchen", "SLACK": "abc", "GOOD": "x" * 20})
    assert [line.partition(":")[0] for line in lines] == [
        "the password in DATABASE_URL is a user name or a word of everyday use",
        "SERVIO_PASSWORD is a word of everyday use",
        "SLACK has fewer than 6 characters",
    ]
    assert not any("kitchen" in line or ADDRESS in line for line in lines)
