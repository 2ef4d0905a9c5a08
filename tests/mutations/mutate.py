"""Small changes of a right answer, one at a time, in its syntax tree.

They are the slips of people who nearly have it: another operator, axis, sign or bound, a line left
out, two names exchanged.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

_OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Div),
    ast.Mult: (ast.Div, ast.Add, ast.MatMult),
    ast.Div: (ast.Mult, ast.Sub, ast.FloorDiv),
    ast.MatMult: (ast.Mult, ast.Add),
    ast.Pow: (ast.Mult, ast.Div),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv, ast.Sub),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
# Methods and functions that are easily taken for one another.
_WORDS = {
    "mean": ("sum",),
    "sum": ("mean",),
    "max": ("min",),
    "argmax": ("argmin", "max"),
    "exp": ("log",),
    "log": ("exp", "log2"),
    "eval": ("train",),
    "train": ("eval",),
    "randn": ("rand",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "float": ("double", "long"),
    "long": ("float",),
    "float32": ("float64",),
    "int64": ("int32", "float32"),
    "stack": ("cat",),
    "cat": ("stack",),
    "split": ("chunk",),
    "backward": ("detach",),
    "no_grad": ("enable_grad",),
    "append": ("remove",),
}
_ENDS_FUNCTION = (ast.FunctionDef, ast.Lambda)

Change = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Mutant:
    """An answer to `part`'s exercise `name`: `origin`, which is right, with one change of `kind`.

    `change` says what was put in place of what.
    """

    part: str
    name: str
    origin: str
    kind: str
    change: str
    source: str

    def __str__(self) -> str:
        return f"{self.part} {self.name}, {self.origin}: {self.kind}: {self.change}"


def mutations(source: str) -> Iterator[tuple[str, str, str]]:
    """Kind, change and new source of every small change of `source`, in the order of its nodes."""
    right = ast.unparse(ast.parse(source))
    seen = {right}
    original = list(ast.walk(ast.parse(source)))
    names = _names(original[0])
    for place, node in enumerate(original):
        for kind, change in _changes(node, names):
            tree = ast.parse(source)
            change(list(ast.walk(tree))[place])
            text = ast.unparse(ast.fix_missing_locations(tree))
            if text not in seen and _compiles(text):
                seen.add(text)
                yield kind, _difference(right, text), text


def _changes(node: ast.AST, names: dict[ast.AST, list[str]]) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        for other in _OPERATORS.get(type(node.op), ()):
            yield "operator", _setting("op", other())
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Add | ast.Mult):
        yield "operands exchanged", _exchange_operands
    if isinstance(node, ast.Compare):
        for other in _OPERATORS.get(type(node.ops[0]), ()):
            yield "comparison", _setting("ops", [other()])
    if isinstance(node, ast.UnaryOp):
        yield "sign", _becomes_operand
    if isinstance(node, ast.Return) and isinstance(node.value, ast.BinOp | ast.Call | ast.UnaryOp):
        yield "sign", _negated
    if isinstance(node, ast.Constant):
        yield from _of_constant(node)
    if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant | ast.Name):
        yield "keyword left out", _without_keyword
    if isinstance(node, ast.Call) and len(node.args) > 1:
        for first in range(len(node.args) - 1):
            yield "arguments exchanged", _exchanging("args", first)
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        yield "order", _exchanging("elts", 0)
    if isinstance(node, ast.Attribute):
        for word in _WORDS.get(node.attr, ()):
            yield "word", _setting("attr", word)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for name in names.get(node, ()):
            if name != node.id:
                yield "name", _setting("id", name)
    if isinstance(node, ast.Slice):
        for end in ("lower", "upper"):
            if getattr(node, end) is not None:
                yield "bound", _setting(end, None)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        yield "bound", _one_less
        if len(node.args) == 1:
            yield "bound", _from_one
    if isinstance(node, ast.If | ast.IfExp):
        for value in (True, False):
            yield "condition", _setting("test", ast.Constant(value))
    for field in ("body", "orelse"):
        statements = getattr(node, field, None)
        if isinstance(statements, list):
            for number, statement in enumerate(statements):
                if isinstance(statement, ast.With):
                    yield "with left out", _unwrapping(field, number)
                elif _may_be_left_out(statement):
                    yield "statement left out", _dropping(field, number)


def _of_constant(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    if isinstance(node.value, bool):
        yield "true and false", _setting("value", not node.value)
    elif isinstance(node.value, int | float):
        for other in (node.value + 1, node.value - 1):
            yield "constant", _setting("value", other)


def _names(tree: ast.AST) -> dict[ast.AST, list[str]]:
    """For each name that is read, the other variables of the innermost function around it."""
    found: dict[ast.AST, list[str]] = {}

    def visit(node: ast.AST, known: list[str]) -> None:
        if isinstance(node, _ENDS_FUNCTION):
            own = [one.arg for one in [*node.args.posonlyargs, *node.args.args]]
            own += [
                one.id
                for one in ast.walk(node)
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            ]
            known = sorted(dict.fromkeys([*known, *own]))
        if isinstance(node, ast.Name) and node.id in known:
            found[node] = known
        for child in ast.iter_child_nodes(node):
            visit(child, known)

    visit(tree, [])
    return found


def _setting(field: str, value: object) -> Change:
    return lambda node: setattr(node, field, deepcopy(value))


def _exchange_operands(node: ast.AST) -> None:
    assert isinstance(node, ast.BinOp)
    node.left, node.right = node.right, node.left


def _becomes_operand(node: ast.AST) -> None:
    """`-x` → `x`, `not x` → `x`: by turning the operator into a plus or a double not."""
    assert isinstance(node, ast.UnaryOp)
    if isinstance(node.op, ast.Not):
        node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node.operand, ast.Constant):
        node.operand, node.op = ast.Constant(0), ast.UAdd()  # axis -1 becomes axis 0
    else:
        node.op = ast.UAdd()


def _negated(node: ast.AST) -> None:
    assert isinstance(node, ast.Return) and node.value is not None
    node.value = ast.UnaryOp(ast.USub(), node.value)


def _without_keyword(node: ast.AST) -> None:
    """`keepdim=True` is left out: `**{}` in its place does nothing."""
    assert isinstance(node, ast.keyword)
    node.arg, node.value = None, ast.Dict([], [])


def _exchanging(field: str, first: int) -> Change:
    def change(node: ast.AST) -> None:
        values = getattr(node, field)
        values[first], values[first + 1] = values[first + 1], values[first]

    return change


def _one_less(node: ast.AST) -> None:
    """The end of a range, one earlier."""
    assert isinstance(node, ast.Call)
    place = 0 if len(node.args) == 1 else 1
    node.args[place] = ast.BinOp(node.args[place], ast.Sub(), ast.Constant(1))


def _from_one(node: ast.AST) -> None:
    assert isinstance(node, ast.Call)
    node.args.insert(0, ast.Constant(1))


def _dropping(field: str, number: int) -> Change:
    def change(node: ast.AST) -> None:
        getattr(node, field)[number] = ast.Pass()

    return change


def _unwrapping(field: str, number: int) -> Change:
    def change(node: ast.AST) -> None:
        statements = getattr(node, field)
        statements[number : number + 1] = statements[number].body

    return change


def _may_be_left_out(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant)  # a docstring
    return isinstance(statement, ast.AugAssign | ast.Assign | ast.Return)


def _compiles(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec")
    except SyntaxError:
        return False
    return True


def _difference(right: str, text: str) -> str:
    """The first line that differs, before and after."""
    before, after = right.splitlines(), text.splitlines()
    for one, other in zip(before, after, strict=False):
        if one != other:
            return f"{one.strip()}  →  {other.strip()}"
    return f"{len(before)} lines  →  {len(after)} lines"
