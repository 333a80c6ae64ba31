"""What the folders of a tier hold, whatever pytest was told to leave out."""

import unicodedata
from pathlib import Path

import pytest

from servio_verify.judgement.left_aside import left_aside

CHECKS = """
import pytest

@pytest.fixture
def test_user(): ...

@pytest.mark.parametrize("n", [1, 2])
def test_many(n): ...

def test_one(): ...

class TestThings:
    def test_in_a_class(self): ...
    def helper(self): ...

class Things:
    def test_of_no_test_class(self): ...

def helper(): ...
"""
FILE = "tests/smoke/test_it.py"
ALL = [f"{FILE}::{name}" for name in ("test_many[1]", "test_many[2]", "test_one", "TestThings::test_in_a_class")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tests/smoke/below"
    folder.mkdir(parents=True)
    (tmp_path / FILE).write_text(CHECKS)
    (folder.parent / "conftest.py").write_text("import pytest\n")
    return tmp_path


def test_what_was_collected_wholly_leaves_no_line(root: Path) -> None:
    assert list(left_aside(root, ["smoke", "e2e"], ALL)) == []


def test_a_file_of_another_name_or_folder_that_holds_checks_is_left_aside(root: Path) -> None:
    (root / "tests/smoke/old_health.py").write_text("def test_health(): ...\n")
    (root / "tests/smoke/below/test_empty.py").write_text("does not parse (")
    assert list(left_aside(root, ["smoke"], ALL)) == ["2 files of smoke that were not asked for"]


def test_a_check_that_was_not_collected_is_named(root: Path) -> None:
    assert list(left_aside(root, ["smoke"], ALL[1:3])) == [
        "1 checks of smoke that were not collected (TestThings::test_in_a_class)"
    ]


def test_where_single_checks_were_asked_for_the_others_of_their_file_are_told_elsewhere(root: Path) -> None:
    assert list(left_aside(root, ["smoke"], ALL[:1], {(root / FILE).resolve()})) == []


def test_a_file_that_could_not_be_collected_is_a_failure_of_its_own(root: Path) -> None:
    assert list(left_aside(root, ["smoke"], [FILE])) == []


def test_a_file_that_cannot_be_read_as_python_is_left_aside_by_its_name(root: Path) -> None:
    (root / "tests/smoke/test_null.py").write_bytes(b"\0")
    (root / "tests/smoke/test_gone.py").symlink_to(root / "gone.py")
    (root / "tests/smoke/conftest_of_old.py").symlink_to(root / "gone.py")
    assert list(left_aside(root, ["smoke"], ALL)) == ["2 files of smoke that were not asked for"]


def test_a_file_that_was_collected_and_cannot_be_read_now_lost_nothing(root: Path) -> None:
    (root / FILE).write_text("does not parse (")
    assert list(left_aside(root, ["smoke"], ALL)) == []


def test_checks_are_named_in_the_order_of_their_files(root: Path) -> None:
    names = ["e", "a", "d", "b", "c"]
    for name in names:
        (root / f"tests/smoke/test_{name}.py").write_text(f"def test_{name}(): ...\ndef test_it(): ...\n")
    collected = [f"tests/smoke/test_{name}.py::test_it" for name in names]
    assert list(left_aside(root, ["smoke"], [*ALL, *collected])) == [
        "5 checks of smoke that were not collected (test_a, test_b, test_c and 2 more)"
    ]


ESCAPED = "def \\\n    test_hidden(): ..."


@pytest.mark.parametrize(
    ("more", "lost"),
    [
        ("def test_hidden(): ...", "test_hidden"),
        ("def\ttest_hidden(): ...", "test_hidden"),
        (ESCAPED, "test_hidden"),
        ("def test_größe(): ...", "test_größe"),
        ("class TestMore:\n    def test_one(self): ...", "TestMore::test_one"),
        ("def helper():\n    def test_inside(): ...", ""),
        ("words = 'def test_quoted'", ""),
    ],
)
def test_a_file_that_looks_wholly_collected_is_looked_at_once_more(root: Path, more: str, lost: str) -> None:
    file = "tests/smoke/test_more.py"
    (root / file).write_text(f"def test_one(): ...\n{more}\n", encoding="utf-8")
    left = list(left_aside(root, ["smoke"], [*ALL, f"{file}::test_one"]))
    assert left == ([f"1 checks of smoke that were not collected ({lost})"] if lost else [])


def test_a_file_of_which_all_was_collected_is_not_parsed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / FILE).write_text("def test_one(): ...\n")
    monkeypatch.setattr("servio_verify.judgement.left_aside.ast", None)
    assert list(left_aside(root, ["smoke"], [f"{FILE}::test_one"])) == []


@pytest.mark.parametrize("name", ["test_oneé", "ｔest_three"])
def test_a_name_of_other_letters_is_a_name_of_its_own(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "tests/smoke"
    folder.mkdir(parents=True)
    (folder / "test_it.py").write_text(f"def test_one(): ...\ndef {name}(): ...\n", encoding="utf-8")
    lost = unicodedata.normalize("NFKC", name)  # as Python reads it
    assert list(left_aside(tmp_path, ["smoke"], [f"{FILE}::test_one"])) == [
        f"1 checks of smoke that were not collected ({lost})"
    ]
