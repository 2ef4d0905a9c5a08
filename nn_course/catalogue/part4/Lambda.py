"""Lambda(function): a module around a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception
from nn_course.catalogue.part3.seen import kind
from nn_course.catalogue.part4.Lambda_help import HELP


class Reference(nn.Module):
    """Calls the function with whatever the module is called with."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.wrapped = function

    def forward(self, *args: Any) -> Any:
        """What the function returns."""
        return self.wrapped(*args)


def look(answer: Any, x: torch.Tensor) -> dict[str, Any]:
    """Two functions in modules: alone, in a Sequential, and with gradients."""
    calls = []

    def doubled(given: torch.Tensor) -> torch.Tensor:
        calls.append(tuple(given.shape))
        return 2 * given + 1

    def total(given: torch.Tensor) -> torch.Tensor:
        return given.sum(-1)

    module = answer(doubled)
    seen: dict[str, Any] = {"calls of the function when the module is made": len(calls)}
    seen["a module"] = isinstance(module, nn.Module)
    result = module(x)
    seen["calls of the function when the module is used once"] = len(calls)
    known = isinstance(result, torch.Tensor)
    seen["what forward returned"] = "a tensor" if known else kind(result)
    if not known:
        return seen
    seen["2 * x + 1 in a module"] = result.detach()
    seen["the sum of each row in a module: shape"] = tuple(answer(total)(x).shape)
    if not seen["a module"]:
        return seen
    chained = nn.Sequential(answer(doubled), answer(total))
    seen["both in a Sequential"] = chained(x).detach()
    given = x.clone().requires_grad_()
    there = chained(given)
    seen["both in a Sequential: gradients can flow back"] = there.requires_grad
    if not there.requires_grad:
        return seen
    there.sum().backward()
    seen["both in a Sequential: gradient of x"] = given.grad
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """Two rows of small numbers, then random ones."""
    source = draw.generator(seed, "Lambda")
    return (
        Case(
            "two rows of three numbers",
            (torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),),
            numbers="x = [[1, 2, 3], [4, 5, 6]]",
        ),
        Case("5 random rows of 784 numbers", (draw.uniform(source, 5, 784),)),
        Case("a single random row", (draw.uniform(source, 1, 6),)),
        Case("random images", (draw.uniform(source, 3, 1, 4, 5),)),
    )


MISCONCEPTIONS = (
    Misconception(
        "called_at_once",
        "You call the function while the module is being made, when there is nothing to call it "
        "with. Keep the function itself, without brackets, and call it later.",
        """
        class Lambda(nn.Module):
            def __init__(self, function):
                super().__init__()
                self.result = function()

            def forward(self, x):
                return self.result
        """,
    ),
    Misconception(
        "function_returned",
        "Your module returns the function in place of what the function makes of x. It has to be "
        "called.",
        """
        class Lambda(nn.Module):
            def __init__(self, function):
                super().__init__()
                self.function = function

            def forward(self, x):
                return self.function
        """,
    ),
    Misconception(
        "nothing_returned",
        "Your module calls the function, but what comes out gets lost: forward returns None.",
        """
        class Lambda(nn.Module):
            def __init__(self, function):
                super().__init__()
                self.function = function

            def forward(self, x):
                self.function(x)
        """,
    ),
    Misconception(
        "no_super",
        "The constructor of nn.Module was never called, so that the module lacks what it needs to "
        "be used. That call is the first line of every module's constructor.",
        """
        class Lambda(nn.Module):
            def __init__(self, function):
                self.function = function

            def forward(self, x):
                return self.function(x)
        """,
    ),
    Misconception(
        "always_as_image",
        "Whatever function you are given, your module makes images. It should use the function it "
        "was made with.",
        """
        class Lambda(nn.Module):
            def __init__(self, function):
                super().__init__()
                self.function = function

            def forward(self, x):
                return as_image(x)
        """,
    ),
    Misconception(
        "given_back",
        "What your module is given comes out unchanged. Let the function work on it.",
        """
        class Lambda(nn.Module):
            def __init__(self, function):
                super().__init__()
                self.function = function

            def forward(self, x):
                return x
        """,
    ),
    Misconception(
        "not_a_module",
        "Your class works alone, but it is no module: nn.Sequential does not take it. Derive it "
        "from nn.Module.",
        """
        class Lambda:
            def __init__(self, function):
                self.function = function

            def __call__(self, x):
                return self.function(x)
        """,
    ),
    Misconception(
        "called_twice",
        "The function is applied twice, the second time to its own result. Once is enough.",
        """
        class Lambda(nn.Module):
            def __init__(self, function):
                super().__init__()
                self.function = function

            def forward(self, x):
                return self.function(self.function(x))
        """,
    ),
    Misconception(
        "cut_graph",
        "The results are right, but no gradient flows back through your module. Return what the "
        "function returns, as it is.",
        """
        class Lambda(nn.Module):
            def __init__(self, function):
                super().__init__()
                self.function = function

            def forward(self, x):
                with torch.no_grad():
                    return self.function(x)
        """,
    ),
)

EXERCISE = Exercise(
    part="part4",
    name="Lambda",
    base="nn.Module",
    parameters=("function",),
    tests={"test_Lambda": 2},
    reference=Reference,
    inputs=inputs,
    look=look,
    seen="a module, the function's results, gradients",
    misconceptions=MISCONCEPTIONS,
    hints=(
        "A function is a value like any other: it can be kept in an attribute, and called from "
        "there.",
        "Two methods. `__init__` keeps what it is given, `forward` receives `x` and returns "
        "something.",
        "After `super().__init__()` store `function` in an attribute. In `forward` call that "
        "attribute with `x`, and return what comes out.",
    ),
    help=HELP,
)
