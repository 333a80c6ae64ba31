"""Mutation operators: what may stand in the place of a node of the syntax tree."""

import ast
from collections.abc import Iterator
from typing import TypeVar

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_PAIRS = (
    *(("min", "max"), ("any", "all"), ("lower", "upper"), ("lstrip", "rstrip"), ("removeprefix", "removesuffix")),
    *(("partition", "rpartition"), ("startswith", "endswith"), ("split", "rsplit"), ("find", "rfind")),
)
_OTHER_NAME = {name: other for pair in _PAIRS for name, other in (pair, pair[::-1])}
MARK = "XX"

T = TypeVar("T")


def of_statement(node: ast.stmt) -> Iterator[ast.stmt]:
    """Yield what may stand for a statement: nothing, or one that returns nothing."""
    match node:
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise() | ast.AugAssign() | ast.Delete():
            yield ast.Pass()
        case ast.Break() | ast.Continue():
            yield ast.Pass()
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Assign(value=value) if not _is_none(value):
            yield ast.Assign(node.targets, ast.Constant(None))
    if isinstance(node, ast.AugAssign):
        yield ast.AugAssign(node.target, _COMPUTED[type(node.op)](), node.value)


def of_condition(*, may_last: bool) -> Iterator[ast.expr]:
    """Yield a condition that always holds (but for a loop, which would not end), and one that never does."""
    if may_last:
        yield ast.Constant(True)
    yield ast.Constant(False)


def of_expression(node: ast.expr) -> Iterator[ast.expr]:
    """Yield what may stand for an expression: another of its kind, or one with a part less."""
    match node:
        case ast.Constant(value=bool() as held):
            yield ast.Constant(not held)
        case ast.Constant(value=int() | float() as number):
            yield ast.Constant(number + 1)
        case ast.Constant(value=str() as text):
            yield ast.Constant(f"{MARK}{text}{MARK}")
        case ast.Constant(value=bytes() as raw):
            yield ast.Constant(MARK.encode() + raw)
        case ast.Compare():
            yield from _of_compare(node)
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
            for rest in _one_less(node.values):
                yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.BinOp() if type(node.op) in _COMPUTED:
            yield ast.BinOp(node.left, _COMPUTED[type(node.op)](), node.right)
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()):
            yield from (type(node)(rest, ast.Load()) for rest in _one_less(node.elts))
        case ast.Set() if len(node.elts) > 1:
            yield from (ast.Set(rest) for rest in _one_less(node.elts))
        case ast.Dict():
            pairs = list(zip(node.keys, node.values, strict=True))
            for rest_of_pairs in _one_less(pairs):
                yield ast.Dict([key for key, _ in rest_of_pairs], [value for _, value in rest_of_pairs])
        case ast.Lambda() if not _is_none(node.body):
            yield ast.Lambda(node.args, ast.Constant(None))
        case ast.Call():
            yield from _of_call(node)


def _of_compare(node: ast.Compare) -> Iterator[ast.expr]:
    for place, operator in enumerate(node.ops):
        for other in _COMPARED[type(operator)]:
            yield ast.Compare(node.left, [*node.ops[:place], other(), *node.ops[place + 1 :]], node.comparators)


def _of_call(node: ast.Call) -> Iterator[ast.expr]:
    match node.func:
        case ast.Name(id=name) if name in _OTHER_NAME:
            yield ast.Call(ast.Name(_OTHER_NAME[name], ast.Load()), node.args, node.keywords)
        case ast.Attribute(value=value, attr=name) if name in _OTHER_NAME:
            yield ast.Call(ast.Attribute(value, _OTHER_NAME[name], ast.Load()), node.args, node.keywords)
        case ast.Name(id="sorted") if node.args:
            yield ast.Call(ast.Name("list", ast.Load()), node.args[:1], [])
    if node.args:
        yield ast.Call(node.func, node.args[:-1], node.keywords)
    for rest in _one_less(node.keywords):
        yield ast.Call(node.func, node.args, rest)


def _one_less(members: list[T]) -> Iterator[list[T]]:
    yield from (members[:place] + members[place + 1 :] for place in range(len(members)))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
