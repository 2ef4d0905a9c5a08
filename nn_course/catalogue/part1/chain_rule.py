"""chain_rule(a, b): the gradients of (a * b).sum(), by thinking."""

from __future__ import annotations

import torch

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception, Tolerance
from nn_course.catalogue.part1.chain_rule_help import HELP


def reference(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Two tensors of the same shape → the gradients of (a * b).sum() for each."""
    ours = [tensor.detach().clone().requires_grad_() for tensor in (a, b)]
    return torch.autograd.grad((ours[0] * ours[1]).sum(), ours)


def inputs(seed: int) -> tuple[Case, ...]:
    """The lesson's two vectors, then random ones of several lengths and one pair of matrices."""
    source = draw.generator(seed, "chain_rule")

    def case(title: str, *shape: int) -> Case:
        return Case(title, tuple(draw.uniform(source, *shape, limit=5.0) for _ in "ab"))

    return (
        Case(
            "a = [3.14, 2.71], b = [2, 10]", (torch.tensor([3.14, 2.71]), torch.tensor([2.0, 10.0]))
        ),
        case("two vectors of 7 random numbers", 7),
        case("two vectors of a single number", 1),
        case("two matrices of shape (3, 4)", 3, 4),
    )


MISCONCEPTIONS = (
    Misconception(
        "swapped",
        "You have the two gradients the wrong way round. How fast the sum grows with a number "
        "of a is set by what that number is multiplied with.",
        """
        def chain_rule(a, b):
            return a, b
        """,
    ),
    Misconception(
        "the_product",
        "You returned the products themselves. A gradient says how fast the sum changes when "
        "one number changes a little.",
        """
        def chain_rule(a, b):
            return a * b, a * b
        """,
    ),
    Misconception(
        "ones",
        "You differentiated the sum and stopped there: its gradient for each *product* is 1. The "
        "chain rule goes one step further, from the product to a and to b.",
        """
        def chain_rule(a, b):
            return torch.ones_like(a), torch.ones_like(b)
        """,
    ),
    Misconception(
        "summed",
        "You returned one number for each vector. The gradient has one for every entry, in the "
        "shape of the tensor: the sum is over the products, not over the gradients.",
        """
        def chain_rule(a, b):
            return b.sum(), a.sum()
        """,
    ),
    Misconception(
        "averaged",
        "Your gradients are too small by the number of entries: that is the gradient of the "
        "mean, and this is a sum.",
        """
        def chain_rule(a, b):
            return b / a.numel(), a / b.numel()
        """,
    ),
    Misconception(
        "of_the_square",
        "Your gradients are twice a and twice b: that is what comes of squares. Here each number "
        "is multiplied with a number of the *other* tensor.",
        """
        def chain_rule(a, b):
            return 2 * a, 2 * b
        """,
    ),
    Misconception(
        "only_a",
        "You returned one tensor. There are two gradients, the one for a and the one for b.",
        """
        def chain_rule(a, b):
            return b
        """,
    ),
    Misconception(
        "of_the_total",
        "You multiplied one sum with the other. In (a * b).sum() each number of a meets only "
        "the number of b in its own place.",
        """
        def chain_rule(a, b):
            return torch.full_like(a, b.sum()), torch.full_like(b, a.sum())
        """,
    ),
    Misconception(
        "by_autograd",
        "The numbers are right, but torch worked them out, and this exercise is about knowing "
        "why: it earns nothing. Write down the two gradients yourself; no call to torch is needed.",
        """
        def chain_rule(a, b):
            a = a.clone().requires_grad_()
            b = b.clone().requires_grad_()
            (a * b).sum().backward()
            return a.grad, b.grad
        """,
    ),
)

EXERCISE = Exercise(
    part="part1",
    name="chain_rule",
    parameters=("a", "b"),
    tests={"test_chain_rule": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    help=HELP,
    hints=(
        "Look at the gradients that the lesson prints after `total.backward()`. You have seen these "
        "numbers before.",
        "Two tensors. The first has the shape of `a`, the second the shape of `b`. How fast "
        "does the product `a * b` grow when `a` grows?",
        "The derivative of `a * b` with respect to `a` is `b`. No calculation is needed. Now "
        "write the other one, and return them in the right order.",
    ),
    result="tensors",
    bans=("autograd",),
    instead="Work out by hand what each number of a is multiplied with, and return that.",
    tolerance=Tolerance(absolute=1e-4, relative=1e-4),
)
