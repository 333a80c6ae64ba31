"""What a run was not asked for is read back as it was written."""

from servio_verify.results.uncollected import UncollectedFiles, deselected, is_deselected


def test_the_line_of_uncollected_files_is_read_back() -> None:
    files = UncollectedFiles("e2e", 3)
    assert str(files) == "3 files of e2e that were not asked for"
    assert UncollectedFiles.parse(str(files)) == files


def test_other_lines_are_no_uncollected_files() -> None:
    lines = ("some files of e2e that were not asked for", "3 files of e2e", "no printer here", deselected(3, "-k x"))
    assert [UncollectedFiles.parse(line) for line in lines] == [None] * 4
    assert [is_deselected(line) for line in lines] == [False, False, False, True]
