"""Which values are looked for, and what is said of the others."""

import pytest

from servio_verify.secrets.scrub import encodings
from servio_verify.secrets.scrub.cleaner import Cleaner
from servio_verify.secrets.scrub.search import Search


@pytest.mark.parametrize(
    ("secret", "looked_for"),
    [
        ("abc12", set()),
        ("abc123", {"abc123"}),
        ("kitchen", set()),
        ("kitchens", {"kitchens"}),
        ("Kitchen", {"Kitchen"}),
        ("kitch3n", {"kitch3n"}),
        ("PassWord", set()),
        ("two words", {"two words", "two+words"}),
        (" padded1 ", {" padded1 ", "padded1", "+padded1+"}),
        ("http://ada:p%40ssw0rd@x", {"http://ada:p%40ssw0rd@x", "p%40ssw0rd", "p@ssw0rd"}),
        ("http://ada:ada@x", {"http://ada:ada@x", "ada:ada@"}),
        ("http://ada:ADA@x", {"http://ada:ADA@x", "ada:ADA@"}),
        ("http://a%40b123:a%40B123@x", {"http://a%40b123:a%40B123@x", "a%40b123:a%40B123@"}),
        ("http://a@b%31:a%40b1@x", None),
        ("http://ada:%61da@x", {"http://ada:%61da@x", "ada:%61da@"}),
        ("http://Tester77:tester77@x", {"http://Tester77:tester77@x", "Tester77:tester77@"}),
        ("http://T%65ster77:tester77@x", {"http://T%65ster77:tester77@x", "T%65ster77:tester77@"}),
        ("http://:secret@x", {"http://:secret@x", ":secret@"}),
        ("http://ada@example.com", {"http://ada@example.com"}),
        ("http://[broken", {"http://[broken"}),
        ("redis://:hunter22@cache", {"redis://:hunter22@cache", "hunter22"}),
    ],
)
def test_the_values_that_are_looked_for(secret: str, looked_for: set[str] | None) -> None:
    if looked_for is not None:
        assert encodings.values([secret]) == looked_for
    assert encodings.values([secret, "another one"]) >= {"another one", *(looked_for or ())}


@pytest.mark.parametrize(
    ("secret", "text", "cleaned"),
    [
        ("s%65rvio", "servio says", "servio says"),
        ("abc%41%42", "xabcABx", "xabcABx"),
        ("abc1%41%42", "xabc1ABx", "x[scrubbed]x"),
    ],
)
def test_what_a_value_becomes_without_its_escapes_is_looked_for_as_values_are(
    secret: str, text: str, cleaned: str
) -> None:
    assert Cleaner(Search([secret])).clean(text.encode()).content.decode() == cleaned


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("abc12", ["X has fewer than 6 characters: it is not looked for in artifacts"]),
        ("abc123", []),
        ("kitchen", ["X is a word of everyday use: it is not looked for in artifacts"]),
        ("kitchens", []),
        ("http://ada:ada@x", ["the password in X is a user name or a word of everyday use"]),
        ("http://ada:kitchen@x", ["the password in X is a user name or a word of everyday use"]),
        ("http://kitchen:hunter22@x", []),
        ("http://Tester77:tester77@x", ["the password in X is a user name or a word of everyday use"]),
        ("http://ada@x", []),
        ("http://[", []),
    ],
)
def test_what_is_not_looked_for_is_told_at_the_boundary(value: str, said: list[str]) -> None:
    lines = encodings.not_looked_for({"X": value})
    assert [line.removesuffix(": it is looked for within its address only") for line in lines] == said


@pytest.mark.parametrize(
    ("secret", "name", "cleaned"),
    [
        ("Tr0ub4dor & 3 horses", "test-tr0ub4dor-3-horses.png", "test-[scrubbed].png"),
        ("a!b?c=d&e", "a-b-c-d-e", "[scrubbed]"),
        ("a-b!!!", "a-b", "a-b"),
        ("pässwörd!!!", "passworde-password", "[scrubbed]e-[scrubbed]"),
        ("abcdef" + "!" * 6, "abcdef", "[scrubbed]"),
        ("abcdef" + "!" * 8, "abcdef", "abcdef"),
    ],
)
def test_a_value_is_known_in_a_file_s_name_where_enough_of_it_is_left(secret: str, name: str, cleaned: str) -> None:
    assert Cleaner(Search([secret])).name(name) == cleaned
