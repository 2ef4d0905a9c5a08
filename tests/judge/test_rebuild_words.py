"""Answers in words as they are written to autograded/: nothing that any reader would run."""

from __future__ import annotations

import base64
import html
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from nbjudge.rebuild.pictures import Picture, raster
from nbjudge.rebuild.words import dangers, harmless, shown

PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0" + bytes(20)
).decode()
PARTS = st.sampled_from(
    [
        "<", ">", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "](", "[a]", "]:",
        "[a]: javascript:alert(1)", "`", "```", "```mermaid", "~~~", "$", "$$", "\\", "\\\\", "\n",
        "\n\n", "    ", "> ", "- ", "&#60;", "&lt;", "&lpar;", "https://a.b/", "www.",
        "javascript:",
        '"', "'", "onclick=alert(1)", "![a](attachment:x.png)", "\\href{javascript:alert(1)}{x}",
        "\\def", "\\begin{align}", "\\end{align}", "</pre>", "<code>", "@@0@@", "\x00", "\u2028",
        "a", "b c", "#", "|", "<!--", "-->", "<?", "<a@b.c>", "`` ", "\\`", "\\$",
    ]
)  # fmt: skip
ANSWERS = st.lists(PARTS, max_size=25).map("".join)


def rendered(source: str, pictures: dict | None = None) -> str:
    """What formgrader makes of *source*."""
    renderer = IPythonRenderer(escape=False, attachments=pictures or {}, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)


@settings(max_examples=400, deadline=None)
@given(ANSWERS)
def test_no_answer_holds_a_danger(source: str) -> None:
    """Whatever was written: no tag, link, address or command of TeX's is left, in code or out."""
    made, _ = harmless(source)
    assert list(dangers(made)) == []


@settings(max_examples=300, deadline=None)
@given(ANSWERS)
def test_no_answer_makes_an_element_with_attributes(source: str) -> None:
    """Formgrader's HTML of any answer has no link, no script, and no attribute of the learner's."""
    made, _ = harmless(source)
    page = rendered(made)
    attributes = re.findall(r"<\w+(\s[^>]*)>", page)
    allowed = r'\s(class="[\w -]*"|start="\d+"|style="text-align:\w+"|/)\s*'
    assert [one for one in attributes if not re.fullmatch(allowed, one)] == []
    assert not re.search(r"<(script|a|img|iframe|svg|object|form|style|link|meta)\b", page)


@pytest.mark.parametrize(
    "source",
    [
        "**Bold**, *this* and `x = 1`\n\n- one\n- two\n",
        "A formula $x^2 < 3$ and $$\\frac{a}{b}$$",
        "```python\nfor i in range(3):\n    print(a[i])\n```",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "> said\n\n1. first\n2. second",
        "a &lt; b &amp; c, x < 3",
    ],
)
def test_ordinary_markdown_stays_as_it_is(source: str) -> None:
    """Emphasis, lists, tables, code and formulas are not touched."""
    assert harmless(source) == (source, [])


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[a link](javascript:alert(1))",
        "`<b>bold</b>`",
        "```html\n<b onclick='x'>bold</b>\n```",
        "see https://example.com/a?b=c",
    ],
)
def test_words_are_read_as_they_were_written(source: str) -> None:
    """Taken apart, an answer still shows the same characters."""
    page = html.unescape(re.sub(r"</?(?:p|pre|code)>", "", rendered(harmless(source)[0])))
    bare = re.sub(r"^```\w*|```$|^`|`$", "", source).strip()
    assert bare in page
    assert bare in shown(harmless(source)[0])


def test_a_pasted_picture_stays() -> None:
    """It is shown from the notebook, under a name of ours and as what its bytes say it is."""
    pasted = raster('x".png', PNG)
    assert pasted is not None and pasted.kind == "image/png"
    made, kept = harmless('![my <plot>](attachment:x".png)', [pasted])
    assert made == "![my plot](attachment:picture-1.png)" and kept[0].data == PNG
    page = rendered(made, {one.name: {one.kind: one.data} for one in kept})
    assert f'src="data:image/png;base64,{PNG}"' in page


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"<script>", b"\x89PNG", b""])
def test_what_is_no_raster_image_is_no_picture(data: bytes) -> None:
    """SVG, HTML and torn files are left out; the words that named them stay."""
    assert raster("x.png", base64.b64encode(data).decode()) is None
    made, kept = harmless("![x](attachment:x.png)", [])
    assert kept == [] and "attachment" in made and "<img" not in rendered(made)


@pytest.mark.parametrize(
    "unit", ["[", "]:", "`", "``` ", "$", "\\begin{a}", "![a](", "<a", " ", "~~~a\n"]
)
def test_the_longest_answer_takes_a_moment(unit: str) -> None:
    """200,000 characters, the most a cell may have, are read in time proportional to them."""
    started = time.process_time()
    harmless(unit * (200_000 // len(unit)))
    assert time.process_time() - started < 10


def test_a_huge_image_is_no_picture() -> None:
    """Some bytes of PNG may claim more pixels than a page can hold."""
    data = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\1\0\0" * 2 + bytes(20)
    assert raster("x.png", base64.b64encode(data).decode()) is None
    assert isinstance(raster("x.png", PNG), Picture)
