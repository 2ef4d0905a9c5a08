"""get_model(n_in, n_out, optimizer_class, lr): a model, and what trains it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import nn

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise
from nn_course.catalogue.part2 import get_model_wrong
from nn_course.catalogue.part2.get_model_help import HELP
from nn_course.catalogue.part2.LinearLogistic import LinearLogistic
from nn_course.catalogue.part2.seen import kind, near


def reference(
    n_in: int, n_out: int, optimizer_class: Callable[..., Any], lr: float
) -> tuple[nn.Module, Any]:
    """A new model with n_in inputs and n_out scores, and an optimizer over its parameters."""
    model = LinearLogistic(n_in, n_out)
    return model, optimizer_class([{"params": [*model.parameters()]}], lr=lr)


def optimizer_named(name: str) -> Callable[..., Any]:
    """The class of that name in torch.optim; "SGD with momentum" is SGD, filled in partly."""
    if name == "SGD with momentum":
        return partial(torch.optim.SGD, momentum=0.9)
    found: Callable[..., Any] = getattr(torch.optim, name)
    return found


def role(value: Any) -> str:
    """What `value` can be used as."""
    if isinstance(value, nn.Module):
        return "a model"
    if isinstance(value, torch.optim.Optimizer):
        return "an optimizer"
    return "a class" if isinstance(value, type) else kind(value)


def look(
    answer: Callable[..., Any], n_in: int, n_out: int, optimizer: str, lr: float, x: torch.Tensor
) -> dict[str, Any]:
    """What is returned, and what two steps with made-up gradients do to the model."""
    wanted = optimizer_named(optimizer)
    made = answer(n_in, n_out, wanted, lr)
    if not isinstance(made, tuple | list):
        return {"what is returned": role(made)}
    seen: dict[str, Any] = {"what is returned": ", then ".join(role(one) for one in made)}
    if seen["what is returned"] != "a model, then an optimizer":
        return seen
    model, trainer = made
    own = [*model.parameters()]
    groups = trainer.param_groups
    trained = [one for group in groups for one in group["params"]]
    seen["numbers in the model"] = sum(one.numel() for one in own)
    seen["scores: shape"] = tuple(model(x).shape)
    seen["the optimizer"] = type(trainer).__name__
    seen["its learning rate"] = float(groups[0]["lr"])
    seen["numbers that it trains"] = sum(one.numel() for one in trained)
    seen["they are the model's own"] = {id(one) for one in trained} <= {id(one) for one in own}
    twins = [one.detach().clone().requires_grad_() for one in own]
    right = wanted(twins, lr=lr)
    for size in (1.0, -3.0):
        for one, twin in zip(own, twins, strict=True):
            pull = torch.linspace(0.5, 1.5, one.numel()).reshape(one.shape)
            one.grad, twin.grad = size * pull, size * pull
        trainer.step()
        right.step()
    seen["two steps move the model as they should"] = all(
        near(one, twin.detach(), 1e-5) for one, twin in zip(own, twins, strict=True)
    )
    trainer.zero_grad()
    seen["zero_grad() clears all gradients"] = not any(
        one.grad is not None and bool(one.grad.any()) for one in own
    )
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """SGD and Adam, small and large, and SGD with a part of its arguments filled in already."""
    source = draw.generator(seed, "get_model")

    def case(title: str, n_in: int, n_out: int, optimizer: str, lr: float) -> Case:
        return Case(title, (n_in, n_out, optimizer, lr, draw.uniform(source, 3, n_in)))

    return (
        Case(
            "2 numbers in, 3 scores out, SGD with lr = 0.5",
            (2, 3, "SGD", 0.5, torch.tensor([[1.0, 0.0], [0.0, 1.0]])),
            numbers="n_in 2, n_out 3, optimizer_class optim.SGD, lr 0.5",
        ),
        case("784 pixels in, 10 scores out, Adam with lr = 0.01", 784, 10, "Adam", 0.01),
        case("5 numbers in, 4 scores out, SGD with lr = 0.2", 5, 4, "SGD", 0.2),
        case(
            "3 numbers in, 3 scores out, partial(optim.SGD, momentum=0.9)",
            3,
            3,
            "SGD with momentum",
            0.1,
        ),
    )


EXERCISE = Exercise(
    part="part2",
    name="get_model",
    parameters=("n_in", "n_out", "optimizer_class", "lr"),
    tests={"test_get_model": 3},
    reference=reference,
    inputs=inputs,
    misconceptions=get_model_wrong.MISCONCEPTIONS,
    help=HELP,
    hints=(
        "First the model, then an optimizer that is told which parameters are its own to move. "
        "Then return both.",
        "`optimizer_class` is a class. Called with parameters and a learning rate, it gives an "
        "optimizer. The parameters have to be those of the very model that you return.",
        "Keep the model in a variable. Then `optimizer_class(…, lr=lr)`, and in place of the "
        "dots stand the parameters of that variable.",
    ),
    look=look,
    seen="model, optimizer, two steps",
)
