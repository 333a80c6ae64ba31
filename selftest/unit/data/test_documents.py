"""Documents: what is no object, and what stands under an odd key, is replaced as well."""

import json

import pytest

from servio_verify.data.documents.by_path import in_json
from servio_verify.data.documents.paths import Part, pattern
from servio_verify.data.policy.model import PolicyError
from servio_verify.data.policy.samples import sampled

EVERYWHERE = in_json({"$..*": Part(lambda _: "x")})


@pytest.mark.parametrize(
    ("document", "becomes"),
    [
        ('"Anna Nowak"', '"x"'),
        ('{"": "Anna Nowak"}', '{"": "x"}'),
        ('{"": {"": ["Anna Nowak"]}}', '{"": {"": ["x"]}}'),
        ('[["Anna Nowak"]]', '[["x"]]'),
        ("null", "null"),
        ('""', '""'),
    ],
)
def test_everything_means_everything(document: str, becomes: str) -> None:
    assert EVERYWHERE(document) == becomes


def test_a_path_that_is_named_leaves_a_document_that_is_one_text() -> None:
    assert in_json({"$.guest": Part(lambda _: "x")})('"Anna Nowak"') == '"Anna Nowak"'


def test_a_document_that_is_one_text_has_no_path_to_propose() -> None:
    seen = sampled([json.dumps("Anna Nowak"), json.dumps({"guest": "Anna"})], are_documents=True)
    assert list(seen.paths) == [("guest",)]


@pytest.mark.parametrize("kept", ['{"icon": "\ue00012"}', '{"icon": "\ue000 menu"}', '{"sum": 1.10, "big": 1e400}'])
def test_what_no_path_names_stays_as_it_is(kept: str) -> None:
    assert in_json({"$.guest": Part(lambda _: "x")})(kept) == kept


@pytest.mark.parametrize("path", ["$..* ", "$.guest ", "$.guests[*]name", "$..*email", "$. email"])
def test_a_path_that_would_never_fit_is_refused(path: str) -> None:
    with pytest.raises(PolicyError, match="is no path"):
        pattern(path)


@pytest.mark.parametrize(
    "path", ["$.guest name", "$['guest ']", "guest", "$..guest", "booking.guest.@email", "$.map.*~"]
)
def test_a_path_that_is_odd_and_right_is_taken(path: str) -> None:
    assert pattern(path)
