"""Lessons for everybody: headings in order, links and tables that say what they are, pictures told.

What axe-core finds in the same pages is in tests/browser/test_axe.py.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import EntryPoint
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from nn_course.export import LessonPage
from tests.pages import NOTEBOOKS, ROOT, lesson, name_of, plain, soup

lessons = pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
VAGUE = re.compile(
    r"(click |see |read )?(here|this|link|more|page|this (page|link)|website)\.?", re.I
)
ADDRESS = re.compile(r"\w+://|www\.|\w+\.(org|com|net|io)\b")


def skipped_headings(page: BeautifulSoup) -> list[str]:
    """What is wrong with the levels of the headings: no single first h1, or a level left out."""
    headings = [(int(tag.name[1]), tag.get_text()) for tag in page.find_all(re.compile("^h[1-6]$"))]
    wrong = [text for level, text in headings[1:] if level == 1]
    if not headings or headings[0][0] != 1:
        wrong.append("the page does not begin with an h1")
    wrong += [text for (before, _), (level, text) in pairwise(headings) if level > before + 1]
    return wrong


def vague_links(page: BeautifulSoup) -> list[str]:
    """The texts of links that do not say where they go."""
    found = [link.get_text().strip() for link in page.select("a[href]:not(.anchor-link)")]
    return [
        text for text in found if len(text) < 4 or VAGUE.fullmatch(text) or ADDRESS.search(text)
    ]


def bare_addresses(page: BeautifulSoup) -> list[str]:
    """Addresses that stand in a lesson's text, outside code."""
    texts = page.select(".jp-RenderedMarkdown")
    return [
        str(text)
        for markdown in texts
        for text in markdown.find_all(string=ADDRESS)
        if not any(tag.name in ("code", "pre", "a") for tag in text.parents)
    ]


def headless_tables(page: BeautifulSoup) -> list[str]:
    """Tables without a row of headers, or with a header that says nothing."""
    return [
        table.get_text()[:80]
        for table in page.find_all("table")
        if not (headers := table.find_all("th"))
        or not all(header.get_text().strip() for header in headers)
    ]


def untold_pictures(page: BeautifulSoup) -> list[str]:
    """The alt texts of pictures that do not say what is to be seen: none, or hardly any words."""
    alts = [str(image.get("alt", "")) for image in page.find_all("img")]
    return [
        alt
        for alt in alts
        if len(alt.split()) < 6 or "No description" in alt or re.search(r"Figure size", alt)
    ]


@lessons
def test_headings_are_in_order(path: Path) -> None:
    """One h1, first, and no level left out on the way down."""
    assert skipped_headings(soup(lesson(path))) == []


@lessons
def test_links_say_where_they_go(path: Path) -> None:
    """No "here", and no address in place of words."""
    page = soup(lesson(path))
    assert page.select("a[href]:not(.anchor-link)")
    assert vague_links(page) == []
    assert bare_addresses(page) == []


@lessons
def test_tables_have_headers(path: Path) -> None:
    """Every column has a header with text in it."""
    assert headless_tables(soup(lesson(path))) == []


@lessons
def test_pictures_are_told(path: Path) -> None:
    """In our page and in nbconvert's own, each picture has an alt text of substance."""
    for page in (lesson(path), plain(path)):
        pictures = soup(page).find_all("img")
        assert len(pictures) >= 5 if path.parents[1].name == "solutions" else not pictures
        assert untold_pictures(soup(page)) == []


@pytest.mark.parametrize(
    ("find", "bad", "good"),
    [
        (skipped_headings, "<h1>a</h1><h3>b</h3>", "<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>"),
        (skipped_headings, "<h2>a</h2>", "<h1>a</h1>"),
        (skipped_headings, "<h1>a</h1><h1>b</h1>", "<h1>a</h1><h2>b</h2>"),
        (vague_links, '<a href="x">here</a>', '<a href="x">the tutorial</a>'),
        (vague_links, '<a href="x">https://a.org</a>', '<a href="x">pytorch.nn, explained</a>'),
        (headless_tables, "<table><td>1</td></table>", "<table><th>n</th><td>1</td></table>"),
        (headless_tables, "<table><th></th><td>1</td></table>", "<p>none</p>"),
        (untold_pictures, '<img src="x">', '<img alt="A curve that falls to 0 in ten steps.">'),
        (untold_pictures, '<img alt="<Figure size 9 by 9 with 1 Axes>">', "<p>none</p>"),
        (
            bare_addresses,
            '<div class="jp-RenderedMarkdown">see https://a.org</div>',
            '<div class="jp-RenderedMarkdown"><a href="https://a.org">A</a></div>',
        ),
    ],
)
def test_what_is_wrong_is_found(find: object, bad: str, good: str) -> None:
    """Each of the searches above finds what it is for, and only that."""
    assert callable(find)
    assert find(soup(bad))
    assert not find(soup(good))


def test_nbconvert_knows_the_lesson_page() -> None:
    """`jupyter nbconvert --to lesson` and JupyterLab's menu find it: pyproject.toml names it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    group = "nbconvert.exporters"
    (named,) = project["entry-points"][group].items()
    assert named[0] == "lesson"
    assert EntryPoint(*named, group).load() is LessonPage


def test_page_has_language_and_name() -> None:
    """A screen reader is told in which language to read, and which page this is."""
    page = soup(lesson(NOTEBOOKS[0]))
    root = page.find("html")
    assert isinstance(root, Tag) and root["lang"] == "en"
    assert page.title is not None and page.title.get_text().strip()
