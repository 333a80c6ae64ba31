"""Picture of a proof: a grid of faults and checks, as SVG for phones and desktops, light and dark."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from servio_verify.proof.matrix import counts
from servio_verify.proof.matrix.model import Ended, Matrix, Row
from servio_verify.proof.matrix.worth import bare, red

ROW, TOP, LINE, GAP, LETTER = 11, 22, 12, 16, 4.8
"""Heights of a row, of the title, of a line below it, and between kinds; width of a letter."""

LEAST_WIDTH = 600
"""A page shows the picture at its full width: a narrower one, of few faults, would have huge letters."""

COLUMN, LEAST_FILE = 3.6, 9.0
"""Width of a check, and least width of the checks of one file, whose name stands above them."""

STYLE = """
:root{--page:#fff;--text:#1f2328;--soft:#59636e;--line:#eaeef2;--hit:#bc4c00;--second:#f0b189;--bad:#cf222e}
@media(prefers-color-scheme:dark){:root{--page:#0d1117;--text:#e6edf3;--soft:#9198a1;--line:#1c2128;--hit:#ff8a3d;
--second:#6e3c16;--bad:#ff7b72}}
text{font:9px system-ui,sans-serif;fill:var(--text)}.title{font-size:11px;font-weight:600}.kind{font-weight:600}
.soft{fill:var(--soft)}.bad{fill:var(--bad);font-weight:600}.page{fill:var(--page)}.line{fill:var(--line)}
.hit{fill:var(--hit)}.second{fill:var(--second)}
"""


@dataclass(frozen=True)
class Grid:
    """Where the columns are: x of each check, and of each file with its name; `right` is where they end."""

    left: float
    checks: dict[str, float]
    files: tuple[tuple[float, str], ...]
    right: float


def draw(matrix: Matrix) -> str:
    """Return the picture."""
    kinds = counts.by_kind(matrix)
    rows = [row for members in kinds.values() for row in members]
    grid = _grid(matrix, rows)
    names = max((_width(name) for _, name in grid.files), default=0.0)
    title = counts.summary(matrix).split("; ")
    top = TOP + len(title) * LINE + names * 0.87 + 6
    parts, y = list(_headings(grid, top)), top
    for kind, members in kinds.items():
        y += GAP
        parts.append(_text(4, y - 4, kind, "kind"))
        for number, row in enumerate(members):
            parts += _row(row, grid, y, shaded=number % 2 == 0)
            y += ROW
    width = max(grid.right + names * 0.5 + 4, *(_width(line) * 1.25 + 8 for line in title), LEAST_WIDTH)
    return _document(matrix, title, (width, y + 26), [*parts, *_legend(y + 18)])


def _grid(matrix: Matrix, rows: Sequence[Row]) -> Grid:
    """Return the columns: every check that ran, by its file, and what else was red."""
    checks = dict.fromkeys([*map(bare, matrix.checks), *(check for row in rows for check in red(row))])
    files: dict[str, list[str]] = {}
    for check in checks:
        files.setdefault(check.partition("::")[0], []).append(check)
    left = x = max((_width(row.fault) for row in rows), default=0.0) + 22
    places, heads = {}, []
    for file, members in files.items():
        heads.append((x, _name(file)))
        for number, check in enumerate(members):
            places[check] = x + number * COLUMN
        x += max(LEAST_FILE, len(members) * COLUMN) + 1
    return Grid(left, places, tuple(heads), x)


def _name(file: str) -> str:
    tier, _, name = file.partition("/")
    told = name.rpartition("/")[2].removeprefix("test_").removesuffix(".py").replace("_", " ")
    return told if tier == "smoke" else f"{told} ({tier})"


def _headings(grid: Grid, top: float) -> Iterator[str]:
    for x, name in grid.files:
        turned = f'transform="rotate(-60 {x + 6:.1f} {top:.1f})"'
        yield f'<text class="soft" x="{x + 6:.1f}" y="{top:.1f}" {turned}>{escape(name)}</text>'


def _row(row: Row, grid: Grid, y: float, *, shaded: bool) -> Iterator[str]:
    if shaded:
        yield _box(0, y, grid.right, ROW, "line")
    wrong = row.ended.is_mismatch
    yield _text(4, y + 8.5, f"{'✗ ' if wrong else ''}{row.fault}", "bad" if wrong else "")
    told = f"{row.fault}: {row.title}. {row.ended}{f', {row.why}' if row.why else ''}"
    if not row.caught and row.verdict:
        said = "nothing is red" if row.ended is Ended.NOT_CAUGHT else f"no check, the verdict is {row.verdict}"
        yield _text(grid.left + 2, y + 8.5, said, "soft")
    for check in red(row):
        kind = "hit" if check in row.promised else "second"
        yield _box(grid.checks[check], y + 1, COLUMN - 0.6, ROW - 2, kind, f"{told}\n{check}")


def _legend(y: float) -> Iterator[str]:
    yield _box(4, y - 8, 8, 9, "hit")
    yield _text(16, y, "promised to catch it", "soft")
    yield _box(110, y - 8, 8, 9, "second")
    yield _text(122, y, "red as well", "soft")
    yield _text(180, y, "✗ not as promised", "bad")


def _document(matrix: Matrix, title: Sequence[str], size: tuple[float, float], parts: Iterable[str]) -> str:
    width, height = size
    whole = f"{matrix.environment}: {'; '.join(title)}"
    head = _text(4, 14, f"{matrix.environment}, {matrix.made[:10]}", "title")
    head += "".join(_text(4, 28 + number * LINE, line) for number, line in enumerate(title))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width * 2:.0f}" '
        f'role="img" aria-label="{escape(whole, quote=True)}"><style>{STYLE.strip()}</style>'
        f'<rect class="page" width="100%" height="100%"/>{head}{"".join(parts)}</svg>\n'
    )


def _box(x: float, y: float, width: float, height: float, kind: str, told: str = "") -> str:
    inner = f"<title>{escape(told)}</title>" if told else ""
    shape = f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f"{shape}>{inner}</rect>" if inner else f"{shape}/>"


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    return f'<text{f" class={chr(34)}{kind}{chr(34)}" if kind else ""} x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _width(text: str) -> float:
    return len(text) * LETTER
