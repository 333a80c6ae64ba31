"""Rules of a facts file: each condition holds, and does not, and says what must be."""

import tomllib

import pytest
from pydantic import ValidationError

from servio_verify.infra.expected.rule import Rule
from servio_verify.infra.facts import Value


def rule(told: str) -> Rule:
    return Rule.model_validate(tomllib.loads(f"it = {told}")["it"])


@pytest.mark.parametrize(
    ("told", "good", "bad", "said"),
    [
        ("2", 2, 3, "must be 2"),
        ("true", True, False, "must be yes"),
        ("true", True, 1, "must be yes"),
        ("1", 1, True, "must be 1"),
        ("'15.4'", "15.4", "14.0", "must be '15.4'"),
        ("'15.4'", "15.4", None, "must be '15.4'"),
        ("['b', 'a']", ("a", "b"), ("a",), "must be b, a"),
        ("[]", (), ("0.0.0.0/0",), "must be nothing"),
        ("{at_least = 7}", 7, 6, "must be at least 7"),
        ("{at_least = 7}", 8.5, None, "must be at least 7"),
        ("{at_least = 0}", 0, False, "must be at least 0"),
        ("{at_most = 7}", 7, 8, "must be at most 7"),
        ("{at_least = 1, at_most = 3}", 2, 4, "must be at most 3"),
        ("{starts_with = '15.'}", "15.10", "1.5", "must begin with '15.'"),
        ("{starts_with = '15.'}", "15.10", 15.1, "must begin with '15.'"),
        ("{one_of = ['a', 2]}", 2, "c", "must be one of 'a', 2"),
        ("{contains = ['citext']}", ("citext", "plpgsql"), ("plpgsql",), "must hold citext"),
        ("{contains = ['citext']}", ("citext",), "citext", "must hold citext"),
        ("{within = ['a', 'b']}", ("a",), ("a", "c"), "must hold nothing but a, b"),
        ("{within = []}", (), ("c",), "must hold nothing but nothing"),
        ("'2'", "2", 2, "must be '2' (a number: write no quotes)"),
        ("'yes'", "yes", True, "must be 'yes' (write true or false, without quotes)"),
        ("15", 15, "15.4", "must be 15 (a text: write it in quotes)"),
        ("['a']", ("a",), None, "must be a"),
        ("[2]", ("2",), 2, "must be 2 (one value: write no [ ])"),
        ("'a'", "a", ("a", "b"), "must be 'a' (a list: write it in [ ])"),
        ("{contains = ['a.it.com', 'b']}", ("*.it.com", "b"), ("*.a.it.com", "b"), "must hold a.it.com"),
        ("{contains = ['it.com']}", ("it.com",), ("*.it.com",), "must hold it.com"),
        ("{is_set = true}", "x", None, "must be set"),
        ("{is_set = false}", None, "x", "must not be set"),
    ],
)
def test_a_rule_holds_or_says_what_must_be(told: str, good: Value, bad: Value, said: str) -> None:
    assert rule(told).complaint(good) is None
    assert rule(told).complaint(bad) == said


def test_a_fact_may_have_to_be_as_another() -> None:
    same = rule("{same_as = 'ecs.desired'}")
    assert same.complaint(2, 2) is None
    assert same.complaint(1, 2) == "must be ecs.desired, which is 2"
    assert same.complaint(None, 2) == "must be ecs.desired, which is 2"


@pytest.mark.parametrize(
    ("told", "value", "said"),
    [
        ("['a', 'b']", ("b", "c"), "lacks a and has c more than agreed"),
        ("['a', 'b']", ("a",), "lacks b"),
        ("[]", ("c", "a"), "has a, c more than agreed"),
        ("{contains = ['a', 'b']}", ("b", "c"), "lacks a"),
        ("{within = ['a', 'b']}", ("b", "c"), "has c more than agreed"),
        ("'a'", "b", None),
        ("{at_least = 1}", ("b",), None),
    ],
)
def test_a_long_list_is_told_by_its_difference(told: str, value: Value, said: str | None) -> None:
    assert rule(told).difference(value) == said


NONSENSE = ["{}", "{atleast = 2}", "{at_least = '2'}", "{starts_with = 15}", "{one_of = 'a'}", "{one_of = []}"]
ALWAYS_OR_NEVER = ["{contains = []}", "{starts_with = ''}", "{at_least = 2, at_most = 1}"]


@pytest.mark.parametrize("told", NONSENSE + ALWAYS_OR_NEVER)
def test_a_rule_that_says_nothing_or_nonsense_is_refused(told: str) -> None:
    with pytest.raises(ValidationError):
        rule(told)
