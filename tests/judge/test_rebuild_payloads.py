"""Each payload that is opened in Chromium, by itself, as nbconvert renders it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from nbconvert.filters import markdown2html

from nbjudge.rebuild.words import harmless
from tests.browser.payloads import MARKDOWN

# What Markdown itself makes, and nbconvert's headings and code.
ELEMENTS = {
    *("p", "a", "em", "strong", "code", "pre", "span", "div", "ul", "ol", "li", "blockquote"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "img", "del", "table", "thead", "tbody"),
    *("tr", "th", "td"),
}
ATTRIBUTES = {"href", "class", "id", "style", "alt", "src", "title", "start", "align"}
ADDRESS = re.compile(r"https?://|mailto:|#|data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=]*$")


class Found(HTMLParser):
    """The elements of a page that no Markdown makes, and the addresses that run something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.strange: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.strange.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES or (tag == "img" and name == "style"):
                self.strange.append(f"<{tag} {name}>")
            if name in ("href", "src") and not ADDRESS.match(value or ""):
                self.strange.append(f"{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.strange.append("a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


def rendered(source: str) -> str:
    html: str = markdown2html(harmless(source)[0])
    return html


@pytest.mark.parametrize("name", MARKDOWN)
def test_a_payload_is_text(name: str) -> None:
    """Nothing but what Markdown makes is on the page, and no address that runs."""
    assert Found(rendered(MARKDOWN[name])).strange == []


def test_the_search_finds_what_runs() -> None:
    """Of the same payloads, as they are, nbconvert lets most through."""
    as_they_are = {name: one for name, one in MARKDOWN.items() if "attachment:" not in one}
    raw = [name for name, one in as_they_are.items() if Found(markdown2html(one)).strange]
    assert len(raw) >= 40
