"""Moved, turned and redrawn digits: what comes out, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from nn_course import distort
from nn_course.errors import DistortError


@pytest.fixture
def digits() -> torch.Tensor:
    """Five images with ink away from the edges."""
    images = torch.zeros(5, 1, 28, 28)
    images[:, :, 8:20, 8:20] = torch.rand(5, 1, 12, 12, generator=torch.Generator().manual_seed(1))
    return images


def test_shift_moves_down_and_right(digits: torch.Tensor) -> None:
    """Rows go down, columns go right; nothing else changes while all ink stays inside."""
    moved = distort.shift(digits, 2, 3)
    assert torch.equal(moved[:, :, 2:, 3:], digits[:, :, :-2, :-3])
    assert not moved[:, :, :2].any() and not moved[..., :3].any()
    assert torch.equal(distort.shift(moved, -2, -3), digits)


def test_what_leaves_is_lost(digits: torch.Tensor) -> None:
    """Ink does not come in again at the other edge; a move by the whole width leaves paper."""
    moved = distort.shift(digits, 0, 15)
    assert torch.equal(moved[..., 15:], digits[..., :13])
    assert not moved[..., :15].any()
    assert not distort.shift(digits, -28, 0).any()


def test_amounts_may_differ_for_each_image(digits: torch.Tensor) -> None:
    """A tensor of amounts gives each image its own, as if it had been alone."""
    amounts = torch.tensor([0.0, 1.0, -1.0, 0.4, -0.7])
    for function, scale in ((distort.rotate, 30), (distort.stroke, 1)):
        together = function(digits, scale * amounts)
        for place, amount in enumerate(amounts.tolist()):
            alone = function(digits[place : place + 1], scale * amount)
            assert torch.allclose(together[place], alone[0], atol=1e-6)
    moved = distort.shift(digits, torch.tensor([0, 1, 2, 3, 4]), 0)
    for place in range(5):
        assert torch.equal(moved[place], distort.shift(digits[place : place + 1], place, 0)[0])


def test_rotate_turns_against_the_clock() -> None:
    """Ink on the right goes to the top with 90 degrees; four quarter turns bring all back."""
    image = torch.zeros(1, 1, 28, 28)
    image[0, 0, 12:16, 20:26] = 1.0
    turned = distort.rotate(image, 90)
    assert turned[0, 0, 2:8, 12:16].mean() > 0.99
    assert turned.sum().item() == pytest.approx(24.0, abs=1e-3)
    for _ in range(3):
        turned = distort.rotate(turned, 90)
    assert torch.allclose(turned, image, atol=1e-4)


def test_stroke_is_thicker_or_thinner() -> None:
    """1 adds a pixel on every side, -1 takes one away, 0 changes nothing, halves mix."""
    image = torch.zeros(1, 1, 28, 28)
    image[0, 0, 10:14, 10:14] = 1.0
    assert distort.stroke(image, 1).sum() == 36
    assert distort.stroke(image, -1).sum() == 4
    assert torch.equal(distort.stroke(image, 0), image)
    assert distort.stroke(image, 0.5).sum() == (16 + 36) / 2


def test_rows_stay_rows(digits: torch.Tensor) -> None:
    """Rows of 784 come out as rows, with the same numbers as the images."""
    for function, amounts in (
        (distort.shift, (1, -2)), (distort.rotate, (10,)), (distort.stroke, (0.3,)),
    ):  # fmt: skip
        rows = function(digits.flatten(1), *amounts)  # type: ignore[operator]
        assert torch.equal(rows, function(digits, *amounts).flatten(1))  # type: ignore[operator]


def test_inputs_are_left_alone_and_larger_images_are_welcome(digits: torch.Tensor) -> None:
    """New images come back; pages of another size keep theirs."""
    before = digits.clone()
    for changed in (
        distort.shift(digits, 1, 1), distort.rotate(digits, 5), distort.stroke(digits, 0.5),
    ):  # fmt: skip
        assert changed.shape == digits.shape and changed.dtype == torch.float32
        assert not torch.equal(changed, digits)
    assert torch.equal(digits, before)
    assert distort.shift(torch.zeros(2, 1, 40, 30), 3, 3).shape == (2, 1, 40, 30)


REFUSED: list[tuple[Callable[[], torch.Tensor], str]] = [
    (lambda: distort.shift(torch.zeros(5, 28, 28), 0, 0), r"shape \(5, 28, 28\)"),
    (lambda: distort.rotate(torch.zeros(5, 3, 28, 28), 0), r"\(N, 784\); got shape \(5, 3"),
    (lambda: distort.stroke(torch.zeros(2, 784, dtype=torch.uint8), 0), "float.*got torch.uint8"),
    (lambda: distort.shift([[0.0]], 0, 0), "got list"),  # type: ignore[arg-type]
    (lambda: distort.rotate(torch.zeros(5, 784), torch.zeros(4)), "one for each of the 5 images"),
    (lambda: distort.stroke(torch.zeros(5, 784), 1.5), "between -1 and 1"),
]


@pytest.mark.parametrize(("call", "sentence"), REFUSED)
def test_what_cannot_be_distorted_gets_a_sentence(
    call: Callable[[], torch.Tensor], sentence: str
) -> None:
    """The error says what is wrong and what to pass."""
    with pytest.raises(DistortError, match=sentence):
        call()
