"""What is secret by its form is taken out to its end, and nothing beside it."""

import json

import pytest

from servio_verify.secrets.scrub.cleaner import Cleaner
from servio_verify.secrets.scrub.search import Search
from servio_verify.secrets.scrub.structured import is_as_valid

SESSION = "0123456789abcdef"


def clean(text: str) -> str:
    """Return it cleaned; what was replaced already is not counted."""
    cleaned = Cleaner(Search([])).clean(text.encode())
    assert bool(cleaned.count) is (cleaned.content.decode() != text)
    return cleaned.content.decode()


def kept(text: str) -> tuple[str, str]:
    return text, text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ('{"token": "abc"}', '{"token": "[scrubbed]"}'),
        ('{"accessToken":"abc", "PASSWORD" : "abc"}', '{"accessToken":"[scrubbed]", "PASSWORD" : "[scrubbed]"}'),
        ('{"password": "a\\"b\\\\", "x": "y"}', '{"password": "[scrubbed]", "x": "y"}'),
        ('{"password": "\\u00e4bc"}', '{"password": "[scrubbed]"}'),
        ('"{\\"token\\": \\"abc\\", \\"x\\": \\"y\\"}"', '"{\\"token\\": \\"[scrubbed]\\", \\"x\\": \\"y\\"}"'),
        kept('{"tokens": 3, "password": "", "token": null}'),
        kept('{"token": "[scrubbed]", "password": "[scrubbed] and more"}'),
        kept('"cookies": [{"name": "sid", "value": "[scrubbed]"}], "cookie": "sid=[scrubbed]"'),
        ('{"name": "authorization", "value": "abc"}', '{"name": "authorization", "value": "[scrubbed]"}'),
        ('{"name":"X-API-Key","value":"abc"}', '{"name":"X-API-Key","value":"[scrubbed]"}'),
        ('{"name": "Set-Cookie", "value": "a=\\"b"}', '{"name": "Set-Cookie", "value": "[scrubbed]"}'),
        kept('{"name": "Accept", "value": "abc"}'),
        (f"Bearer {SESSION}==, x", "Bearer [scrubbed], x"),
        (f"BEARER  {SESSION}", "BEARER  [scrubbed]"),
        kept(f"Bearer {SESSION[1:]}"),
        ("Basic dXNlcjpodW50==", "Basic [scrubbed]"),
        ('"basic dXNlcjpodW50"', '"basic [scrubbed]"'),
        kept("Basic dXNlcjpodW5"),
        kept("basic configuration: see"),
        (
            '"cookies": [{"name": "sid", "value": "a]b"}, {"value":"c"}], "value": "d"',
            '"cookies": [{"name": "sid", "value": "[scrubbed]"}, {"value":"[scrubbed]"}], "value": "d"',
        ),
        kept('"cookies": [], "value": "d"'),
        ("Cookie: sid=01234567; b=1; c=01234567", "Cookie: sid=[scrubbed]; b=1; c=[scrubbed]"),
        ("set-cookie: sid=01234567; Path=/some/where; Expires=01234567", None),
        ("set-cookie: sid=01234567; PATH=/some/where; HttpOnly; Domain=web.example; Max-Age=01234567", None),
        ("set-cookie: sid=01234567; SameSite=01234567; Secure", None),
        ("cookie='sid=01234567'", None),
        kept("Cookie: sid=0123456"),
        ('{"Cookie": "sid=01234567"}', '{"Cookie": "sid=[scrubbed]"}'),
        ('"{\\"cookie\\": \\"sid=01234567\\"}"', '"{\\"cookie\\": \\"sid=[scrubbed]\\"}"'),
        ('{"name": "x-api-key", "value": "abc"}', '{"name": "x-api-key", "value": "[scrubbed]"}'),
        ('{"name": "X-Api-Key", "value": "abc"}', '{"name": "X-Api-Key", "value": "[scrubbed]"}'),
        ('{"name": "X-API-KEY", "value": "abc"}', '{"name": "X-API-KEY", "value": "[scrubbed]"}'),
        ('"selector":"input[type=password]","value":"abc"', '"selector":"input[type=password]","value":"[scrubbed]"'),
        ('"Password" , "strict":true, "text" : "a\\"b"', '"Password" , "strict":true, "text" : "[scrubbed]"'),
        ('"password or \\"Password\\"", "value": "ab"', '"password or \\"Password\\"", "value": "[scrubbed]"'),
        ('password \\\n "password", "value": "ab"', 'password \\\n "password", "value": "[scrubbed]"'),
        ('"password":1, "password", "text": "ab"', '"password":1, "password", "text": "[scrubbed]"'),
        ('assword", "value": "ab"', 'assword", "value": "[scrubbed]"'),
        kept('"password", "value": "[scrubbed] and more"'),
        kept('"selector": "text=token", "value": "abc"'),
        ('"password", "strict": "password", "text": "ab"', '"password", "strict": "password", "text": "[scrubbed]"'),
    ],
)
def test_a_value_is_known_by_its_form(text: str, cleaned: str | None) -> None:
    if cleaned is None:
        cleaned = text.replace("sid=01234567", "sid=[scrubbed]") if text.startswith("set") else text
    assert clean(text) == cleaned


@pytest.mark.parametrize("mark", ["token", "Token", "TOKEN", "userPassword", "PASSWORD"])
def test_a_member_is_known_in_either_case(mark: str) -> None:
    assert clean(json.dumps({mark: SESSION})) == json.dumps({mark: "[scrubbed]"})


@pytest.mark.parametrize("mark", ["cookie", "Set-Cookie", "AUTHORIZATION", "Proxy-Authorization"])
def test_a_header_is_known_in_either_case(mark: str) -> None:
    assert clean(json.dumps({"name": mark, "value": SESSION})) == json.dumps({"name": mark, "value": "[scrubbed]"})


VALID = {
    "JSON": b'{"a": [1, "b"]}',
    "a list": b' ["a"]',
    "a text": b'"a"',
    "lines": b'{"a": 1}\n\n{"b": 2}\n',
    "two lines": b'{"a": 1}\n{"b": 2}',
    "XML": b'<?xml version="1.0"?><a b="c"/>',
    "a picture": b" <svg><a/></svg>",
    "JUnit": b'<testsuites><testsuite name="a"/></testsuites>',
}
BROKEN = {
    "JSON": b'{"a": [1, "b]}',
    "a list": b' ["a',
    "a text": b'"a',
    "lines": b'{"a": 1}\n\n{"b": 2\n',
    "two lines": b'{"a": 1}\n{"b": 2',
    "XML": b'<?xml version="1.0"?><a b="c/>',
    "a picture": b" <svg><a></svg>",
    "JUnit": b'<testsuites><testsuite name="a"></testsuites>',
}


@pytest.mark.parametrize("kind", VALID)
def test_what_was_valid_stays_valid_and_what_was_broken_may_stay_so(kind: str) -> None:
    valid, broken = VALID[kind], BROKEN[kind]
    assert [is_as_valid(*pair) for pair in ((valid, valid), (broken, valid), (valid, broken), (broken, broken))] == [
        *(True, False, True, True)
    ]


@pytest.mark.parametrize(
    ("clean", "before", "is_valid"),
    [
        (b'{"a": 1}\n{"b": 2}', b'{"a": 1}\n\n{"b": 2}', True),
        (b'{"a": 1}\n{"b": [x', b'{"a": 1}\n{"b": [y', True),
        (b'{"a": 1}\n{"b": [x', b'{"a": 1}\n{"b": 2}', False),
        (b'{\n"a": "\\[x]"\n}', b'{\n"a": "\\n"\n}', False),
        (b'{\n"a": "x"\n}', b'{\n"a": "y"\n}', True),
    ],
)
def test_lines_and_one_object_over_several_are_told_apart(clean: bytes, before: bytes, *, is_valid: bool) -> None:
    assert is_as_valid(clean, before) is is_valid


def test_a_text_of_no_structure_is_always_valid() -> None:
    assert is_as_valid(b"a {", b'{"a": 1}')
    assert is_as_valid(b"<p>", b"<p></p>")


def test_of_lines_only_those_that_changed_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []
    loads = json.loads

    def noted(line: bytes) -> object:
        read.append(line)
        return loads(line)

    monkeypatch.setattr(json, "loads", noted)
    assert is_as_valid(b'{"a": 0}\n{"b": 2}\n{"c": 3}', b'{"a": 1}\n{"b": 2}\n{"c": 3}')
    assert read == [b'{"a": 0}']


LINES = '{"a": 8675309123}\n{"b": "ünd"}\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LINES, '{"a": 0}\n{"b": "ünd"}\n'),
        ('[8675309123, 1.5, true, null, "ünd 8675309123", "half \\ud83d"]', None),
        ('"8675309123"', '"[scrubbed]"'),
        ('{"a": {"8675309123": [[8675309123.5]]}}', '{"a": {"[scrubbed]": [[0]]}}'),
    ],
)
def test_numbers_and_keys_are_cleaned_and_the_rest_stays(before: str, after: str | None) -> None:
    cleaned = Cleaner(Search(["8675309123"])).clean(before.encode()).content
    if after is None:
        assert json.loads(cleaned) == [0, 1.5, True, None, "ünd [scrubbed]", "half \ud83d"]
        assert "ünd".encode() in cleaned
    else:
        assert cleaned.decode() == after
