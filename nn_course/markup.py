"""Sentences of the course as HTML: what cards of checks and hints have in common."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

__all__ = ["coded", "marked"]

_CODE = re.compile(r"`([^`]+)`")
_STRESS = re.compile(r"\*(\S(?:[^*]*\S)?)\*")


def coded(text: str) -> Markup:
    """`text` escaped, with what stands between backquotes as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


def marked(text: str) -> Markup:
    """As `coded`, and with what stands between stars stressed: for the catalogue's own texts."""
    parts = _CODE.split(text)
    parts[::2] = [_STRESS.sub(r"<em>\1</em>", str(escape(part))) for part in parts[::2]]
    parts[1::2] = [f"<code>{escape(part)}</code>" for part in parts[1::2]]
    return Markup("".join(parts))
