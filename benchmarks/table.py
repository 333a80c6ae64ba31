"""Figures of benchmarks: kept as JSON, shown as a table on the terminal and in docs/performance.md."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.pairs import ROOT, Ratio, Target, figure
from servio_verify.run.files import write_atomically

FILE = ROOT / "benchmarks/figures.json"
PAGE = ROOT / "docs/performance.md"
PLACE = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)
HEAD = ("what, of what", "ratio", "spread", "target", "pairs", "commit", "how to get it")


@dataclass(frozen=True)
class Figures:
    """What a benchmark found at a commit, and why it found nothing or not all."""

    commit: str
    ratios: tuple[Ratio, ...] = ()
    missing: str = ""


def read(path: Path) -> dict[str, Figures]:
    """Return the figures that are kept there, by benchmark; none where there is no such file."""
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {name: Figures(each["commit"], tuple(map(_ratio, each["ratios"]))) for name, each in kept.items()}


def keep(found: Mapping[str, Figures], path: Path, page: Path) -> None:
    """Keep these figures beside those of other benchmarks, and write the table of all of them into the page."""
    measured = {name: figures for name, figures in found.items() if figures.ratios}
    whole = dict(sorted((read(path) | measured).items()))
    kept = {name: {"commit": each.commit, "ratios": list(map(asdict, each.ratios))} for name, each in whole.items()}
    write_atomically(path, json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    write_atomically(page, PLACE.sub(lambda _: markdown(whole), page.read_text(encoding="utf-8")))


def markdown(found: Mapping[str, Figures]) -> str:
    """Return the table as it stands in the page."""
    lines = ["| " + " | ".join(HEAD) + " |", "|---" * len(HEAD) + "|"]
    for name, row in _rows(found):
        lines.append("| " + " | ".join([*row[:-1], f"`python -m benchmarks {name}`"]) + " |")
    return "".join(f"{line}\n" for line in lines)


def text(found: Mapping[str, Figures]) -> str:
    """Return the table for a terminal; a target that is missed says so."""
    rows: list[tuple[str, ...]] = [("benchmark", *HEAD[:-1], "")]
    rows += [(name, *row) for name, row in _rows(found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    lines += [f"{name}: not measured: {each.missing}" for name, each in found.items() if each.missing]
    return "".join(f"{line}\n" for line in lines)


def _rows(found: Mapping[str, Figures]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, figures in found.items():
        for each in figures.ratios:
            spread = f"{figure(min(each.of_pairs))} to {figure(max(each.of_pairs))}"
            target, missed = str(each.target or ""), "missed" if each.met is False else ""
            row = (each.what, figure(each.median), spread, target, str(len(each.pairs)), figures.commit, missed)
            yield name, row


def _ratio(kept: Mapping[str, Any]) -> Ratio:
    pairs = tuple((one, other) for one, other in kept["pairs"])
    return Ratio(kept["what"], pairs, Target(*kept["target"]) if kept["target"] else None)
