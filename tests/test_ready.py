"""What earlier lessons had learners write, ready for later ones."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from nn_course import load_mnist
from nn_course.catalogue import exercise
from nn_course.ready import digits, share_right, steps_counted


@pytest.fixture(autouse=True)
def bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The digits that come with the course."""
    monkeypatch.setenv("MNIST_SOURCE", "bundled")


def test_digits_are_what_part_1_prepares() -> None:
    """The same tensors as the reference of part 1's preprocess, in numbers and types."""
    preprocess = exercise("part1", "preprocess").reference
    for (images, labels), (x, y) in zip(load_mnist(), np.split(np.arange(4), 2), strict=True):
        right_x, right_y = preprocess(images, labels)
        assert torch.allclose(digits()[x], right_x.float(), rtol=0, atol=1e-7)
        assert digits()[x].dtype == torch.float32
        assert torch.equal(digits()[y], right_y) and digits()[y].dtype == torch.int64


class Says(nn.Module):
    """Scores that stand in its input, through a dropout."""

    def __init__(self) -> None:
        super().__init__()
        self.drop = nn.Dropout(0.9)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        assert not torch.is_grad_enabled()
        return self.drop(x)


@pytest.mark.parametrize("count", [1, 3, 2500])
def test_share_right_counts_every_sample(count: int) -> None:
    """Also with more samples than are asked for at once; the model is in evaluation mode."""
    source = torch.Generator().manual_seed(count)
    scores = torch.randn(count, 10, generator=source)
    labels = torch.randint(10, (count,), generator=source)
    right = sum(row.argmax() == label for row, label in zip(scores, labels, strict=True))
    model = Says().train()
    assert share_right(model, scores, labels) == int(right) / count
    assert model.training, "the model was left in another mode"


def test_steps_counted_counts_the_steps_of_every_optimizer() -> None:
    """Those inside the `with` alone, of whatever kind the optimizer is."""
    weight = nn.Parameter(torch.ones(2))
    weight.grad = torch.ones(2)
    sgd, adam = torch.optim.SGD([weight], lr=0.1), torch.optim.Adam([weight])
    sgd.step()
    with steps_counted() as steps:
        assert steps == [0]
        sgd.step()
        adam.step()
    adam.step()
    assert steps == [2]
