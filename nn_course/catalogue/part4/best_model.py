"""best_model(x, y): build and train the best small network you can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise
from nn_course.catalogue.part3.seen import kind
from nn_course.catalogue.part4.best_model_help import HELP
from nn_course.catalogue.part4.best_model_wrong import MISCONCEPTIONS
from nn_course.mnist import bundled

MOST_PARAMETERS = 60_000
MOST_STEPS = 1_500


def reference(x: torch.Tensor, y: torch.Tensor) -> nn.Module:
    """A network that keeps the rules and has learned a little, in few seconds."""
    model = nn.Sequential(
        nn.Conv2d(1, 8, 5, stride=3), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2), nn.ReLU(),
        nn.Flatten(), nn.LazyLinear(10),
    )  # fmt: skip
    model(x[:1])
    own = list(model.parameters())
    for start in range(0, 60 * 32, 32):
        picked = torch.arange(start, start + 32) % len(x)
        loss = nn.functional.cross_entropy(model(x[picked]), y[picked])
        with torch.no_grad():
            for p, slope in zip(own, torch.autograd.grad(loss, own), strict=True):
                p.sub_(0.1 * slope)
    return model


class Enough(Exception):
    """More steps than allowed."""

    def __str__(self) -> str:
        """For learners whose code catches whatever is raised, and prints it."""
        return f"more than {MOST_STEPS} steps"


class Counter:
    """Counts optimizer steps, or backward passes where no optimizer of torch's is used."""

    def __init__(self) -> None:
        self.steps = self.passes = 0
        self.trained: list[torch.Tensor] = []

    def __enter__(self) -> Counter:
        self.backward, self.grad = torch.autograd.backward, torch.autograd.grad
        torch.autograd.backward = self.counted(self.backward)
        torch.autograd.grad = self.counted(self.grad)
        self.hook = register_optimizer_step_post_hook(self.step)
        return self

    def __exit__(self, *_: Any) -> None:
        torch.autograd.backward, torch.autograd.grad = self.backward, self.grad
        self.hook.remove()

    def counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, its calls counted."""

        def passed(*args: Any, **kwargs: Any) -> Any:
            self.passes += 1
            if self.passes > MOST_STEPS and not self.steps:
                raise Enough
            return function(*args, **kwargs)

        return passed

    def step(self, optimizer: torch.optim.Optimizer, *_: Any) -> None:
        """A step of an optimizer: there is an end to them."""
        self.steps += 1
        self.trained = [p for group in optimizer.param_groups for p in group["params"]]
        if self.steps > MOST_STEPS:
            raise Enough

    @property
    def taken(self) -> int:
        """The steps taken so far, by an optimizer or else by hand."""
        return self.steps or self.passes


def attempt(
    answer: Callable[..., Any], x: torch.Tensor, y: torch.Tensor
) -> tuple[Any, Counter, Exception | None]:
    """What comes back from training, the steps taken, and what went wrong."""
    with Counter() as counter:
        try:
            return answer(x.clone(), y.clone()), counter, None
        except Enough:
            return None, counter, None
        except Exception as error:
            return None, counter, error


def look(
    answer: Callable[..., Any], x: torch.Tensor, y: torch.Tensor, asked: torch.Tensor
) -> dict[str, Any]:
    """What the rules say of the model; it is trained once, whatever it is asked afterwards."""
    key = answer, x.sum().item()
    trained = vars(look).setdefault("trained", {})
    if key not in trained:
        trained[key] = attempt(answer, x, y)
    model, counter, error = trained[key]
    if error is not None:
        raise error
    steps = counter.taken
    seen: dict[str, Any] = {"at most 1,500 optimizer steps": steps <= MOST_STEPS}
    if steps > MOST_STEPS:
        return seen
    seen["at least one step"] = steps > 0
    seen["what comes back"] = "a module" if isinstance(model, nn.Module) else kind(model)
    if not isinstance(model, nn.Module):
        return seen
    seen["fewer than 60,000 parameters"] = (
        sum(p.numel() for p in model.parameters()) < MOST_PARAMETERS
    )
    model.eval()
    with torch.no_grad():
        scores = model(asked)
        seen["scores: a tensor"] = isinstance(scores, torch.Tensor)
        seen["scores: shape"] = tuple(scores.shape)
        seen["scores: finite numbers"] = bool(torch.isfinite(scores).all())
        right = int((model(x).topk(1).indices[:, 0] == y).sum())
    seen["more than 3 in 10 right of the digits it learned from"] = learned = right > 0.3 * len(x)
    if counter.steps and not learned:  # a model that learned may be a copy of the trained one
        own = list(model.parameters())
        seen["the optimizer was given its parameters"] = any(
            p is one for one in counter.trained for p in own
        )
    return seen


class Glimpse(Counter):
    """Stops a training after its first few steps, and notes what can be seen by then."""

    FEW = 3

    def __init__(self) -> None:
        super().__init__()
        self.stopped = False
        self.handed: set[torch.Tensor] = set()
        self.losses: list[torch.Tensor] = []

    def counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, what it goes back from noted."""

        def passed(tensors: Any, *args: Any, **kwargs: Any) -> Any:
            given = [tensors] if isinstance(tensors, torch.Tensor) else list(tensors)
            self.losses += [one.detach() for one in given]
            self.passes += 1
            if self.passes > self.FEW and not self.steps:
                self.stop()
            return function(tensors, *args, **kwargs)

        return passed

    def step(self, *given: Any) -> None:
        """A step of an optimizer: its parameters are noted."""
        self.steps += 1
        self.handed.update(p for group in given[0].param_groups for p in group["params"])
        if self.steps >= self.FEW:
            self.stop()

    def stop(self) -> None:
        """Enough seen."""
        self.stopped = True
        raise Enough

    @property
    def seen(self) -> dict[str, bool]:
        """What is known by now, and whether it is as it should be."""
        seen = {}
        if self.handed:
            size = sum(p.numel() for p in self.handed)
            label = (
                f"{size:,} parameters at the optimizer, fewer than {MOST_PARAMETERS:,} are allowed"
            )
            seen[label] = size < MOST_PARAMETERS
        finite = all(bool(torch.isfinite(loss).all()) for loss in self.losses)
        seen[f"the loss of the first {self.FEW} steps is a finite number"] = finite
        return seen


def glance(
    answer: Callable[..., Any], x: torch.Tensor, y: torch.Tensor, asked: torch.Tensor
) -> dict[str, bool]:
    """What the first steps of the training show; nothing if it ended before."""
    glimpse = Glimpse()
    with glimpse:
        try:
            answer(x.clone(), y.clone())
        except Enough:
            pass
        except Exception:  # the whole look meets it again, and tells
            return {}
    return glimpse.seen if glimpse.stopped else {}


def inputs(seed: int) -> tuple[Case, ...]:
    """2,000 training digits, and different numbers of digits to be asked about."""
    (images, labels), (others, _) = bundled.load()
    source = draw.generator(seed, "best_model")

    def pixels(stack: Any, count: int) -> torch.Tensor:
        picked = torch.randperm(len(stack), generator=source)[:count]
        return torch.from_numpy(stack)[picked].float().div(255).unsqueeze(1)

    picked = torch.randperm(len(images), generator=source)[:2000]
    x = torch.from_numpy(images)[picked].float().div(255).unsqueeze(1)
    y = torch.from_numpy(labels)[picked].long()
    return tuple(
        Case(f"trained with 2,000 digits, then asked about {what}", (x, y, pixels(others, count)))
        for what, count in (
            ("5 others", 5),
            ("one other", 1),
            ("64 others", 64),
            ("100 others", 100),
        )
    )


EXERCISE = Exercise(
    part="part4",
    name="best_model",
    parameters=("x", "y"),
    tests={
        "test_best_model": 2,
        "test_best_model_good": 2,
        "test_best_model_better": 2,
        "test_best_model_best": 2,
    },
    reference=reference,
    inputs=inputs,
    look=look,
    glance=glance,
    seen="steps, parameters, scores, something learned",
    dear=True,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Two things help most. Channels: the network above has 16, and a later layer can afford "
        "more than an earlier one. And digits that are moved, turned and redrawn while it trains.",
        "Three convolutions with stride 2, say to 16, 32 and 64 channels, leave 4 × 4 places. "
        "`nn.Flatten()` and a linear layer from all of these to 10 keep *where* something was seen, "
        "which the average throws away. `nn.BatchNorm2d` after each convolution speeds it up.",
        "In each step: draw 64 positions, take `x` and `y` there, put the images through `stroke`, "
        "`rotate` and `shift` with amounts drawn for each image, then loss, `backward()`, step. "
        "Adam with a learning rate near 0.003 needs fewer than a thousand such steps.",
    ),
    help=HELP,
)
