"""A card as HTML: one element that brings its own style, for a notebook's output.

It takes its colours from wherever it is shown: text and lines are the surroundings' own, shades
are thin, so that it can be read on light and on dark. Without the style (some viewers take it
away) every mark is still there, as words.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from nbjudge import language
from nn_course.checks.card.content import DIFFERS, FIRST, ONE, PICKED, SUM, Card
from nn_course.checks.said import words_card as words
from nn_course.markup import coded, marked

_HERE = Path(__file__).parent


def _marks() -> dict[str, str]:
    """What a marked cell is, for those who cannot see the mark."""
    return {
        FIRST: words.FIRST,
        DIFFERS: words.DIFFERS,
        PICKED: words.PICKED,
        SUM: "",
        ONE: words.ONE,
        "": "",
    }


def _kinds() -> dict[bool | None, tuple[str, str, str, str]]:
    """For each way a check can end: style, sign, verdict, and what the card is called."""
    return {
        True: ("right", words.SIGN_RIGHT, words.VERDICT_RIGHT, words.CARD_RIGHT),
        False: ("wrong", words.SIGN_WRONG, words.VERDICT_WRONG, words.CARD_WRONG),
        None: ("look", words.SIGN_LOOK, words.VERDICT_LOOK, words.CARD_LOOK),
    }


def html(card: Card) -> str:
    """The whole card; text of a learner's is escaped."""
    kind, sign, verdict, label = _kinds()[card.passed]
    return _template().render(
        card=card,
        language=language.current(),
        kind=kind,
        sign=sign,
        verdict=verdict,
        label=label.format(name=card.name),
        others=words.OTHERS if card.passed is False else "",
        labels=_marks(),
        style=Markup(_style()),
    )


def prepare() -> None:
    """Read template and style: afterwards a card takes a millisecond."""
    _template()
    _style()


@cache
def _template() -> Template:
    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.filters["coded"] = coded
    made.filters["marked"] = marked
    return made.get_template("card.html.j2")


@cache
def _style() -> str:
    return " ".join((_HERE / "card.css").read_text(encoding="utf-8").split())
