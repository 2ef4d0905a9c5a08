"""Single words that a loop puts into sentences: for part in ("weights", "bias"): f"… {part} …".

By themselves they look like names and keys, which no translation may touch.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def words_of(tree: ast.AST) -> set[int]:
    """The ids of the constants in *tree* that loops put into f-strings and use for nothing else."""
    found: set[int] = set()
    for loop in ast.walk(tree):
        if not isinstance(loop, ast.For):
            continue
        body = ast.Module(loop.body, [])
        shown = _shown(body) - _used(body)
        found |= {id(value) for name, value in _values(loop.target, loop.iter) if name in shown}
    return found


def _values(target: ast.expr, iterated: ast.expr) -> Iterator[tuple[str, ast.Constant]]:
    """The texts that the loop's variables take, each with its variable's name."""
    if isinstance(iterated, ast.Call) and isinstance(target, ast.Tuple):  # zip(…, strict=True)
        if isinstance(iterated.func, ast.Name) and iterated.func.id == "zip":
            for one, given in zip(target.elts, iterated.args, strict=False):
                yield from _values(one, given)
        return
    for held in _elements(iterated):
        yield from _taken(target, held)


def _taken(target: ast.expr, held: ast.expr) -> Iterator[tuple[str, ast.Constant]]:
    if isinstance(target, ast.Name):
        if isinstance(held, ast.Constant) and isinstance(held.value, str):
            yield target.id, held
    elif isinstance(target, ast.Tuple):
        for one, two in zip(target.elts, _elements(held), strict=False):
            yield from _taken(one, two)


def _elements(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple | ast.List) else []


def _shown(body: ast.AST) -> set[str]:
    """The variables that stand in f-strings."""
    return {
        node.value.id
        for node in ast.walk(body)
        if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name)
    }


def _used(body: ast.AST) -> set[str]:
    """The variables that are anything else: a key, compared, handed on."""
    shown = {id(node.value) for node in ast.walk(body) if isinstance(node, ast.FormattedValue)}
    return {
        node.id for node in ast.walk(body) if isinstance(node, ast.Name) and id(node) not in shown
    }
