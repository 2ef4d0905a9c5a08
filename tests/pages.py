"""Lessons as HTML pages, for tests of what everybody can read; each is made once in a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nn_course.catalogue import exercise
from nn_course.export import LessonPage
from tests import kernels

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted([*ROOT.glob("notebooks/*/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")])
THEMES = ("light", "dark")


def name_of(path: Path) -> str:
    """How a test names a notebook: solutions-part1."""
    return f"{path.parents[1].name}-{path.parent.name}"


@cache
def lesson(path: Path, theme: str = "light") -> str:
    """The page of a notebook."""
    return _page(LessonPage(theme=theme), nbformat.read(path, as_version=4))


@cache
def plain(path: Path) -> str:
    """The page that nbconvert makes of a notebook when it is told nothing."""
    return _page(HTMLExporter(), nbformat.read(path, as_version=4))


@cache
def checked(theme: str) -> str:
    """A page on which an exercise is checked in every state that an answer can be in."""
    return _page(LessonPage(theme=theme), _checked_notebook())


@cache
def soup(page: str) -> BeautifulSoup:
    """A page, to be searched."""
    return BeautifulSoup(page, "html.parser")


def _page(exporter: HTMLExporter, notebook: nbformat.NotebookNode) -> str:
    return str(exporter.from_notebook_node(notebook)[0])


@cache
def _checked_notebook() -> nbformat.NotebookNode:
    wrong = exercise("part1", "log_softmax").misconceptions[0].source
    answers = {
        "Not written": "def log_softmax(x):\n    raise NotImplementedError",
        "Wrong, as many are": wrong,
        "Wrong shape": "def log_softmax(x):\n    return x.sum(-1)",
        "Forgotten return": "def log_softmax(x):\n    x - x.logsumexp(-1, keepdim=True)",
        "Raises": "def log_softmax(x):\n    return x[[99]]",
        "Right": "def log_softmax(x):\n    return x - x.logsumexp(-1, keepdim=True)",
    }
    cells = [new_markdown_cell("# Checks"), new_code_cell(_IMPORTS)]
    for title, source in answers.items():
        cells += [
            new_markdown_cell(f"## {title}"),
            new_code_cell(source),
            new_code_cell("check.log_softmax(log_softmax)"),
        ]
    cells.append(new_code_cell("plots.keepdim([[1, 2, 3], [3, 4, 5]])"))
    notebook = new_notebook(cells=cells)
    kernels.Client(notebook, kernel_name="python3", allow_errors=True).execute()
    return notebook


_IMPORTS = "import torch\nfrom nn_course import plots\nfrom nn_course.checks import part1 as check"
