"""Korean notebooks: the English ones in other words, with nothing else changed and nothing left."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbconvert import exporters
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
RELEASED = sorted((ROOT / "notebooks").glob("part*/*.ipynb"))
SOLVED = sorted((ROOT / "solutions").glob("part*/*.ipynb"))
# Python's and torch's own messages and signs, which are in English everywhere, also quoted; terms
# in brackets behind their Korean, and what SGD stands for; JupyterLab's menu, as it is called in
# its English edition; who made MNIST, and what the course grew from.
EVERYWHERE = re.compile(
    r"^\w*Error\b.*$|^torch\..*$|Parameter containing|(?<=[가-힣])\([A-Za-z ,-]+\)"
    r"|“Does not require grad”|stochastic gradient descent|What is torch.nn really"
    r"|Restart Kernel and Run All Cells|Corinna Cortes, CC BY-SA",
    re.MULTILINE,
)
# Names that are the same in every language.
NAMES = {
    *("python", "pytorch", "torch", "torch.nn", "numpy", "keras", "mnist", "jupyter", "tensorflow"),
    *("adam", "sgd", "relu", "cnn", "gpu", "cpu", "cuda", "float", "int", "softmax", "shift",
      "enter", "nan", "inf", "dataloader", "dataset", "batchnorm", "module", "nn", "none", "true",
      "false", "backward", "step", "zero", "grad"),
}  # fmt: skip


def korean(path: Path) -> Path:
    """The Korean twin of an English notebook."""
    return path.parents[1] / "ko" / path.parent.name / path.name


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def bare(source: str) -> str:
    """The program without its texts: strings, comments and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
        if isinstance(node, ast.JoinedStr):  # expressions may stand in another order
            node.values = sorted(
                (one for one in node.values if isinstance(one, ast.FormattedValue)), key=ast.dump
            )
    return ast.dump(tree)


@pytest.mark.parametrize("path", [*RELEASED, *SOLVED], ids=lambda one: "/".join(one.parts[-3:-1]))
def test_code_ids_and_marks_are_the_same(path: Path) -> None:
    """Cell by cell: id, kind, tags, nbgrader's metadata but for checksums, and the program."""
    english, other = read(path), read(korean(path))
    assert [cell.id for cell in english.cells] == [cell.id for cell in other.cells]
    for one, two in zip(english.cells, other.cells, strict=True):
        for cell in (one, two):
            cell.metadata.get("nbgrader", {}).pop("checksum", None)
        assert (one.cell_type, one.metadata) == (two.cell_type, two.metadata), one.id
        if one.cell_type == "code":
            assert bare(one.source) == bare(two.source), one.id
    assert "nbjudge" not in english.metadata
    assert other.metadata.nbjudge == {"language": "ko"}


BLOCKS = {*("p", "li", "td", "th", "h1", "h2", "h3", "h4", "div", "pre", "br", "summary", "dt")}


class Prose(HTMLParser):
    """The text of a page, outside of what is code."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        held = dict(attributes)
        if tag not in ("br", "img", "hr", "meta", "link", "input", "col", "wbr", "path"):
            code = "highlight" in (held.get("class") or "")
            self.inside.append("code" if code else tag)
        if tag in BLOCKS:
            self.found.append("\n")
        if tag == "img":
            self.found.append("\n" + (held.get("alt") or "") + "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.found.append("\n")
        if self.inside:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not {"code", "script", "style", "head", "math"} & {*self.inside}:
            self.found.append(data)


def english_in(page: str) -> list[str]:
    """Runs of three English words or more in the prose of *page*."""
    reader = Prose()
    reader.feed(page)
    text = "".join(reader.found)
    text = re.sub(r"\$\$.+?\$\$|\$[^$\n]+\$", " ", text, flags=re.DOTALL)
    text = EVERYWHERE.sub(" ", text)
    runs = re.findall(r"[A-Za-z][A-Za-z'’.-]*(?:[ ,;:]+[A-Za-z][A-Za-z'’.-]*)+", text)
    return [run for run in runs if len(_words(run)) >= 3]


def _words(run: str) -> list[str]:
    words = [word.strip(".,;:'’").lower() for word in re.split(r"[ ,;:]+", run)]
    return [word for word in words if len(word) > 1 and word not in NAMES and "_" not in word]


@pytest.mark.parametrize("path", SOLVED, ids=lambda one: one.parent.name)
def test_no_english_sentence_is_left(path: Path) -> None:
    """The rendered page of a solved Korean notebook, its outputs and pictures' texts included."""
    page, _ = exporters.get_exporter("lesson")().from_filename(str(korean(path)))
    assert '<html lang="ko"' in page
    assert english_in(page) == []


@pytest.mark.parametrize("path", SOLVED, ids=lambda one: one.parent.name)
def test_the_search_finds_english(path: Path) -> None:
    """In the English page it finds hundreds of runs."""
    page, _ = exporters.get_exporter("lesson")().from_filename(str(path))
    assert len(english_in(page)) > 200


@pytest.mark.parametrize("path", SOLVED, ids=lambda one: one.parent.name)
def test_both_print_the_same_numbers(path: Path) -> None:
    """Whatever a cell prints, its numbers are those of its English twin."""
    for one, two in zip(read(path).cells, read(korean(path)).cells, strict=True):
        if one.cell_type == "code":
            assert _numbers(one) == _numbers(two), one.id


def _numbers(cell: NotebookNode) -> list[str]:
    texts = [output.get("text", "") for output in cell.outputs if output.output_type == "stream"]
    # those that were computed: "one image" may be "이미지 1개"
    return sorted(re.findall(r"-?\d+\.\d+|\d{3,}", "".join(texts)))
