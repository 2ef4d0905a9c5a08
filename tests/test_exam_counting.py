"""Steps of a training and numbers behind a model are counted, whatever they are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from nbjudge.exam.counting import Enough, Steps, numbers_behind, steps_counted

X = torch.randn(40, 6, generator=torch.Generator().manual_seed(1))
Y = torch.arange(40) % 3


def by_optimizer(steps: int) -> list[torch.Tensor]:
    layer = nn.Linear(6, 3)
    optimizer = torch.optim.AdamW(layer.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(layer(X), Y).backward()
        optimizer.step()
    return list(layer.parameters())


def accumulating(steps: int) -> list[torch.Tensor]:
    layer = nn.Linear(6, 3)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
    for _ in range(steps):
        optimizer.zero_grad()
        for part, label in zip(X.split(10), Y.split(10), strict=True):
            F.cross_entropy(layer(part), label).backward()
        optimizer.step()
    return list(layer.parameters())


def by_hand(change: Callable[[torch.Tensor, torch.Tensor], Any]) -> Callable[[int], Any]:
    def train(steps: int) -> list[torch.Tensor]:
        w = torch.zeros(6, 3, requires_grad=True)
        dummy = torch.zeros(1, requires_grad=True)
        optimizer = torch.optim.SGD([dummy])
        dummy.sum().backward()
        optimizer.step()
        for _ in range(steps):
            (slope,) = torch.autograd.grad(F.cross_entropy(X @ w, Y), w)
            with torch.no_grad():
                change(w, slope)
        return [w]

    return train


def anew(steps: int) -> list[torch.Tensor]:
    w = torch.zeros(6, 3)
    for _ in range(steps):
        w = w - 0.1 * torch.func.grad(lambda w: F.cross_entropy(X @ w, Y))(w)
    return [w]


def functional_optimizer(steps: int) -> list[torch.Tensor]:
    w = torch.zeros(6, 3, requires_grad=True)
    moments = [torch.zeros(6, 3), torch.zeros(6, 3), torch.tensor(0.0)]
    for _ in range(steps):
        F.cross_entropy(X @ w, Y).backward()
        with torch.no_grad():
            torch.optim._functional.adam(
            [w], [w.grad], [moments[0]], [moments[1]], [], [moments[2]], amsgrad=False, beta1=0.9,
            beta2=0.99, lr=0.1, weight_decay=0.0, eps=1e-8, maximize=False,
        )  # fmt: skip
        w.grad = None
    return [w]


def slope_of(w: torch.Tensor) -> torch.Tensor:
    """The gradient by hand: no autograd anywhere."""
    return X.T @ ((X @ w).softmax(1) - F.one_hot(Y, 3)) / len(X)


def without_autograd(steps: int) -> list[torch.Tensor]:
    w = torch.zeros(6, 3)
    for _ in range(steps):
        w -= 0.1 * slope_of(w)
    return [w]


def without_autograd_anew(steps: int) -> list[torch.Tensor]:
    w = torch.zeros(6, 3)
    for _ in range(steps):
        w = w - 0.1 * slope_of(w)
    return [w]


def transposed(steps: int) -> list[torch.Tensor]:
    return [one.T for one in without_autograd(steps)]


TRAININGS = {
    "optimizer": by_optimizer,
    "several passes a step": accumulating,
    "in place": by_hand(lambda w, slope: w.sub_(slope)),
    "data": by_hand(lambda w, slope: setattr(w, "data", w.data - slope)),
    "foreach": by_hand(lambda w, slope: torch._foreach_sub_([w], [slope])),
    "out": by_hand(lambda w, slope: torch.sub(w, slope, out=w)),
    "a new tensor": anew,
    "functional optimizer": functional_optimizer,
    "without autograd": without_autograd,
    "without autograd, then transposed": transposed,
    "without autograd, a new tensor": without_autograd_anew,
}


def counted(train: Callable[[int], list[torch.Tensor]], steps: int, most: int) -> int:
    with steps_counted(most) as count:
        made = train(steps)
    return count.including(made)


@pytest.mark.parametrize("how", TRAININGS)
def test_steps_are_counted_however_they_are_made(how: str) -> None:
    """Twelve steps are twelve, or thirteen with that of a decoy."""
    assert counted(TRAININGS[how], 12, 100) in (12, 13)


@pytest.mark.parametrize("how", [how for how in TRAININGS if "autograd" not in how])
def test_there_is_an_end_to_steps(how: str) -> None:
    """Beyond what is allowed the training itself is stopped, and the count says so."""
    with pytest.raises(Enough), steps_counted(5) as count:
        TRAININGS[how](12)
    assert count.taken == 6


def test_everything_is_as_before_afterwards() -> None:
    """Outside of the context nothing is counted, also where the training raised."""
    kept: list[Steps] = []
    with pytest.raises(ZeroDivisionError), steps_counted(5) as steps:
        kept.append(steps)
        by_optimizer(2)
        raise ZeroDivisionError
    by_optimizer(20)
    assert kept[0].taken == 2


# -- numbers ---------------------------------------------------------------------------------------

IMAGES = [torch.rand(5, 1, 28, 28), torch.rand(3, 1, 28, 28)]
WEIGHTS = torch.randn(784, 10)


class Plain(nn.Module):
    """240 × 784 + 240 × 10 weights that parameters() does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = [torch.randn(784, 240), torch.randn(240, 10)]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x.flatten(1) @ self.inner[0]).relu() @ self.inner[1]


class Buffered(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("weights", WEIGHTS.clone())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.flatten(1) @ self.weights.t().contiguous().t()


class Closed(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.einsum("ni,io->no", x.flatten(1), WEIGHTS)


class Listed(nn.Module):
    numbers = WEIGHTS.tolist()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.flatten(1) @ torch.tensor(self.numbers)


class Nearest(nn.Module):
    """The label of the nearest of 100 digits: what it remembers is numbers, too."""

    digits = torch.rand(100, 784)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.one_hot(torch.cdist(x.flatten(1), self.digits).argmin(1) % 10, 10).float()


class Packed(nn.Module):
    """Eight small numbers in each large one."""

    packed = torch.randint(2**62, (98, 10))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        unpacked = torch.cat([(self.packed >> 8 * byte) & 255 for byte in range(8)])
        return x.flatten(1) @ unpacked.float()


class Drawn(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.flatten(1) @ torch.randn(784, 10, generator=torch.Generator().manual_seed(1))


def usual() -> nn.Module:
    layers = [nn.Conv2d(1, 8, 3, stride=2), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten()]
    return nn.Sequential(*layers, nn.Dropout(), nn.Linear(8 * 13 * 13, 10)).eval()


class Scratch(nn.Module):
    """Constants, and a result that is written piece by piece: no numbers but those of a layer."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(784, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        grid = F.affine_grid(torch.eye(2, 3).expand(len(x), 2, 3), x.shape, align_corners=False)
        x = F.grid_sample(x, grid, align_corners=False)
        if x.max() > 100:
            return torch.zeros(len(x), 10)
        scores = torch.empty(len(x), 10)
        scores[:, :] = self.layer(x.flatten(1))
        return scores / torch.arange(1, 11)


COUNTS = [
    (Plain, 784 * 240 + 240 * 10),
    (Buffered, 7840),
    (Closed, 7840),
    (Listed, 7840 * 2),  # made anew for each of two parts
    (Nearest, 78400),
    (Packed, 7840),
    (Drawn, 7840 * 2),
    (usual, None),
]


@pytest.mark.parametrize(("kind", "count"), COUNTS, ids=lambda one: getattr(one, "__name__", ""))
def test_numbers_are_counted_wherever_they_are(kind: Any, count: int | None) -> None:
    """In parameters, buffers, plain tensors, closures, lists, integers or seeds."""
    model = kind()
    wanted = sum(p.numel() for p in model.parameters()) if count is None else count
    behind = numbers_behind(model, IMAGES, model)
    assert behind.traced and behind.numbers == pytest.approx(wanted, abs=16)
    if kind is not Drawn:
        with torch.no_grad():
            assert torch.allclose(
                behind.scores, torch.cat([model(part) for part in IMAGES]), atol=1e-5
            )


def test_constants_are_no_numbers_of_a_model() -> None:
    """What torch makes on the spot does not count, the sizes of a grid aside."""
    behind = numbers_behind(Scratch(), IMAGES)
    assert behind.traced and 7850 <= behind.numbers <= 7850 + 20


def in_numpy(x: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(x.flatten(1).numpy() @ WEIGHTS.numpy())


def as_lists(x: torch.Tensor) -> torch.Tensor:
    return torch.tensor([[sum(row)] * 10 for row in x.flatten(1).tolist()])


def number_by_number(x: torch.Tensor) -> torch.Tensor:
    return torch.tensor([[float(one)] * 10 for one in x[:, 0, :20, 0].flatten()])


def mixed(x: torch.Tensor) -> torch.Tensor:
    return x.flatten(1)[:, :10] * 0 + in_numpy(x)


def constant(x: torch.Tensor) -> torch.Tensor:
    return torch.ones(len(x), 10)


@pytest.mark.parametrize("model", [in_numpy, as_lists, number_by_number, mixed, constant])
def test_what_leaves_torch_is_not_traced(model: Callable[..., Any]) -> None:
    """Where scores do not come from the image by torch alone, that is said."""
    assert not numbers_behind(model, IMAGES).traced


def test_averages_of_normalisations_are_free_up_to_a_bound() -> None:
    """Weights that hide there count."""
    hidden = nn.BatchNorm1d(78400, affine=False).eval()

    class Hiding(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm = hidden

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x.flatten(1) @ self.norm.running_mean.reshape(784, 100)[:, :10]

    model = Hiding()
    assert numbers_behind(model, IMAGES, model).numbers >= 60_000
