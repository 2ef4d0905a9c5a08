"""What is to be translated: texts, and where each of them stands."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from nbjudge.language import context_of

CALLS = ("_", "ngettext", "said")
"""Functions that translate their first argument."""


@dataclass(frozen=True)
class Message:
    """One *text* in English. *context* tells two short texts apart.

    *place* is a file and, in it, a cell or a name. *kind* tells translators what it is:
    "markdown", "docstring", "string" and so on.
    """

    text: str
    place: tuple[str, str]
    kind: str = "text"
    context: str | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        """What tells it from others in a catalogue."""
        return self.context, self.text


def of_constants(module: str) -> list[Message]:
    """The constants of a module of texts, as `nbjudge.language.Texts` finds them."""
    held = vars(importlib.import_module(module))
    return [
        Message(text, (module, name), "text", context_of(name, text))
        for name, value in held.items()
        if name.isupper() and not name.startswith("_")
        for text in _texts(value)
    ]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if re.search(r"[^\W\d_]", re.sub(r"\{[^{}]*\}", "", value)):
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)


def of_calls(file: Path, root: Path) -> list[Message]:
    """What the script *file* hands to one of `CALLS` as it stands there."""
    name = str(file.relative_to(root))
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and node.args and _name(node.func) in CALLS):
            continue
        given = [_text(one) for one in node.args[:2]]
        if given[0] is not None:
            context = given[1] if len(given) > 1 else None
            found.append(Message(given[0], (name, ""), "text", context))
    return found


def _text(node: ast.expr) -> str | None:
    constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if constant else None  # type: ignore[attr-defined]


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def of_template(file: Path, root: Path) -> list[Message]:
    """What the jinja2 template *file* hands to gettext, ``_("…")`` or ``{% trans %}``."""
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"])
    name = str(file.relative_to(root))
    found = environment.extract_translations(file.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    texts = [
        one
        for _line, _function, given in found
        for one in (given if isinstance(given, tuple) else (given,))  # with arguments: a tuple
        if isinstance(one, str)
    ]
    return [Message(text, (name, ""), "text") for text in texts]


def together(messages: Iterable[Message]) -> dict[tuple[str | None, str], list[Message]]:
    """*messages* by what is translated once, in the order of their first places."""
    found: dict[tuple[str | None, str], list[Message]] = {}
    for message in messages:
        found.setdefault(message.key, []).append(message)
    return found
