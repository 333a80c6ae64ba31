"""Mutants of a module: each place where its syntax tree may be changed, and what it would read then."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selftest.proof.mutants import replacements
from selftest.proof.mutants.enums import enums_known
from selftest.proof.mutants.places import ROOT, file_of

WIDEST = 120
"""Characters of a line that is shown whole; of a longer one what changes is, and so much `AROUND` it."""

AROUND = 40

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NOT_CODE = {"annotation", "returns", "decorator_list", "format_spec", "bases"}
"""Parts of nodes that no verdict hangs on: types, and what is done when a module is read."""


@dataclass(frozen=True)
class Place:
    """A member of a node: of a list, or by itself."""

    parent: ast.AST
    member: str
    number: int | None

    def put(self, node: ast.AST) -> None:
        """Let this node stand there."""
        if self.number is None:
            setattr(self.parent, self.member, node)
        else:
            getattr(self.parent, self.member)[self.number] = node


@dataclass(frozen=True)
class Mutant:
    """One change of one module. `lines` are those of the statement, or of its head, that it is in."""

    module: str
    was: str
    becomes: str
    lines: range
    is_live: bool
    """Whether it is inside a function: then it can be put in place when the module has been imported."""

    place: Place
    old: ast.AST
    new: ast.AST

    @property
    def name(self) -> str:
        """What tells it from the others of its module, also when lines above it come and go."""
        return f"{self.was} -> {self.becomes}"

    def __str__(self) -> str:
        return f"{file_of(self.module)}:{self.lines.start}\n    - {self.was}\n    + {self.becomes}"


def mutants_of(module: str) -> tuple[ast.Module, list[Mutant]]:
    """Return the syntax tree of a module, and its mutants, which are changes of that very tree."""
    tree = ast.parse((ROOT / file_of(module)).read_bytes())
    found: dict[tuple[range, str, str], Mutant] = {}
    for mutant in _walk(module, tree, [], enums_known(tree)):
        found.setdefault((mutant.lines, mutant.was, mutant.becomes), mutant)
    return tree, list(found.values())


def _walk(module: str, node: ast.AST, above: list[ast.AST], enums: dict[str, list[str]]) -> Iterator[Mutant]:
    for place, child in _children(node):
        if _is_no_code(node, child):
            continue
        path = [*above, node]
        for other in _others(place, child, enums):
            if mutant := _mutant(module, path, place, child, ast.copy_location(other, child)):
                yield mutant
        yield from _walk(module, child, path, enums)


def _others(place: Place, node: ast.AST, enums: dict[str, list[str]]) -> Iterator[ast.AST]:
    if isinstance(node, ast.stmt):
        yield from replacements.of_statement(node)
    if not isinstance(node, ast.expr):
        return
    if place.member == "test" or (place.member == "ifs" and isinstance(place.parent, ast.comprehension)):
        yield from replacements.of_condition(may_last=not isinstance(place.parent, ast.While))
    in_a_type = isinstance(place.parent, ast.Subscript) and isinstance(node, ast.Tuple)
    if not in_a_type:
        yield from replacements.of_expression(node)
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr=member, ctx=ast.Load()) if member in enums.get(name, ()):
            members = enums[name]
            other = members[(members.index(member) + 1) % len(members)]
            yield ast.Attribute(ast.Name(name, ast.Load()), other, ast.Load())


def _mutant(module: str, path: Sequence[ast.AST], place: Place, old: ast.AST, new: ast.AST) -> Mutant | None:
    whole = [*path, old]
    first = max(number for number, each in enumerate(whole) if isinstance(each, ast.stmt))
    functions = [number for number, each in enumerate(path) if isinstance(each, _FUNCTIONS)]
    is_live = any(whole[number + 1] in whole[number].body for number in functions)  # type: ignore[attr-defined]
    if isinstance(new, ast.Assign) and not is_live:  # a name of the module: its value has mutants of its own
        return None
    before = ast.unparse(whole[first]).splitlines()
    if whole[first] is old:
        after = ast.unparse(ast.fix_missing_locations(new)).splitlines()
    else:
        place.put(new)
        after = ast.unparse(ast.fix_missing_locations(whole[first])).splitlines()
        place.put(old)
    was, becomes = _differing(before, after)
    return Mutant(module, was, becomes, _lines(whole[first:]), is_live, place, old, new) if was != becomes else None


def _differing(before: list[str], after: list[str]) -> tuple[str, str]:
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    was, becomes = (" ".join(map(str.strip, lines)) for lines in (before, after))
    same = _common(was, becomes)
    same_again = _common(was[same:][::-1], becomes[same:][::-1])
    return _cut(was, same, same_again), _cut(becomes, same, same_again)


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    return next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), min(len(one), len(other))
    )


def _cut(text: str, same: int, same_again: int) -> str:
    """Return the part of a long line around what differs."""
    if len(text) <= WIDEST:
        return text
    begin, end = max(0, same - AROUND), min(len(text), len(text) - same_again + AROUND)
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"


def _lines(path: Sequence[ast.AST]) -> range:
    """Return the lines that run when the statement does: of one with a body only the part of its head."""
    statement = path[0]
    spans = [each for each in path if hasattr(each, "lineno")]
    is_simple = not hasattr(statement, "body") and not hasattr(statement, "cases")
    if not is_simple and len(spans) > 1:
        spans = spans[1:]
        if isinstance(spans[0], ast.ExceptHandler) and len(spans) > 1:
            spans = spans[1:]
    return range(spans[0].lineno, (spans[0].end_lineno or spans[0].lineno) + 1)  # type: ignore[attr-defined]


def _children(node: ast.AST) -> Iterator[tuple[Place, ast.AST]]:
    for member, value in ast.iter_fields(node):
        if member in _NOT_CODE:
            continue
        if isinstance(value, ast.AST):
            yield Place(node, member, None), value
        elif isinstance(value, list):
            yield from (
                (Place(node, member, number), each) for number, each in enumerate(value) if isinstance(each, ast.AST)
            )


def _is_no_code(parent: ast.AST, node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Constant()):  # a docstring
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Constant() if isinstance(parent, ast.Call) and ast.unparse(parent.func) in ("cast", "TypeVar"):
            return True
    return False
