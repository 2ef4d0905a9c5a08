"""Digits as other people might have written them: moved, turned, with a thicker or thinner pen.

For training on more than was collected, and for asking how much a model bears. Each function
takes float images (N, 1, 28, 28), or rows (N, 784), with 0 for paper and 1 for ink, and gives new
ones of the same shape; the amount is one number for all of them, or a tensor (N,) with one for
each. Nothing here draws random numbers: the amounts are yours to draw.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from nn_course.errors import DistortError
from nn_course.language import _

__all__ = ["rotate", "shift", "stroke"]

Amount = float | torch.Tensor
SIDE = 28


def shift(images: torch.Tensor, down: Amount, right: Amount) -> torch.Tensor:
    """`images` moved by `down` rows and `right` columns; negative amounts go up and left.

    Paper comes in at one edge, what leaves at the other is lost. Amounts are rounded to whole
    pixels. Raises DistortError for images or amounts of another shape.
    """
    pictures = _pictures(images)
    count, _, high, wide = pictures.shape
    rows = torch.arange(high) - _each(images, down, "down").round().long()[:, None]
    columns = torch.arange(wide) - _each(images, right, "right").round().long()[:, None]
    rows, columns = rows[:, :, None], columns[:, None]
    inside = (rows >= 0) & (rows < high) & (columns >= 0) & (columns < wide)
    sample = torch.arange(count)[:, None, None]
    moved = pictures[sample, 0, rows.clamp(0, high - 1), columns.clamp(0, wide - 1)]
    return (moved * inside).reshape(images.shape)


def rotate(images: torch.Tensor, degrees: Amount) -> torch.Tensor:
    """`images` turned by `degrees` about their middle, against the clock where positive.

    Values between pixels are interpolated, and paper comes in at the corners. Raises DistortError
    for images or amounts of another shape.
    """
    pictures = _pictures(images)
    angle = _each(images, degrees, "degrees") * (math.pi / 180)
    cos, sin, zero = angle.cos(), angle.sin(), torch.zeros_like(angle)
    # grid_sample asks where each new pixel comes from: the inverse turn, y pointing down
    turn = torch.stack([cos, -sin, zero, sin, cos, zero], 1).reshape(-1, 2, 3)
    places = F.affine_grid(turn, list(pictures.shape), align_corners=False)
    return F.grid_sample(pictures, places, align_corners=False).reshape(images.shape)


def stroke(images: torch.Tensor, amount: Amount) -> torch.Tensor:
    """`images` with thicker strokes where `amount` is positive, thinner where it is negative.

    1 adds a pixel of ink on every side of a stroke, -1 takes one away; amounts in between mix.
    Raises DistortError for images or amounts of another shape, and for amounts beyond ±1.
    """
    pictures = _pictures(images)
    much = _each(images, amount, "amount")[:, None, None, None]
    if (much.abs() > 1).any():
        raise DistortError(_("amount must lie between -1 and 1."))
    thick = F.max_pool2d(pictures, 3, stride=1, padding=1)
    thin = -F.max_pool2d(-pictures, 3, stride=1, padding=1)
    changed = much.clamp(min=0) * (thick - pictures) + (-much).clamp(min=0) * (thin - pictures)
    return (pictures + changed).reshape(images.shape)


def _pictures(images: torch.Tensor) -> torch.Tensor:
    """`images` as (N, 1, H, W); DistortError if they are none."""
    if isinstance(images, torch.Tensor) and images.is_floating_point():
        if images.ndim == 2 and images.shape[1] == SIDE * SIDE:
            return images.unflatten(1, (1, SIDE, SIDE))
        if images.ndim == 4 and images.shape[1] == 1:
            return images
        kind = _("shape {shape}").format(shape=tuple(images.shape))
    else:
        kind = str(images.dtype) if isinstance(images, torch.Tensor) else type(images).__name__
    raise DistortError(
        _("images must be a float tensor of shape (N, 1, 28, 28) or (N, 784); got {kind}.").format(
            kind=kind
        )
    )


def _each(images: torch.Tensor, amount: Amount, name: str) -> torch.Tensor:
    """One float amount for each of the images."""
    amounts = torch.as_tensor(amount, dtype=images.dtype)
    if amounts.ndim and amounts.shape != images.shape[:1]:
        raise DistortError(
            _(
                "{name} must be a number, or a tensor with one for each of the {count} images; "
                "got shape {shape}."
            ).format(name=name, count=len(images), shape=tuple(amounts.shape))
        )
    return amounts.expand(len(images))
