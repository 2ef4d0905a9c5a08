"""CNN(): three convolutions, and the average over what is left."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Tolerance
from nn_course.catalogue.part3.seen import kind
from nn_course.catalogue.part4.CNN_help import HELP
from nn_course.catalogue.part4.CNN_wrong import MISCONCEPTIONS


class Reference(nn.Module):
    """Float images (N, 1, H, W) → scores (N, 10)."""

    def __init__(self) -> None:
        super().__init__()
        sizes = [(1, 16), (16, 16), (16, 10)]
        self.layers = nn.ModuleList(
            nn.Conv2d(n_in, n_out, kernel_size=3, stride=2, padding=1) for n_in, n_out in sizes
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Each layer but the last is followed by a ReLU."""
        first, second, last = self.layers
        return last(second(first(x).relu()).relu()).mean(dim=(-2, -1))


def pattern(shape: tuple[int, ...]) -> torch.Tensor:
    """Parameters that depend on the shape alone, small enough that scores stay below 10."""
    count = torch.Size(shape).numel()
    numbers = torch.arange(1.0, count + 1) * 12.9898 + 78.233 * len(shape)
    return (numbers.sin() * 0.5 + 0.05).reshape(shape)


def look(answer: Any, x: torch.Tensor, y: torch.Tensor) -> dict[str, Any]:
    """The parameters, and what the network makes of known ones: scores, and two steps."""
    model = answer()
    seen: dict[str, Any] = {"a module": isinstance(model, nn.Module)}
    own = list(model.parameters())
    seen["numbers found by .parameters()"] = sum(p.numel() for p in own)
    seen["shapes found by .parameters()"] = " ".join(sorted(str(tuple(p.shape)) for p in own))
    with torch.no_grad():
        for p in own:
            p.copy_(pattern(tuple(p.shape)))
    scores = model(x)
    known = isinstance(scores, torch.Tensor)
    seen["what forward returned"] = "a tensor" if known else kind(scores)
    if not known:
        return seen
    seen["scores: shape"] = tuple(scores.shape)
    seen["scores"] = scores.detach()
    if scores.shape != (len(x), 10):  # no loss takes them
        return seen
    for _ in range(2):
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in own:
                p -= 0.05 * (torch.zeros_like(p) if p.grad is None else p.grad)
                p.grad = None
    seen["scores after two steps"] = model(x).detach()
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """An image of paper and one of ink, then random ones: few, one, a batch."""
    source = draw.generator(seed, "CNN")

    def case(title: str, rows: int) -> Case:
        x = torch.rand(rows, 1, 28, 28, generator=source)
        return Case(title, (x, draw.integers(source, 10, rows)))

    plain = torch.stack([torch.zeros(1, 28, 28), torch.ones(1, 28, 28)])
    return (
        Case(
            "an image of paper and one of ink",
            (plain, torch.tensor([0, 1])),
            numbers="every pixel 0, every pixel 1; parameters set to numbers of the check's own",
        ),
        case("5 random images", 5),
        case("a single image", 1),
        case("16 random images", 16),
    )


EXERCISE = Exercise(
    part="part4",
    name="CNN",
    base="nn.Module",
    parameters=(),
    tests={"test_CNN": 2, "test_CNN_training": 2},
    reference=Reference,
    inputs=inputs,
    look=look,
    seen="parameters, scores, scores after two steps",
    misconceptions=MISCONCEPTIONS,
    hints=(
        "In `__init__` make the three layers, in `forward` use them one after the other. The first "
        "line of `__init__` is the same in every module: `super().__init__()`.",
        "One image on its way: `(1, 28, 28)` → `(16, 14, 14)` → `(16, 7, 7)` → `(10, 4, 4)` → "
        "`(10,)`. The last step is a mean over rows and columns.",
        "`nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)` is the first layer. A mean over "
        "two axes is `.mean((2, 3))`. `F.relu(…)` or `….relu()` stands between the layers.",
    ),
    help=HELP,
    tolerance=Tolerance(absolute=2e-4, relative=1e-4),
)
