"""What holds for every picture of `nn_course.plots`: its size, legibility and silence."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.text import Text
from nbformat.v4 import new_code_cell, new_notebook

from nn_course import plots
from tests import kernels

ROOT = Path(__file__).resolve().parents[1]
mpl.use("Agg")

IMAGES = (np.arange(24 * 784) % 256).astype(np.uint8).reshape(24, 28, 28)
LABELS = np.arange(24) % 10
SCORES = np.linspace(-5.2, 12.8, 10)
LOG_PROBS = torch.linspace(-9.0, -0.1, 50).reshape(5, 10)

# One call of each as the lesson makes it, and the figure that nbval is to find there.
CALLS: dict[str, tuple[Callable[[], None], str]] = {
    "gallery": (lambda: plots.gallery(IMAGES, LABELS), "900x390 with 1 Axes"),
    "digit_pixels": (lambda: plots.digit_pixels(IMAGES[0]), "900x450 with 2 Axes"),
    "matmul_broadcast": (
        lambda: plots.matmul_broadcast(
            torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]]),
            torch.tensor([[1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0]]),
            torch.tensor([0.1, 0.2, 0.3, 0.4]),
        ),
        "900x259 with 1 Axes",
    ),
    "keepdim": (lambda: plots.keepdim([[1, 2, 3], [3, 4, 5]]), "900x424 with 1 Axes"),
    "keepdim_square": (lambda: plots.keepdim([[1, 2], [3, 4]]), "812x464 with 1 Axes"),
    "picked": (
        lambda: plots.picked(LOG_PROBS, range(5), torch.tensor([5, 0, 4, 1, 9])),
        "900x300 with 1 Axes",
    ),
    "negative_log": (plots.negative_log, "750x360 with 1 Axes"),
    "bars": (
        lambda: plots.bars(SCORES, labels=range(10), title="scores", ylabel="score"),
        "750x320 with 1 Axes",
    ),
    "histograms": (
        lambda: plots.histograms({"wide": 30 * SCORES, "narrow": SCORES}, "score"),
        "900x340 with 2 Axes",
    ),
    "curve": (
        lambda: plots.curve([0.9, 0.5, 0.4], reference=2.303, reference_label="ln 10"),
        "750x340 with 1 Axes",
    ),
    "curves": (
        lambda: plots.curves(
            {"SGD": torch.linspace(2.3, 0.4, 50), "Adam": torch.linspace(2.4, 0.3, 50)},
            xlabel="step",
            smooth=5,
            first=0,
            every=10,
            reference=2.303,
            reference_label="ln 10",
        ),
        "750x360 with 1 Axes",
    ),
    "labels": (
        lambda: plots.labels({"epoch 1": LABELS[:16], "epoch 2": torch.arange(16) % 10}),
        "900x112 with 1 Axes",
    ),
    "weight_images": (
        lambda: plots.weight_images(torch.linspace(-1, 1, 7840).reshape(784, 10)),
        "781x289 with 2 Axes",
    ),
    "feature_maps": (
        lambda: plots.feature_maps(
            {
                "image": IMAGES[:1],
                "layer 1": np.linspace(-1, 2, 3136).reshape(16, 14, 14),
                "layer 3": torch.zeros(1, 10, 4, 4),
            }
        ),
        "900x279 with 1 Axes",
    ),
    "kernels": (
        lambda: plots.kernels(torch.linspace(-0.4, 0.3, 144).reshape(16, 1, 3, 3)),
        "900x234 with 2 Axes",
    ),
    "confusion_matrix": (
        lambda: plots.confusion_matrix(
            torch.arange(100).reshape(10, 10) + 1000 * torch.eye(10, dtype=torch.int64)
        ),
        "672x666 with 1 Axes",
    ),
    "mistakes": (
        lambda: plots.mistakes(IMAGES, LABELS, (LABELS + 1) % 10, np.full(24, 0.93)),
        "900x325 with 1 Axes",
    ),
}


# What a picture is in a notebook: see nn_course.plots.showing.
FORMS = ["image/png", "text/html", "text/plain"]


@pytest.fixture(autouse=True)
def no_figures_left() -> Iterator[None]:
    """Every test starts and ends without an open figure."""
    plt.close("all")
    yield
    plt.close("all")


@pytest.fixture(params=CALLS)
def call(request: pytest.FixtureRequest) -> Callable[[], None]:
    """The call of each picture in turn."""
    return CALLS[request.param][0]


def texts() -> list[Text]:
    """The texts to be seen in the current figure, drawn once so that all have their place."""
    figure = plt.gcf()
    figure.canvas.draw()
    outside = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:  # matplotlib keeps it, but does not draw it
                outside |= {tick.label1, tick.label2}
    found = [text for text in figure.findobj(Text) if text.get_visible() and text not in outside]
    return [text for text in found if text.get_text()]


def test_every_picture_is_tried() -> None:
    """A picture added to the package has to be added to the calls above."""
    drawn = {name.removesuffix("_square") for name in CALLS}
    assert drawn | {"PictureError", "show"} == set(plots.__all__)


@pytest.mark.parametrize("name", CALLS)
def test_figure_has_the_size_nbval_compares(name: str) -> None:
    """One figure, at the size the text output of the notebook names."""
    draw, size = CALLS[name]
    assert draw() is None
    assert len(plt.get_fignums()) == 1
    assert repr(plt.gcf()) == f"<Figure size {size}>"


def test_settings_of_the_user_change_nothing(call: Callable[[], None]) -> None:
    """Neither pixels nor the settings themselves change with a learner's own rcParams."""

    def pixels() -> bytes:
        figure = plt.gcf()
        figure.canvas.draw()
        return bytes(figure.canvas.buffer_rgba())  # type: ignore[attr-defined]

    call()
    usual = pixels()
    plt.close("all")
    with plt.style.context("dark_background"), plt.rc_context(
        {"figure.dpi": 50, "font.size": 30, "xtick.labelsize": 20, "figure.autolayout": True,
         "font.sans-serif": ["cursive"], "image.cmap": "jet", "text.parse_math": False}
    ):  # fmt: skip
        before = dict(mpl.rcParams)
        call()
        assert dict(mpl.rcParams) == before
        assert pixels() == usual


def test_no_text_is_cut_off_or_overlaps(call: Callable[[], None]) -> None:
    """Every text is at least 8.5 points high, inside the figure, and clear of all others."""
    call()
    shown = texts()
    # The inline backend crops to what is drawn, so text may reach a little over the edge.
    page = plt.gcf().bbox.padded(8)
    boxes = [text.get_window_extent() for text in shown]
    for text, box in zip(shown, boxes, strict=True):
        assert text.get_fontsize() >= 8.5, text.get_text()
        assert page.x0 <= box.x0 and box.x1 <= page.x1, text.get_text()
        assert page.y0 <= box.y0 and box.y1 <= page.y1, text.get_text()
    for first in range(len(shown)):
        for second in range(first):
            overlap = boxes[first].padded(-1).overlaps(boxes[second].padded(-1))
            assert not overlap, (shown[first].get_text(), shown[second].get_text())


def test_page_is_opaque_white(call: Callable[[], None]) -> None:
    """Dark text stays readable in JupyterLab's dark theme."""
    call()
    assert plt.gcf().get_facecolor() == (1, 1, 1, 1)


def test_nothing_is_written(call: Callable[[], None], capfd: pytest.CaptureFixture[str]) -> None:
    """Not a word on stdout or stderr: nbgrader would take the marks of a cell for that."""
    call()
    assert capfd.readouterr() == ("", "")


def test_every_picture_of_a_notebook_is_shown() -> None:
    """Also where the first figure of a notebook is one of these, and none of pyplot's own."""
    notebook = new_notebook(
        cells=[
            new_code_cell("from nn_course import plots"),
            new_code_cell("plots.bars([1, 2])"),
            new_code_cell("plots.bars([2, 1])"),
        ]
    )
    kernels.Client(notebook, kernel_name="python3").execute()
    shown = [[sorted(output.get("data", {})) for output in cell.outputs] for cell in notebook.cells]
    assert shown == [[], [FORMS], [FORMS]]


def test_many_open_figures_raise_no_warning(recwarn: pytest.WarningsRecorder) -> None:
    """Where nobody closes figures, the twenty-first is drawn as quietly as the first."""
    for _ in range(21):
        plots.gallery(IMAGES[:1])
    assert not recwarn.list


def test_import_needs_no_torch() -> None:
    """Pictures of arrays come without waiting for torch or tensorflow."""
    code = (
        "import sys; from nn_course import plots; "
        "assert not {'torch', 'tensorflow'} & set(sys.modules)"
    )
    environment = {**os.environ, "MPLBACKEND": "Agg"}
    subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, env=environment, check=True
    )


def test_tensors_with_gradients_are_drawn() -> None:
    """Parameters, half precision and 0-d tensors need no detach() before they are drawn."""
    grown = torch.rand(784, 10, requires_grad=True)
    plots.weight_images(grown)
    plots.gallery(torch.rand(3, 784, dtype=torch.bfloat16))
    plots.curve([grown.mean(), grown.sum() / 1000, 0.2])
    plots.curves({"mean": [grown.mean(), grown.mean() / 2], "row": grown[0]})
    plots.bars(grown[:1].softmax(-1))
    plots.histograms({"weights": grown, "bias": [0.0, 1.0]})
    plots.matmul_broadcast(grown[:3, :2], grown[:2, :4], grown[0, :4])
    plots.keepdim(grown[:2, :3])
    plots.picked(grown[:4], torch.arange(4), torch.tensor([1, 2, 3, 4]))
    plots.mistakes(
        torch.rand(2, 28, 28), torch.tensor([1, 2]), torch.tensor([1, 3]), grown[:2].softmax(-1)
    )
    plots.digit_pixels(grown[:, 0])
    assert len(plt.get_fignums()) == 11
    assert grown.requires_grad and grown.grad is None


def test_arguments_are_not_modified() -> None:
    """A picture only looks at what it draws."""
    values = torch.tensor([[1.0, -2.0], [3.0, float("nan")]])
    before = values.clone()
    plots.picked(values, [0, 1], [1, 1])
    plots.keepdim(values)
    plots.histograms({"values": values})
    assert torch.equal(torch.nan_to_num(values, 7.0), torch.nan_to_num(before, 7.0))
