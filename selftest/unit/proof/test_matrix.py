"""A matrix is read back as written, fits its schema, and is shown so that nothing wrong is passed over."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from selftest.support.processes import ROOT
from selftest.unit.proof.rows import HEADERS, LISTS, PAGES, fault, matrix, row
from servio_verify.proof.command import lines
from servio_verify.proof.fault import Expected
from servio_verify.proof.matrix import counts, document, file, picture
from servio_verify.proof.matrix.model import Ended, Row, Share
from servio_verify.proof.matrix.worth import worths
from servio_verify.results.verdict import Verdict

CALM = replace(
    Row.of(fault("gzip", expected=Expected.HARMLESS), "proxy", Ended.AS_PROMISED), verdict=Verdict.GO, changed=9
)
DEAF = replace(
    Row.of(fault("old", expected=Expected.SURVIVES), "proxy", Ended.AS_PROMISED), verdict=Verdict.GO, changed=1
)
MISSED = replace(row("missed", ended=Ended.NOT_CAUGHT, kind="cookies"), verdict=Verdict.GO, why="GO: no check was red")
ASIDE = Row.of(fault("money"), "proxy", Ended.NOT_APPLICABLE, "only a target of our own can have it")
FLAKY = replace(row("flaky", PAGES), share=Share(18, 20, 0.6, 0.98), probability=0.9)
WHOLE = matrix(row("first", HEADERS), row("second", HEADERS, PAGES), FLAKY, MISSED, CALM, DEAF, ASIDE)


def test_the_published_schema_is_the_model_s() -> None:
    published = json.loads((ROOT / "schemas/proof-1.json").read_text())
    assert file.json_schema() == published, "run `python -m servio_verify.proof.matrix.file`"
    Draft202012Validator(published).validate(json.loads(file.text(WHOLE)))


def test_a_matrix_is_read_back_as_written(tmp_path: Path) -> None:
    document.write(WHOLE, tmp_path)
    assert file.read(tmp_path / "proof.json") == WHOLE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "holds no matrix"),
        (file.text(WHOLE).replace("proof-1", "proof-7"), "is of servio-verify/proof-7, and this suite reads"),
    ],
)
def test_what_is_no_matrix_is_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "proof.json").write_text(text)
    with pytest.raises(file.MatrixError, match=told):
        file.read(tmp_path / "proof.json")


def test_the_head_counts_what_is_kept_and_what_is_not() -> None:
    assert counts.summary(WHOLE) == (
        "3 of 4 faults caught as promised; 1 of 1 survive as said; 0 false alarms in 1 harmless difference; "
        "1 not applicable here"
    )
    alarmed = matrix(replace(CALM, ended=Ended.FALSE_ALARM))
    assert counts.summary(alarmed) == "1 false alarm in 1 harmless difference"
    assert counts.summary(matrix(row("first"))) == "1 of 1 fault caught as promised"
    open_ = [replace(row(str(each)), verdict=each) for each in (Verdict.INCONCLUSIVE, Verdict.INVALID)]
    told = counts.summary(matrix(row("first"), *open_))
    assert told == "3 of 3 faults caught as promised (1 by INCONCLUSIVE, 1 by INVALID)"


def test_the_document_tells_every_row() -> None:
    told = document.text(WHOLE, "proof.svg")
    for each in WHOLE.rows:
        assert re.search(rf"\b{each.fault}\b", told), each.fault
    assert "- **missed**: not caught. GO: no check was red" in told
    assert "- **old**: old &lt;it>. Why: nobody looks there" in told
    on = replace(WHOLE, rows=(row("leak", "smoke/test_x.py::test_no_secret_is_sent_on"),))
    assert "| No secret is sent on … |" in document.text(on, "proof.svg")
    assert "- only a target of our own can have it: money" in told
    assert "in 18 of 20 runs (60% to 98%)" in told
    assert "a guest \\| a till" in told, "a cell ends its own column only"
    rows = [line for line in told.splitlines() if line.startswith("| **")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {6}


def test_the_document_claims_no_green_that_was_not_seen_and_shows_markup_as_text() -> None:
    again = "what was red was green again without it"
    assert f"in 2 min: 3 checks, all green without a fault; the whole tier ran under each fault, and {again}." in (
        document.text(WHOLE, "proof.svg")
    )
    stayed = replace(row("stayed", ended=Ended.STAYED_RED), why="<h1>", first_line="<script> | x", evidence="t1")
    told = document.text(replace(WHOLE, rows=(stayed,), seconds=41.4), "proof.svg")
    assert f"{again}, but for 1 not as promised." in told
    assert " in 41 s: " in told
    assert "- **stayed**: red again without the fault. &lt;h1> (evidence: `runs/t1`)" in told
    assert "| &lt;script> \\| x |" in told


def test_where_nothing_applies_nothing_is_said_to_be_green() -> None:
    nothing = replace(WHOLE, rows=(replace(row("money", ended=Ended.NOT_APPLICABLE), verdict=None),))
    told = document.text(nothing, "proof.svg")
    assert ": nothing ran under a fault.\n" in told
    assert "green" not in told
    assert "nothing is proved: none of what was asked for can be tried here" in lines.end(nothing, Path())[1]
    assert not any("nothing is proved" in line for line in lines.end(WHOLE, Path()))


def test_each_check_s_worth_is_told() -> None:
    headers, pages, lists = worths(WHOLE)
    assert (headers.check, headers.alone, headers.second, headers.beside) == (
        HEADERS,
        ("first",),
        ("second",),
        (PAGES,),
    )
    assert (pages.check, pages.alone) == (PAGES, ("flaky",))
    assert (lists.check, lists.catches_nothing) == (LISTS, True)
    told = document.text(WHOLE, "proof.svg")
    assert f"Catch no fault of this proof (1):\n\n- `{LISTS}`" in told
    assert "(0):" not in document.text(replace(WHOLE, rows=WHOLE.rows[:1]), "proof.svg"), "an empty group is not told"
    assert "worth" not in document.text(replace(WHOLE, whole=False), "proof.svg"), "parts of a tier do not tell"


def test_the_picture_has_a_box_for_each_red_check_and_marks_what_is_wrong() -> None:
    drawn = ElementTree.fromstring(picture.draw(WHOLE))  # noqa: S314 - it is ours
    name = "{http://www.w3.org/2000/svg}"
    boxes = [box.get("class") for box in drawn.iter(f"{name}rect") if box.find(f"{name}title") is not None]
    assert sorted(map(str, boxes)) == ["hit", "hit", "hit", "second"]
    texts = [text.text for text in drawn.iter(f"{name}text")]
    assert "✗ missed" in texts
    assert "gzip" not in texts, "what is green needs no row"
    assert "✗ gzip" in picture.draw(matrix(replace(CALM, ended=Ended.FALSE_ALARM)))


def test_the_picture_is_as_wide_as_its_columns_and_never_narrow() -> None:
    head = r'viewBox="0 0 (\d+) \d+"'
    few = re.search(head, picture.draw(matrix(row("first", HEADERS))))
    assert few
    assert int(few[1]) == picture.LEAST_WIDTH
    told = replace(WHOLE, checks=tuple(f"tests/smoke/test_{number}.py::test_it" for number in range(60)))
    many = re.search(head, picture.draw(told))
    assert many
    assert 600 < int(many[1]) < 800, "a long summary stands in lines of its own"


def test_a_kind_of_two_catalogues_stands_once() -> None:
    told = matrix(row("first", HEADERS, kind="cors"), row("second", HEADERS, kind="CORS"))
    assert document.text(told, "proof.svg").count("## CORS\n") == 1
    assert [[each.fault for each in rows] for rows in counts.by_kind(told).values()] == [["first", "second"]]
