"""An answer in words is text to every renderer of Markdown, and stays what its author meant."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters import markdown2html

from nbjudge.rebuild import harmless
from tests.browser.payloads import MARKDOWN, PIXEL

# What Markdown itself makes, and nbconvert's headings and code.
ELEMENTS = {
    *("p", "a", "em", "strong", "code", "pre", "span", "div", "ul", "ol", "li", "blockquote"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "img", "del", "table", "thead", "tbody"),
    *("tr", "th", "td"),
}
ATTRIBUTES = {"href", "class", "id", "style", "alt", "src", "title", "start", "align"}
ADDRESS = re.compile(r"https?://|mailto:|#|data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=]*$")
PARTS = [
    *("<", ">", "&", "#", ";", '"', "'", "`", "```\n", "$", "$$", "\\", "\n", "\n\n", "  ", "\t"),
    *("[", "](", ")", "]:", "![", "!", "javascript:", "data:text/html,", "https://a.b", "x", "/"),
    *("attachment:a.png", "<script>", "<img src=x onerror=y>", "<!--", "-->", "\\href{", "}", "{"),
    *("\\begin{a}", "\\end{a}", "&lt;", "&#60;", "&colon;", "* ", "> ", "# ", "|", "-", "\x00"),
]  # fmt: skip


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
    html: str = markdown2html(harmless.markdown(source))
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


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_no_mixture_of_dangerous_parts_runs(source: str) -> None:
    """Whatever stands beside whatever, and done twice it changes nothing more."""
    once = harmless.markdown(source)
    assert Found(markdown2html(once)).strange == []
    assert harmless.markdown(once) == once


@given(st.text(max_size=200))
def test_every_word_is_kept(text: str) -> None:
    """Without the joiners it is the text; a control character is a question mark in a box."""
    kept = harmless.markdown(text).replace(harmless.JOINER, "")
    assert len(kept) == len(text.replace(harmless.JOINER, ""))
    letters = re.sub(r"[^\w\s]", "", text)
    assert re.sub(r"[^\w\s]", "", kept).split() == re.sub(harmless._CONTROL, "", letters).split()


MEANT = """\
# Why it is **better**

A *CNN* sees `pixels` beside each other: $w_{ij} < 0$, and $$\\sum_k x_k \\le \\frac{1}{2}$$

1. first, see [the tutorial](https://pytorch.org/tutorials/ "PyTorch")
2. 3 < 4 and a & b

```python
loss = F.nll_loss(pred, y)  # x[0] < 1
```

| a | b |
|---|---|
| 1 | 2 |
"""


def test_markdown_stays_markdown() -> None:
    """Headings, emphasis, code, formulas, lists, tables and links to pages are as they were."""
    assert harmless.markdown(MEANT) == MEANT
    html = rendered(MEANT)
    for part in ("<strong>", "<code>", "<table", 'href="https://pytorch.org/tutorials/"', "<ol>"):
        assert part in html
    assert "$w_{ij} &lt; 0$" in html


def test_a_pasted_picture_is_shown_and_no_other() -> None:
    """An attachment that is a picture by its bytes is kept; its name is a plain one."""
    html = base64.b64encode(b"<script>").decode()
    kept = harmless.attachments(
        {
            "image.png": {"image/png": PIXEL},
            "page.png": {"image/png": html},
            "page.html": {"text/html": html},
            "drawing.svg": {"image/svg+xml": base64.b64encode(b"<svg onload=x>").decode()},
            'x" onerror="y.png': {"image/png": PIXEL},
            "broken.png": {"image/png": "no base64!"},
            "kind.png": {'image/png" onerror="x': PIXEL},
        }
    )
    assert kept == {"image.png": {"image/png": PIXEL}}
    both = harmless.markdown("![a](attachment:image.png) ![b](attachment:page.png)", kept)
    assert both.replace(harmless.JOINER, "|") == (
        "![a](attachment:image.png) !|[b]|(attachment:page.png)"
    )


def test_only_so_many_environments_are_looked_for() -> None:
    """nbconvert searches the whole cell for the end of each: a stated number of them are left."""
    many = harmless.markdown("\\begin{a}" * 5000)
    assert many.count("\\begin") == harmless.MOST_FORMULAS
