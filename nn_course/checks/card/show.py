"""Where a card goes: into the notebook's output, or as text into a terminal."""

from __future__ import annotations

import sys

from nn_course.checks.card.content import Card
from nn_course.checks.card.text import text


def prepare() -> None:
    """Read the template of cards now, where they will be shown, so that the first comes at once."""
    if _in_a_notebook():
        from nn_course.checks.card.html import prepare as read

        read()


def show(card: Card) -> None:
    """Show `card` below the cell that runs; print its text where there is no notebook."""
    if not _in_a_notebook():
        print(text(card))
        return
    from IPython.display import publish_display_data

    from nn_course.checks.card.html import html

    publish_display_data({"text/html": html(card), "text/plain": text(card)})


def _in_a_notebook() -> bool:
    """Whether IPython runs, here or in a terminal, where it shows the text by itself."""
    if "IPython" not in sys.modules:
        return False
    from IPython.core.getipython import get_ipython

    return get_ipython() is not None
