"""Sentences of tests and checks as HTML, on feedback pages and in reports."""

from __future__ import annotations

import re

from markupsafe import Markup, escape


def inline(sentence: str) -> Markup:
    """A sentence as HTML: `code` and *emphasis* as in Markdown, everything else as it stands.

    A Korean particle follows the last star without a space; a product, x*y*z, stresses nothing.
    """
    html = str(escape(sentence))
    html = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html)
    return Markup(
        re.sub(r"(?<![\w*])\*(\w(?:[^*<>\n]*\w)?)\*(?![A-Za-z0-9_*])", r"<em>\1</em>", html)
    )
