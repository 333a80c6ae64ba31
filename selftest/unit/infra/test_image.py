"""The image that runs, held against what a pipeline says of it, and noted in the result."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from servio_verify.failures.check_errors import CheckError, DoubtError
from servio_verify.infra.expected.image import ExpectedImage
from servio_verify.infra.facts import Fact, Facts, Unread, Value
from servio_verify.infra.image_note import image_note
from servio_verify.run import files

ONE, OTHER = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"


def facts(**values: Value | Unread) -> Facts:
    told: dict[str, Value | Unread] = {"image_digest": ONE, "image_tag": "3f9c2d1", "running": 2}
    told |= {"tasks_of_definition": 2, "task_definition": "servio-staging-app:42"}
    told |= values
    at = datetime(2026, 11, 28, tzinfo=UTC)
    return Facts.of(Fact(f"ecs.{name}", value, "AWS, ecs", at) for name, value in told.items())


@pytest.mark.parametrize("said", [ONE, f"registry.example.com/servio@{ONE}"])
def test_the_expected_image_passes(said: str) -> None:
    ExpectedImage(digest=said).hold_digest(facts())


@pytest.mark.parametrize("runs", [OTHER, (ONE, OTHER), None])
def test_another_or_a_second_image_fails(runs: Value) -> None:
    with pytest.raises(CheckError, match="must be 'sha256:111111111111…'"):
        ExpectedImage(digest=ONE).hold_digest(facts(image_digest=runs))


@pytest.mark.parametrize("said", ["latest", "sha256:12", "1" * 64])
def test_what_is_no_digest_is_a_doubt(said: str) -> None:
    with pytest.raises(DoubtError, match="write sha256: and 64 digits"):
        ExpectedImage(digest=said).hold_digest(facts())


def test_an_unread_digest_is_a_doubt() -> None:
    with pytest.raises(DoubtError):
        ExpectedImage(digest=ONE).hold_digest(facts(image_digest=Unread("AccessDenied")))


@pytest.mark.parametrize("build", ["3f9c2d1", "3f9c2d1aa7c0"])
def test_a_tag_that_is_the_expected_commit_passes(build: str) -> None:
    ExpectedImage(build=build).hold_tag(facts())


def test_a_tag_that_is_another_commit_fails() -> None:
    with pytest.raises(CheckError, match=r"ecs\.image_tag is '3f9c2d1', must be that of the expected build 'abcdef0'"):
        ExpectedImage(build="abcdef0").hold_tag(facts())


@pytest.mark.parametrize("tag", ["v1.2.3", "staging"])
def test_a_tag_that_names_no_commit_tells_nothing(tag: str) -> None:
    with pytest.raises(pytest.skip.Exception, match="names no commit"):
        ExpectedImage(build="abcdef0").hold_tag(facts(image_tag=tag))


def test_where_nothing_is_expected_nothing_is_covered() -> None:
    for hold in (ExpectedImage().hold_digest, ExpectedImage().hold_tag):
        with pytest.raises(pytest.skip.Exception):
            hold(Facts())


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ({}, (f"image: {ONE} runs in 2 of 2 tasks of servio-staging-app:42",)),
        ({"image_digest": (ONE, OTHER)}, (f"images: {ONE}, {OTHER} run in tasks of servio-staging-app:42",)),
        ({"image_digest": Unread("AccessDenied")}, ()),
        ({"image_digest": None}, ()),
    ],
)
def test_the_result_names_the_image_that_runs(
    values: dict[str, Value | Unread], note: tuple[str], tmp_path: Path
) -> None:
    (tmp_path / files.FACTS).write_text(facts(**values).to_json(), encoding="utf-8")
    assert image_note(tmp_path) == note


def test_without_facts_there_is_no_note(tmp_path: Path) -> None:
    assert image_note(tmp_path) == ()
