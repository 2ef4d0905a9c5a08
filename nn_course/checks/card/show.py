"""Where a card goes: into the notebook's output, or as text into a terminal."""

from __future__ import annotations

import sys

from nn_course.checks.card.content import Card
from nn_course.checks.card.text import text


def show(card: Card) -> None:
    """Show `card` below the cell that runs; print its text where there is no notebook."""
    if "IPython" in sys.modules:
        from IPython.core.getipython import get_ipython
        from IPython.display import publish_display_data

        if get_ipython() is not None:
            from nn_course.checks.card.html import html

            publish_display_data({"text/html": html(card), "text/plain": text(card)})
            return
    print(text(card))
