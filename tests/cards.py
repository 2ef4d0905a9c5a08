"""Cards of checks, read as a learner or a screen reader reads them."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from nn_course import progress
from nn_course.catalogue import exercise
from nn_course.checks import examine
from nn_course.checks import part1 as check
from nn_course.checks.answers import answer_of
from nn_course.checks.card import Card, card_of, glance_at
from nn_course.checks.card.html import html
from nn_course.checks.card.text import text
from nn_course.errors import CheckFailed


class Seen(HTMLParser):
    """The text of a page, spaces as one, and each tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._parts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags[-1][0] != "style":
            self._parts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._parts).split())


def card(name: str, answer: str | Callable[..., Any], part: str = "part1") -> Card:
    """The card of an answer: a function, or the name of a misconception."""
    known = exercise(part, name)
    if isinstance(answer, str):
        answer = answer_of(part, name, known.misconception(answer).source)
    return card_of(examine(known, answer))


def plain(one: Card) -> str:
    """The card's plain text on one line."""
    return " ".join(text(one).split())


def right_nll(log_probs, target):
    return -log_probs[range(len(target)), target].mean()
