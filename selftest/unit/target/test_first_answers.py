"""What the first answers of a path say."""

import pytest

from servio_verify.target.builds.first_answers import judge


@pytest.mark.parametrize(
    ("statuses", "says"),
    [
        ([500, 200, 200], "the first GET /api/v1/venues of the run answered 500, a later one 200: a cold start"),
        ([200, 500, 200], "the second GET /api/v1/venues of the run answered 500, a later one 200: a cold start"),
        ([200] * 7 + [500, 200], "a GET /api/v1/venues of the run answered 500, a later one 200: a cold start"),
        ([500, 401], "the first GET /api/v1/venues of the run answered 500, a later one 401: a cold start"),
        ([200, 200, 200], ""),
        ([500, 500, 500], ""),
        ([503, 200, 200], ""),
        ([502, 504], ""),
        ([404], ""),
        ([], ""),
    ],
)
def test_a_500_that_no_later_answer_repeats_is_a_cold_start(statuses: list[int], says: str) -> None:
    assert judge("https://api.example.com/api/v1/venues", statuses) == says


@pytest.mark.parametrize(
    ("statuses", "share"), [([500, 200, 500], "2 of the first 3"), ([200, 500] * 3, "3 of the first 6")]
)
def test_a_500_that_comes_again_is_no_cold_start(statuses: list[int], share: str) -> None:
    says = f"GET / answered 500 to {share} requests, 200 in between: one task of several, or it comes and goes"
    assert judge("https://example.com/", statuses) == says
