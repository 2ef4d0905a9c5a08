"""What is said of each picture to those who do not see it: in the page, and as plain text."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgba
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from nn_course import plots
from nn_course.plots import showing, style, texts
from nn_course.plots.training import LINES
from tests import kernels
from tests.test_plots import CALLS

ROOT = Path(__file__).resolve().parents[1]
SOLUTIONS = sorted(ROOT.glob("solutions/*/*.ipynb"))
mpl.use("Agg")


@pytest.fixture(autouse=True)
def no_figures_left() -> Iterator[None]:
    """Every test starts and ends without an open figure."""
    plt.close("all")
    yield
    plt.close("all")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], showing.Said]:
    """What a call that draws says of its picture."""
    heard: list[showing.Said] = []
    monkeypatch.setattr(style, "present", lambda figure, words: heard.append(words))

    def listen(draw: Callable[[], None]) -> showing.Said:
        draw()
        return heard.pop()

    return listen


Listen = Callable[[Callable[[], None]], showing.Said]

NOTEBOOK = {
    "quoted": 'plots.bars([1, 2], labels=["<b>", "two"], title=\'the "first" & last\')',
    "own": 'plt.plot([1, 2])\nplots.show("A line that\\nrises.")',
    "two": "plots.curve([3, 2, 1])\nplots.negative_log()\nprint('done')",
    "with_own": "plt.plot([1, 2])\nplots.bars([1, 2])",
    "untold": "plt.plot([1, 2]); plt.show()",
    "retina": "%config InlineBackend.figure_formats = ['retina']\nplots.bars([1, 2])",
}


@pytest.fixture(scope="module")
def outputs() -> dict[str, list[NotebookNode]]:
    """The outputs of the cells above in one run, as a notebook stores them."""
    start = "import matplotlib.pyplot as plt\nfrom nn_course import plots"
    cells = [new_code_cell(source) for source in (start, *NOTEBOOK.values())]
    notebook = new_notebook(cells=cells)
    kernels.Client(notebook, kernel_name="python3").execute()
    return dict(zip(NOTEBOOK, (cell.outputs for cell in notebook.cells[1:]), strict=True))


def alt_of(output: NotebookNode) -> str:
    """The alt text of an output's HTML, which is an image and nothing else."""
    found = re.fullmatch(
        r'<img alt="([^"<>]*)" src="data:image/png;base64,([\w+/=]+)"[^>]*>',
        output.data["text/html"],
    )
    assert found, output.data["text/html"][:300]
    assert found[2] == "".join(output.data["image/png"].split())
    return html.unescape(found[1])


def test_a_notebook_holds_the_picture_with_its_alt_text(
    outputs: dict[str, list[NotebookNode]],
) -> None:
    """As HTML and as metadata of the PNG; quotes, signs and markup in it are text."""
    (output,) = outputs["quoted"]
    alt = alt_of(output)
    assert alt == 'Bars for <b>, two: the "first" & last. Their heights: <b>: 1; two: 2.'
    assert output.metadata["image/png"]["alt"] == alt
    assert output.data["text/plain"] == 'Bars for <b>, two: the "first" & last.'


def test_a_figure_of_ones_own_gets_its_text(outputs: dict[str, list[NotebookNode]]) -> None:
    """plots.show shows what pyplot drew, once, its description in one line."""
    (output,) = outputs["own"]
    assert alt_of(output) == output.data["text/plain"] == "A line that rises."


def test_pictures_come_in_order_and_once(outputs: dict[str, list[NotebookNode]]) -> None:
    """Each where it was drawn, before what is printed later, and not again at the end."""
    first, second, printed = outputs["two"]
    assert alt_of(first).startswith("A curve") and "−log(p)" in alt_of(second)
    assert printed.text == "done\n"


def test_other_figures_are_left_to_pyplot(outputs: dict[str, list[NotebookNode]]) -> None:
    """A figure of the learner's own that is open still comes at the end of the cell."""
    ours, theirs = outputs["with_own"]
    assert "text/html" in ours.data
    assert "text/html" not in theirs.data and "image/png" in theirs.data
    (untold,) = outputs["untold"]
    assert "text/html" not in untold.data and "image/png" in untold.data


def test_a_sharper_picture_keeps_its_size(outputs: dict[str, list[NotebookNode]]) -> None:
    """Where the learner asked for retina figures the HTML says how wide they are."""
    (output,) = outputs["retina"]
    width = output.metadata["image/png"]["width"]
    assert f' width="{width}"' in output.data["text/html"]
    alt_of(output)


def test_outside_a_notebook_figures_stay_open_for_pyplot() -> None:
    """In a script plt.show() shows them, as ever."""
    plots.bars([1, 2])
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize("name", CALLS)
def test_every_picture_is_described(name: str, said: Listen) -> None:
    """By sentences without a place left open, the same each time, of readable length."""
    draw = CALLS[name][0]
    words = said(draw)
    assert said(draw) == words
    assert len(words.plain) >= 25 and words.alt.startswith(words.plain)
    assert len(words.alt) <= 1500
    assert not re.search(r"[{}\n]|  |nan|None|<", words.alt), words.alt
    for text in (words.plain, words.alt):
        assert text.endswith(".") and not re.search(r"\.\.|[,;:]\.", text), text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("gallery", "Handwritten digits, 24 in 3 rows of 8."),
        ("gallery", "stands: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0"),
        ("matmul_broadcast", "inputs, shape (3, 2), @ weights, shape (2, 4), + bias, shape (4,)"),
        ("matmul_broadcast", "broadcasting repeats it, drawn paler, for each of 3 rows."),
        ("matmul_broadcast", "1 · 1 + 0 · 10 + 0.1 = 1.1."),
        ("keepdim", "the sums 6, 12 have shape (2,)."),
        (
            "keepdim",
            "An error: the sums lie along the columns, and 2 numbers do not fit 3 columns.",
        ),
        ("keepdim", "The rows of the result: −5, −4, −3; −9, −8, −7."),
        ("keepdim_square", "The rows of the result: −2, −5; 0, −3."),
        ("keepdim_square", "No error, but the sums lie along the columns: wrong."),
        ("picked", "Picked: row 0, column 5:"),
        ("negative_log", "p = 0.01: −log(p) = 4.61"),
        ("histograms", "The widest spread first: wide, narrow."),
        ("labels", "epoch 2: 0, 1, 2, 3"),
        ("feature_maps", "layer 1: 16 of 14 by 14 pixels, red above 0"),
        ("feature_maps", "image: 1 of 28 by 28 pixels, white for 0"),
        ("mistakes", "The surest"),
        ("weight_images", "In the middle of its picture ink speaks for"),
        ("confusion_matrix", "Right: 1000 of 1045 for 0;"),
        ("confusion_matrix", "The commonest mistakes: 9 taken for 8, 98 times"),
        ("curve", "loss: it falls, from 0.900 to 0.400."),
        ("curve", "A dotted line across marks ln 10 (2.303)."),
        ("curves", "Curves: loss by step, from 0 to 490, for SGD; Adam."),
        ("curves", "SGD: it falls, from 2.3"),
        ("bars", "Their heights (score): 0: −5.2;"),
    ],
)
def test_a_description_says_what_matters(name: str, sentence: str, said: Listen) -> None:
    """The numbers and relations for which the picture was drawn."""
    assert sentence.lower() in said(CALLS[name][0]).alt.lower()


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([5, 4, 3, 2, 1], texts.FALLS),
        ([5, 2, 1.5, 1.2, 1.1, 1], texts.FALLS_FAST),
        ([1, 2, 3, 4], texts.RISES),
        ([0.1, 0.8, 0.85, 0.9, 0.92], texts.RISES_FAST),
        ([3, 1, 1.5, 2, 2.5], texts.FALLS_THEN_RISES),
        ([0.1, 0.5, 0.9, 0.5, 0.1], texts.RISES_THEN_FALLS),
        ([1, 3, 1, 3, 1], texts.UP_AND_DOWN),
        ([2, 2, 2], texts.LEVEL),
        ([5, 4.1, 4.2, 3, 2, 2.1, 1], texts.FALLS),
    ],
)
def test_how_a_curve_runs(entries: list[float], sentence: str, said: Listen) -> None:
    """In words: small ripples are none, a turn is told."""
    words = said(lambda: plots.curves({"it": entries}))
    first, last, low, high = (
        f"{value:.3f}" for value in (entries[0], entries[-1], min(entries), max(entries))
    )
    told = sentence.format(name="it", first=first, last=last, low=low, high=high)
    assert words.result == told


def test_what_a_training_made_stays_out_of_the_plain_text(said: Listen) -> None:
    """Losses that are a little different on another machine give the same plain text."""
    losses = torch.linspace(2.3, 0.4, 30)
    noise = 0.01 * torch.randn(30, generator=torch.Generator().manual_seed(0))
    one, other = (
        said(lambda run=run: plots.curves({"SGD": run})) for run in (losses, losses + noise)
    )
    assert one.plain == other.plain
    assert one.alt != other.alt


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.parent.name)
def test_every_picture_of_a_lesson_has_an_alt_text(path: Path) -> None:
    """In the HTML form and in the metadata, and a plain text that is no <Figure size …>."""
    seen = 0
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                seen += 1
                alt = alt_of(output)
                assert output.metadata["image/png"]["alt"] == alt
                assert alt.startswith(output.data["text/plain"])
                assert len(alt) >= 40, (cell.id, alt)
    assert seen >= 5


def test_curves_differ_in_dashes_and_markers() -> None:
    """Whoever sees no colours tells them apart by both."""
    plots.curves({f"curve {place}": [place, place + 1, place] for place in range(len(LINES))})
    drawn = plt.gcf().axes[0].lines
    assert len({line.get_marker() for line in drawn}) == len(LINES)
    dashes = {(line.get_linestyle(), str(line._dash_pattern)) for line in drawn}  # type: ignore[attr-defined]
    assert len(dashes) == len(LINES)
    assert len({to_rgba(line.get_color()) for line in drawn}) == len(LINES)


def test_many_points_keep_some_markers_each_elsewhere() -> None:
    """Where curves lie close together their markers do not hide each other."""
    plots.curves({"a": np.arange(200.0), "b": np.arange(200.0)})
    marked = [set(line.get_markevery()) for line in plt.gcf().axes[0].lines]
    assert all(len(places) >= 4 for places in marked)
    assert not marked[0] & marked[1]


def wording(source: str) -> list[str]:
    """The strings of three words or more in a module, its errors and docstrings aside."""
    tree = ast.parse(source)
    aside = [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    aside += [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
    skipped = {id(inner) for node in aside for inner in ast.walk(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in skipped and re.search(r"\w+ \w+ \w+", node.value)
    ]


def test_what_pictures_say_stands_in_one_place() -> None:
    """Whoever translates them needs texts.py alone."""
    assert wording("text = 'The sums have shape'") == ["The sums have shape"]
    folder = Path(texts.__file__).parent
    found = {
        path.name: wording(path.read_text(encoding="utf-8"))
        for path in folder.glob("*.py")
        if path.name != "texts.py"
    }
    assert not {name: strings for name, strings in found.items() if strings}
