"""What each picture says, and what it says when it cannot be drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.text import Text

from nn_course import plots

mpl.use("Agg")

DIGITS = np.zeros((3, 28, 28), np.uint8)
X, W, B = [[1, 2], [3, 4], [5, 6]], [[1, 0, 2, -1], [0, 1, 1, 3]], [10, 20, 30, 40]


@pytest.fixture(autouse=True)
def no_figures_left() -> Iterator[None]:
    """Every test starts and ends without an open figure."""
    plt.close("all")
    yield
    plt.close("all")


def said() -> list[str]:
    """All visible texts of the current figure, in the order in which they were drawn."""
    figure = plt.gcf()
    figure.canvas.draw()
    found = [text.get_text() for text in figure.findobj(Text) if text.get_visible()]
    return [text for text in found if text]


def test_gallery_writes_labels() -> None:
    """Labels stand in the order of the images, also as float tensors."""
    plots.gallery(DIGITS, torch.tensor([7.0, 0.0, 3.0]))
    assert said() == ["7", "0", "3"]


def test_gallery_draws_each_image_in_its_place() -> None:
    """Three images are the three tiles from left to right."""
    images = DIGITS + np.array([50, 100, 200], np.uint8)[:, None, None]
    plots.gallery(images.reshape(3, 784), columns=3)
    drawn = plt.gcf().axes[0].images[0].get_array()
    assert drawn is not None
    tiles = np.ma.filled(drawn.astype(float), np.nan).reshape(len(drawn), 3, -1)
    assert [float(np.nanmax(tiles[:, tile])) for tile in range(3)] == [50, 100, 200]


def test_digit_pixels_writes_the_values() -> None:
    """The hundred numbers of the crop are those of the image, where it varies most."""
    image = np.zeros((28, 28), np.uint8)
    image[12:17, 12:22] = np.arange(200, 250).reshape(5, 10)
    plots.digit_pixels(image)
    values = [int(text) for text in said() if text.isdigit()]
    assert len(values) == 100
    assert set(range(200, 250)) <= set(values)


def test_matmul_broadcast_calculates() -> None:
    """Result, the repeated bias, shapes, and how the first number comes about."""
    plots.matmul_broadcast(X, W, B)
    shown = said()
    assert "The outlined number:  1 · 1 + 2 · 0 + 10 = 11" in shown
    assert {"(3, 2)", "(2, 4)", "(4,), repeated", "(3, 4)", "53"} <= set(shown)
    assert shown.count("30") == 3


def test_keepdim_says_why_the_sums_do_not_fit() -> None:
    """(2,) cannot be subtracted from (2, 3), (2, 1) can."""
    plots.keepdim([[1, 2, 3], [3, 4, 5]])
    shown = said()
    assert {"(2,)", "(2, 1), repeated"} <= set(shown)
    assert any("2 numbers do not fit 3 columns" in text for text in shown)
    assert shown[-8:] == ["−4", "−3", "−9", "−8", "−7", "result", "(2, 3)", shown[-1]]


def test_keepdim_shows_the_silent_mistake_of_a_square() -> None:
    """For (2, 2) both subtractions work, and the picture shows both results."""
    plots.keepdim([[1, 2], [3, 4]])
    shown = said()
    assert any("No error" in text for text in shown)
    assert [text for text in shown if text.startswith("−") and len(text) > 1] == [
        "−2", "−5", "−3", "−2", "−1", "−4", "−3"
    ]  # fmt: skip


def test_picked_lists_what_indexing_picks() -> None:
    """The list agrees with A[rows, columns], negative indices counted from the front."""
    matrix = torch.tensor([[0.1, 0.7], [0.5, 0.25]])
    plots.picked(matrix, [0, 1, 1], torch.tensor([1, 0, -1]))
    listed = said()[said().index("A[rows, columns]") + 1 :]
    assert listed == [
        "row 0 → column 1", "0.70", "row 1 → column 0", "0.50", "row 1 → column 1", "0.25"
    ]  # fmt: skip


def test_negative_log_marks_four_places() -> None:
    """The losses of p = 1, 0.5, 0.1 and 0.01 are written."""
    plots.negative_log()
    marks = [text.split(" = ")[-1] for text in said() if text.startswith("p = ")]
    assert marks == ["0.00", "0.69", "2.30", "4.61"]


def test_bars_write_small_values_with_enough_digits() -> None:
    """Values below 0.1 are not all written as 0.0; a negative zero has no sign."""
    plots.bars([0.0123, -0.0004, -0.00001])
    assert {"0.012", "−0.000", "0.000"} & set(said()) == {"0.012", "0.000"}


def test_numbers_are_as_short_as_they_can_be() -> None:
    """0.1 in float32 is 0.1, and next to 20.2 too; huge and infinite ones have a short form."""
    plots.picked(torch.tensor([[0.1, 20.2], [-3.0, 0.0]]), [0], [0])
    assert {"0.1", "20.2", "−3.0", "0.0"} <= set(said())
    plt.close("all")
    plots.picked(torch.tensor([[2e7, float("-inf")], [float("nan"), 1.0]]), [0], [0])
    assert {"2e7", "−∞", "nan", "1"} <= set(said())


def test_curve_counts_from_one_and_leaves_out_what_is_not_finite() -> None:
    """Ends and reference are written; losses that ran away are named, not drawn."""
    plots.curve([2.5, float("nan"), 1.0], reference=2.3026, reference_label="ln 10")
    assert {"2.500", "1.000", "ln 10 (2.303)", "1 of 3 are not finite and left out"} <= set(said())
    assert {"1", "2", "3"} <= set(said())


def test_curves_name_each_training_and_where_it_ends() -> None:
    """Each name stands in the legend with its last value, and with what could not be drawn."""
    plots.curves({"SGD": [2.0, 1.0], "Adam": [3.0, float("nan"), 0.5]}, reference=2.3026)
    assert {"SGD (last: 1.000)", "Adam (last: 0.500; 1 of 3 not finite)", "2.303"} <= set(said())


def test_curves_stand_at_the_steps_they_were_recorded() -> None:
    """The first entry is at `first`, the next ones `every` further, for each length."""
    plots.curves({"a": [1, 2, 3], "b": [3.0]}, first=0, every=50)
    assert [line.get_xdata().tolist() for line in plt.gca().lines] == [[0, 50, 100], [0]]


def test_curves_are_smoothed_over_the_entries_around() -> None:
    """Entries on both sides count, none before the first; what is not finite does not count."""
    plots.curves({"a": [4.0, 2.0, float("inf"), 6.0, 0.0]}, smooth=3)
    faint, smoothed = plt.gca().lines
    assert smoothed.get_ydata().tolist() == [4, 3, 4, 3, 3]
    assert faint.get_ydata().tolist() == [4, 2, float("inf"), 6, 0]
    assert (faint.get_alpha(), smoothed.get_alpha()) == (0.2, None)
    assert "a (last: 3.000; 1 of 5 not finite)" in said()


def test_curves_need_not_end_anywhere() -> None:
    """Where the last value means nothing, the legend holds the names alone."""
    plots.curves({"a": [1.0, 2.0]}, last=False)
    assert "a" in said() and not any("last" in text for text in said())


def test_labels_stand_beside_their_names_in_their_order() -> None:
    """Each row has its name and its labels, and equal labels have equal colours."""
    plots.labels({"epoch 1": np.array([3, 1, 3]), "epoch 2": [0, 1]})
    axes = plt.gcf().axes[0]
    assert [text.get_text() for text in axes.texts] == ["epoch 1", *"313", "epoch 2", *"01"]
    tints = [patch.get_facecolor() for patch in axes.patches]
    assert tints[0] == tints[2] and tints[1] == tints[4]
    assert len(set(tints)) == 3


def test_weight_images_are_centred_on_zero() -> None:
    """White means 0 also when all weights are positive."""
    plots.weight_images(np.linspace(0, 3, 7840).reshape(784, 10))
    assert plt.gcf().axes[0].images[0].get_clim() == (-3, 3)


def test_mistakes_draw_only_wrong_digits() -> None:
    """The surest first, each with what it is, what was said, and how sure."""
    sure = np.array([[0.1, 0.9], [0.7, 0.3], [0.2, 0.8]])
    plots.mistakes(DIGITS, [0, 0, 0], [1, 0, 1], sure)
    assert said() == ["is 0, said 1\n(90 %)", "is 0, said 1\n(80 %)", "2 of 3 are wrong"]


def test_mistakes_count_all_but_show_some() -> None:
    """Without probabilities they come in the order of the images."""
    plots.mistakes(DIGITS, [4, 5, 6], [9, 9, 9], count=2)
    assert said() == [
        "is 4, said 9", "is 5, said 9", "3 of 3 are wrong; here are the first 2"
    ]  # fmt: skip


def test_mistakes_without_a_mistake() -> None:
    """A model that is always right gets a sentence in place of an empty figure."""
    plots.mistakes(DIGITS, [4, 5, 6], [4, 5, 6])
    assert said() == ["None of the 3 is wrong."]


REFUSED: list[tuple[Callable[[], None], str]] = [
    (lambda: plots.gallery(np.zeros((3, 27, 28))), r"\(N, 28, 28\) or \(N, 784\).*\(3, 27, 28\)"),
    (lambda: plots.gallery(None), "got None .did a function forget to return"),
    (lambda: plots.gallery([[1, 2], [3]]), "rows have different lengths"),
    (lambda: plots.gallery(["a", "b"]), "must hold numbers"),
    (lambda: plots.gallery(DIGITS, [1, 2]), "images has 3, labels has 2"),
    (lambda: plots.gallery(DIGITS, [1, 2, 3], titles=["a", "b", "c"]), "labels or titles"),
    (lambda: plots.gallery(np.zeros((201, 784))), r"at most 200 .* images\[:40\]"),
    (lambda: plots.gallery(DIGITS, columns=0), "between 1 and 20"),
    (lambda: plots.digit_pixels(DIGITS), r"pass images\[0\]"),
    (lambda: plots.matmul_broadcast(X, np.ones((3, 4)), B), "as many columns as weights has rows"),
    (lambda: plots.matmul_broadcast(X, W, [1, 2]), r"shape \(4,\); got \(2,\)"),
    (lambda: plots.matmul_broadcast([1, 2], W, B), r"must be a table.*\(2,\)"),
    (lambda: plots.keepdim(np.ones((5, 3))), "At most 4 rows and 4 columns"),
    (lambda: plots.picked(X, [0, 1, 2], [0, 1, 2]), "columns must be whole numbers from 0 to 1"),
    (lambda: plots.picked(X, [0, 1], [0]), "rows has 2 and columns has 1"),
    (lambda: plots.picked(np.ones((13, 2)), [0], [0]), "pass a slice"),
    (lambda: plots.bars(np.ones((2, 3))), "must be one row of numbers"),
    (lambda: plots.bars([]), "N at least 1"),
    (lambda: plots.bars(np.ones(21)), "at most 20 values"),
    (lambda: plots.bars([1.0, float("inf")]), "must be finite.*∞"),
    (lambda: plots.bars([1, 2], labels=["a"]), "values has 2, labels has 1"),
    (lambda: plots.histograms([1, 2, 3]), "1 to 6 named groups"),  # type: ignore[arg-type]
    (lambda: plots.histograms({"empty": []}), "empty holds no finite number"),
    (lambda: plots.curve([float("nan")] * 2), "None of the 2 losses is a finite number"),
    (lambda: plots.curve(None), "got None"),
    (lambda: plots.curves([1, 2]), "1 to 6 named curves"),  # type: ignore[arg-type]
    (lambda: plots.curves({}), "1 to 6 named curves"),
    (lambda: plots.curves({"SGD": None}), "SGD must hold numbers; got None"),
    (lambda: plots.curves({"SGD": [float("inf")]}), "None of the 1 values of SGD is finite"),
    (lambda: plots.curves({"a": [1.0]}, smooth=0), "whole number from 1; got 0"),
    (lambda: plots.curves({"a": [1.0]}, every=0), "every must be above 0"),
    (lambda: plots.labels([1, 2]), "1 to 12 named rows"),  # type: ignore[arg-type]
    (lambda: plots.labels({"yb": np.zeros(33)}), "at most 32 in a row, got 33 for yb"),
    (lambda: plots.labels({"yb": [1, 10]}), "labels of yb must be whole numbers from 0 to 9"),
    (lambda: plots.weight_images(np.ones((10, 784))), r"pass weights\.T"),
    (lambda: plots.weight_images(np.ones((28, 28))), r"shape \(784, 10\); got \(28, 28\)"),
    (lambda: plots.mistakes(DIGITS, [1, 2, 3], [1, 2]), "predicted has 2"),
    (lambda: plots.mistakes(DIGITS, [1, 2, 3], [1, 2, 4], [-1, -2, -3]), "between 0 and 1"),
    (lambda: plots.mistakes(DIGITS, [1, 2, 3], [1, 2, 4], [1]), r"shape \(3,\) or \(3, C\)"),
    (lambda: plots.mistakes(DIGITS, [1, 2, 3], [1, 2, 4], count=0), "count must lie between"),
]


@pytest.mark.parametrize(("draw", "sentence"), REFUSED)
def test_what_cannot_be_drawn_gets_a_sentence(draw: Callable[[], None], sentence: str) -> None:
    """The error says what is wrong and what to pass, and no empty figure stays behind."""
    with pytest.raises(plots.PictureError, match=sentence) as caught:
        draw()
    assert str(caught.value).endswith(".")
    assert plt.get_fignums() == []
