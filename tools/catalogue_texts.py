"""What is to be translated in the catalogue of exercises: sentences, hints, titles, labels."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from nbjudge.authoring.translation.code import above_of, parents_in
from nbjudge.authoring.translation.messages import Message

# Arguments that hold code, or names for other parts of the course.
_NAMES = {"source", "name", "after", "part", "parameters", "tests", "result", "gradients"}
_NAMES |= {"in_place", "base", "bans", "picture", "earns", "bindings", "key"}
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_WORDS = re.compile(r"[^\W\d_]\S*\s+\S*[^\W\d_]|\s.*(?<![\w.])[a-z]{3,}(?!\w)|\b[a-z]{3,}\s")
_PLACES = ("first", "second", "third")


def of_exercise(file: Path, root: Path) -> list[Message]:
    """The messages of one module of nn_course/catalogue; f-strings become templates."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    parents = parents_in(tree)
    name = str(file.relative_to(root))
    found = []
    for node in ast.walk(tree):
        above = list(above_of(node, parents))
        if any(isinstance(one, ast.JoinedStr) for one in above) or not _is_text(node, above):
            continue
        text = _template(node) if isinstance(node, ast.JoinedStr) else node.value  # type: ignore[attr-defined]
        if _is_separator(above):
            text = f"{{first}}{text}{{second}}"
        found.append(Message(text, (name, _owner(above)), _kind(above)))
    return found


def _is_text(node: ast.AST, above: list[ast.AST]) -> bool:
    """Whether *node* is a text for learners: several words, or a word that a look sees."""
    if isinstance(node, ast.JoinedStr):
        plain = _template(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        plain = node.value
    else:
        return False
    if _is_separator(above):
        return bool(_LETTERS.search(plain))
    if isinstance(above[0], ast.Subscript) and isinstance(above[0].ctx, ast.Store):
        return bool(_LETTERS.search(plain))  # a label: seen["scores"] = …
    if "\n" in plain or not _LETTERS.search(re.sub(r"\{[^{}]*\}", "", plain)):
        return False
    if isinstance(above[0], ast.Expr):  # a docstring
        return False
    below = node
    for one in above:
        if isinstance(one, ast.keyword) and one.arg in _NAMES:
            return False
        if isinstance(one, ast.Call) and _called(one) in ("Misconception", "Help"):
            if isinstance(below, ast.keyword):
                return below.arg in ("sentence", "steps")
            return one.args.index(below) == 1  # type: ignore[arg-type]
        if isinstance(one, ast.Call) and _called(one) in ("generator", "TypeVar", "getattr"):
            return False
        if isinstance(one, ast.FunctionDef) and one.name.startswith("_"):  # it writes answers
            return False
        below = one
    if _WORDS.search(re.sub(r"\{[^{}]*\}", "x", plain.strip())):
        return True
    return plain in _PLACES


def _is_separator(above: list[ast.AST]) -> bool:
    """Whether what stands below *above* joins several texts: ``", then ".join(…)``."""
    return isinstance(above[0], ast.Attribute) and above[0].attr == "join"


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _template(node: ast.JoinedStr) -> str:
    """The f-string with a plain name for each of its values."""
    parts, names = [], 0
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value))
            continue
        assert isinstance(value, ast.FormattedValue)
        names += 1
        plain = isinstance(value.value, ast.Name)
        parts.append("{%s}" % (value.value.id if plain else f"value{names}"))  # type: ignore[attr-defined]
    return "".join(parts)


def _owner(above: list[ast.AST]) -> str:
    """The misconception or function that a text belongs to, for translators."""
    for one in above:
        if isinstance(one, ast.Call) and _called(one) == "Misconception" and one.args:
            return str(getattr(one.args[0], "value", ""))
        if isinstance(one, ast.FunctionDef):
            return one.name
    return ""


def _kind(above: list[ast.AST]) -> str:
    for one in above:
        if isinstance(one, ast.Call) and _called(one) in ("Misconception", "Help"):
            return "what a learner reads" if _called(one) == "Misconception" else "hint"
        if isinstance(one, ast.FunctionDef):
            return "label or title"
    return "hint or rule"
