"""Figures of benchmarks: ratios of made-up pairs, held against targets, kept, and shown as a table."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import table
from benchmarks.cost import Cost
from benchmarks.pairs import Asked, Ratio, Target, between, in_turn
from benchmarks.table import Figures

QUICKER = Ratio("ours: CPU, of theirs", ((1.0, 2.0), (3.0, 4.0), (9.0, 10.0)), Target(0.8))
FASTER = Ratio("theirs: wall time, of ours", ((6.0, 2.0), (5.0, 2.0)), Target(3.0, at_least=True))
OPEN = Ratio("how far off", ((0.002, 1.0), (0.03, 1.0)))
FOUND = {"one": Figures("abc1234", (QUICKER, OPEN)), "two": Figures("abc1234+", (FASTER,), "Node.js is missing")}
TEXT = """\
benchmark  what, of what               ratio  spread         target  pairs  commit
one        ours: CPU, of theirs        0.75   0.50 to 0.90   ≤ 0.80  3      abc1234
one        how far off                 0.016  0.002 to 0.03          2      abc1234
two        theirs: wall time, of ours  2.75   2.50 to 3.00   ≥ 3.00  2      abc1234+  missed
two: not measured: Node.js is missing
"""
PAGE = """\
# What it costs
<!-- figures -->
old
<!-- end of figures -->
More.
"""
WRITTEN = """\
# What it costs
<!-- figures -->
| what, of what | ratio | spread | target | pairs | commit | how to get it |
|---|---|---|---|---|---|---|
| ours: CPU, of theirs | 0.75 | 0.50 to 0.90 | ≤ 0.80 | 3 | abc1234 | `python -m benchmarks one` |
| how far off | 0.016 | 0.002 to 0.03 |  | 2 | abc1234 | `python -m benchmarks one` |
| theirs: wall time, of ours | 2.75 | 2.50 to 3.00 | ≥ 3.00 | 2 | abc1234+ | `python -m benchmarks two` |
<!-- end of figures -->
More.
"""


@pytest.mark.parametrize(
    ("target", "is_met"),
    [
        (Target(0.75), True),
        (Target(0.74), False),
        (Target(0.9, of_each=True), True),
        (Target(0.89, of_each=True), False),
        (Target(0.75, at_least=True), True),
        (Target(0.76, at_least=True), False),
        (Target(0.5, at_least=True, of_each=True), True),
        (Target(0.51, at_least=True, of_each=True), False),
        (None, None),
    ],
)
def test_the_median_of_the_pairs_is_held_against_the_target_or_each_of_them(
    target: Target | None, is_met: bool | None
) -> None:
    assert Ratio("", QUICKER.pairs, target).met is is_met


def asked(runs: int, *, quick: bool = False, tell: Callable[[str], None] = lambda _: None) -> Asked:
    return Asked(runs, quick, Path("nowhere"), tell)


def test_each_is_measured_in_turn_and_the_first_round_does_not_count() -> None:
    order: list[str] = []
    lines: list[str] = []

    def measured(name: str) -> float:
        order.append(name)
        return len(order)

    works = {name: lambda name=name: measured(name) for name in "abc"}
    rounds = in_turn(asked(3, tell=lines.append), works)
    assert "".join(order) == "abc" + "bca" + "cab" + "abc"
    assert rounds == [{"b": 4, "c": 5, "a": 6}, {"c": 7, "a": 8, "b": 9}, {"a": 10, "b": 11, "c": 12}]
    assert lines[:2] == ["round that does not count: a 1; b 2; c 3", "round 1 of 3: a 6; b 4; c 5"]
    assert [len(in_turn(each, works)) for each in (asked(1, quick=True), asked(5).at_most(2))] == [1, 2]
    order.clear()
    in_turn(asked(1), works, warm=True)
    assert "".join(order) == "bca"


def test_two_costs_make_a_ratio_of_cpu_and_one_of_wall_time() -> None:
    rounds = [{"ours": Cost(1, 2), "theirs": Cost(4, 8)}, {"theirs": Cost(5, 4), "ours": Cost(2, 3)}]
    assert list(between(rounds, "ours", "theirs", wall=Target(1))) == [
        Ratio("ours: CPU, of theirs", [(1, 4), (2, 5)]),
        Ratio("ours: wall time, of theirs", [(2, 8), (3, 4)], Target(1)),
    ]


def test_the_terminal_shows_each_ratio_and_says_what_is_missed_and_what_was_not_measured() -> None:
    assert table.text(FOUND) == TEXT


def test_figures_are_kept_beside_those_of_other_benchmarks_and_shown_in_the_page(tmp_path: Path) -> None:
    kept, page = tmp_path / "figures.json", tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    table.keep({"two": FOUND["two"], "none": Figures("abc1234", (), "no server")}, kept, page)
    table.keep({"one": FOUND["one"]}, kept, page)
    assert page.read_text(encoding="utf-8") == WRITTEN
    assert table.read(kept) == {"one": FOUND["one"], "two": Figures("abc1234+", (FASTER,))}


def test_the_performance_page_shows_the_figures_that_are_kept() -> None:
    assert table.markdown(table.read(table.FILE)) in table.PAGE.read_text(encoding="utf-8")
    assert set(table.read(table.FILE)) <= set(command.modules())


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        (Figures("", (QUICKER, OPEN)), 0),
        (Figures("", (QUICKER, FASTER)), 1),
        (Figures("", (FASTER,), "no server"), 1),
        (Figures("", (QUICKER,), "no server"), 2),
    ],
)
def test_the_exit_code_says_what_was_missed_or_not_measured(figures: Figures, code: int) -> None:
    assert command.exit_code({"one": figures, "other": Figures("", (OPEN,))}) == code
