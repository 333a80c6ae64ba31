"""Pseudonyms: keyed, never two of one, in the form of what they stand for."""

import json
import re
from collections.abc import Callable

import pytest

from servio_verify.data.documents import by_path
from servio_verify.data.documents.arrays import elementwise
from servio_verify.data.documents.paths import Part
from servio_verify.data.pseudonyms.dates import MOST_DAYS, shifter
from servio_verify.data.pseudonyms.form import Form
from servio_verify.data.pseudonyms.keyed import Keyed
from servio_verify.data.pseudonyms.numbers import LARGEST, luhn
from servio_verify.data.pseudonyms.permuted import number_of_same_length, permuted
from servio_verify.data.pseudonyms.registry import MAKERS

KEYED = Keyed(b"a key of the tests, of some length")
ALPHABETS = {
    "Anna Kowalska": "[A-Za-z'-]+ [A-Za-z '-]+",
    "ANNA KOWALSKA": "[A-Z'-]+ [A-Z '-]+",
    "Świętosława Żółć": "[A-Za-zĄąĆćĘęŁłŃńÓóŚśŹźŻż]+ [A-Za-zĄąĆćĘęŁłŃńÓóŚśŹźŻż-]+",
    "Olivier Lefèvre": "[A-Za-zÀ-ÿ-]+ [A-Za-zÀ-ÿ '-]+",
    "Анна Каренина": "[Ѐ-ӿ]+ [Ѐ-ӿ]+",
    "王小明": "[一-鿿]{2,4}",
    "김민준": "[가-힣]{2,5}",
    "山田 花子": "[぀-ヿ一-鿿]+ [぀-ヿ一-鿿]+",
    "Kowalska, Anna": "[A-Za-z '-]+, [A-Za-z'-]+",
}


def made(kind: str, value: str, form: Form | None = None) -> str:
    return MAKERS[kind](KEYED, form or Form())(value)


@pytest.mark.parametrize("name", ALPHABETS)
def test_names_keep_the_habits_of_their_alphabet(name: str) -> None:
    found = made("full_name", name)
    assert re.fullmatch(ALPHABETS[name], found), found
    assert not {*name.lower().split()} & {*found.lower().split()}


def test_a_name_is_what_its_parts_are() -> None:
    assert (
        made("full_name", "Dr. Anna Kowalska")
        == f"{made('first_name', 'anna').title()} {made('last_name', 'Kowalska')}"
    )


FORMS = [
    ("email", "anna@example.com", r"[a-z]+\.[a-z]+\.[a-z2-7]{12}@guest\.invalid"),
    ("phone", "+44 20 7946 0001", r"\+447700900\d{3}"),
    ("phone", "020 7946 0001", r"07700900\d{3}"),
    ("phone", "(212) 555-7788", r"\+12025550\d{3}"),
    ("phone", "+33 1 23 45 67 89", r"\+33639980\d{3}"),
    ("phone", "+381 11 1234567", r"\+999\d{12}"),
    ("phone", "+49 151 23456789", r"\+999\d{12}"),  # 15 digits in all (ITU-T E.164), though it has 13 itself
    ("postcode", "SW1A 1AA", r"[A-Z]{2}\d[A-Z] \d[A-Z]{2}"),
    ("iban", "GB82 WEST 1234 5698 7654 32", r"GB00 WEST \d{4} \d{4} \d{4} \d\d"),
    ("card", "4111 1111 1111 1111", r"(\d{4} ){3}\d{4}"),
    ("ip", "81.2.69.142", r"198\.1[89]\.\d+\.\d+"),
    ("ip", "2a02:6b8::1", r"2001:db8:[0-9a-f:]+"),
    ("mac", "00:1b:63:84:45:e6", r"02(:[0-9a-f]{2}){5}"),
    ("url", "http://anna.example.com/me", r"http://[a-z2-7]{12}\.invalid/"),
    ("username", "anna99", r"[a-z]+_[a-z2-7]{12}"),
    (
        "uuid",
        "3f2b8c1e-0000-4000-8000-000000000000",
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    ),
    (
        "password",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
        r"\$argon2id\$v=19\$m=65536,t=3,p=4\$.{11}\$.{11}",
    ),
    ("password", "hunter2", r"![a-z2-7]{24}"),
    ("token", "0af3" * 16, r"[0-9a-f]{64}"),
    ("token", "sk_test_A1b2", r"[a-z]{2}_[a-z]{4}_[A-Z]\d[a-z]\d"),
    ("bytea", r"\x0001ff", r"\\x[0-9a-f]{6}"),
]


@pytest.mark.parametrize(("kind", "value", "form"), FORMS)
def test_forms_stay(kind: str, value: str, form: str) -> None:
    found = made(kind, value)
    assert re.fullmatch(form, found), found
    assert found == made(kind, value) != value
    assert found != MAKERS[kind](Keyed(b"another key"), Form())(value)


def test_a_card_has_a_wrong_check_digit() -> None:
    for number in range(300):
        digits = made("card", f"{4111111111110000 + number}")
        assert int(digits[-1]) != luhn(digits[:-1])


@pytest.mark.parametrize(
    "kind", ["email", "phone", "username", "number", "full_name", "text", "postcode", "uuid", "url", "token"]
)
def test_no_two_become_one_where_rows_must_differ(kind: str) -> None:
    values = [f"{n:09}" for n in range(100, 5000)]
    replace = MAKERS[kind](KEYED, Form(longest=60, unique=True))
    assert len({replace(value).lower() for value in values}) == len(values)


@pytest.mark.parametrize(
    ("base_type", "unique", "count"), [("bigint", True, 900), ("bigint", False, 1), ("integer", False, 1)]
)
def test_a_phone_number_that_is_a_number_is_nobodys(base_type: str, unique: bool, count: int) -> None:
    replace = MAKERS["phone"](KEYED, Form(base_type, unique=unique))
    found = {replace(str(number)) for number in (*range(447712000000, 447712000900), 0, 7, 33142685300, 2**31 - 1)}
    found |= {replace("999999999999999"), replace("-33142685300")}
    assert len(found) >= count + 4
    assert not [each for each in found if not re.fullmatch(r"-?999\d+", each) or int(each) >= LARGEST[base_type]]


def test_numbers_are_permuted() -> None:
    assert sorted(permuted(KEYED, "n", f"{n:03}") for n in range(1000)) == [f"{n:03}" for n in range(1000)]
    found = {number_of_same_length(KEYED, "n", str(n), 255) for n in range(100, 256)}
    assert found == {str(n) for n in range(100, 256)}


@pytest.mark.parametrize(
    "kind", sorted(set(MAKERS) - {"uuid", "bytea", "mac", "iban", "card", "ip", "postcode", "number", "token", "phone"})
)
@pytest.mark.parametrize("longest", [14, 20, 40])
def test_they_fit_their_column(kind: str, longest: int) -> None:
    if kind == "email" and longest < 20:
        longest = 20
    value = "anna@example.com"[:longest]
    assert 0 < len(made(kind, value, Form(longest=longest, unique=True))) <= longest


def test_spellings_of_one_address_are_one_person() -> None:
    lower, mixed = made("email", "anna@example.com"), made("email", "Anna@Example.com")
    assert lower != mixed
    assert lower == mixed.lower()


def test_dates_of_one_person_move_alike() -> None:
    shift = shifter(KEYED)
    assert shift("2000-03-01", "7")[:8] != "2000-03-" or shift("2000-03-01", "8")[:8] != "2000-03-"
    moved = {shift("2000-03-01 10:00:00+00", str(person))[:10] for person in range(400)}
    assert len(moved) > MOST_DAYS
    assert "2000-03-01" not in moved
    assert shift("2000-03-01 10:00:00+00", "7")[10:] == " 10:00:00+00"
    assert shift("infinity", "7") == "infinity"


def star(value: str) -> str:
    return "*" * len(value)


JSON_PATHS = [
    ('{"a": {"b": "x"}, "c": "x"}', "$.a.b", {"a": {"b": "*"}, "c": "x"}),
    ('{"l": [{"n": "x"}, {"n": null}]}', "$.l[*].n", {"l": [{"n": "*"}, {"n": None}]}),
    ('[["x"], "y"]', "$[*][*]", [["*"], "y"]),
    ('{"a": {"deep": {"mail": "x"}}, "mail": "x"}', "$..mail", {"a": {"deep": {"mail": "*"}}, "mail": "*"}),
    ('{"m": {"xy": 1}, "xy": 1}', "$.m.*~", {"m": {"**": 1}, "xy": 1}),
    ('{"a": {"b": ["x", {"c": "y"}]}}', "$.a", {"a": {"b": ["*", {"c": "*"}]}}),
    ('{"odd key.": "x"}', "$['odd key.']", {"odd key.": "*"}),
]


@pytest.mark.parametrize(("document", "path", "expected"), JSON_PATHS)
def test_json_is_changed_by_path(document: str, path: str, expected: object) -> None:
    assert json.loads(by_path.in_json({path: Part(star)})(document)) == expected


def test_json_keeps_the_digits_of_its_numbers() -> None:
    change = by_path.in_json({"$.x": Part(star)})
    document = '{"x": "a", "n": 12.50, "big": 123456789012345678901234.000000000000000001, "e": 1e400}'
    assert change(document) == document.replace('"a"', '"*"')


def test_the_first_path_counts() -> None:
    change = by_path.in_json({"$.state": Part(lambda value: value), "$..*": Part(star, numbers=False)})
    assert json.loads(change('{"state": "new", "note": "x", "size": 4}')) == {"state": "new", "note": "*", "size": 4}


ARRAYS = {
    "{}": "{}",
    "{a,bc}": '{"*","**"}',
    '{"a,b",NULL,"q\\"\\\\"}': '{"***",NULL,"***"}',
    "{{a,b},{c,NULL}}": '{{"*","*"},{"*",NULL}}',
    "[0:1]={a,b c}": '[0:1]={"*","***"}',
}


@pytest.mark.parametrize("array", ARRAYS)
def test_arrays_are_changed_element_by_element(array: str) -> None:
    assert elementwise(star)(array) == ARRAYS[array]


DOCUMENTS: list[tuple[Callable[..., Callable[[str], str]], str, str, str]] = [
    (by_path.in_hstore, "k", '"k"=>"a\\"b", "n"=>NULL', '"k"=>"***", "n"=>NULL'),
    (by_path.in_hstore, "*~", '"k"=>"a"', '"*"=>"a"'),
    (by_path.in_xml, "r.g.n", "<r><g><n>ab</n></g><n>ab</n></r>", "<r><g><n>**</n></g><n>ab</n></r>"),
    (by_path.in_xml, "r.g@m", '<r><g m="a" /></r>', '<r><g m="*" /></r>'),
    (by_path.in_xml, "..n", "<n>ab</n>and<n>c</n>", "<n>**</n>and<n>*</n>"),
]


@pytest.mark.parametrize(("change", "path", "document", "expected"), DOCUMENTS)
def test_hstore_and_xml_are_changed_by_path(
    change: Callable[..., Callable[[str], str]], path: str, document: str, expected: str
) -> None:
    assert change({path: Part(star)})(document) == expected
