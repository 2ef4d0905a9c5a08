"""A hint as a small card in the notebook, and as plain text elsewhere."""

from __future__ import annotations

import sys
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2

from nbjudge import language
from nn_course.columns import wrapped
from nn_course.hints.choice import Message
from nn_course.markup import marked

_WIDTH = 88


def show(message: Message) -> None:
    """Display `message`: a card where IPython runs, plain text where not."""
    ipython = sys.modules.get("IPython")
    if ipython is None or ipython.get_ipython() is None:
        print(plain(message))
        return
    bundle: dict[str, Any] = {"text/plain": plain(message), "text/html": card(message)}
    ipython.display.display(bundle, raw=True)


def plain(message: Message) -> str:
    """`message` as text, lines broken between words."""
    head = f"{message.title} {message.about}".strip()
    lines = [head, *_folded(message.text, "  ")]
    for number, item in enumerate(message.items, 1):
        sign = f"{number}." if message.numbered else "-"
        lines += _folded(item, f"  {sign} ")
    lines += _folded(message.after, "  ")
    return "\n".join(lines)


def _folded(text: str, indent: str) -> list[str]:
    return wrapped(text, _WIDTH, indent, " " * len(indent))


def card(message: Message) -> str:
    """`message` as HTML that needs nothing around it, without headings or ids."""
    return _template().render(message=message, language=language.current())


@cache
def _template() -> jinja2.Template:
    source = files("nn_course.hints").joinpath("card.html.j2").read_text(encoding="utf-8")
    return jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    ).from_string(source, globals={"marked": marked})
