"""sgd_step(parameters, lr): one step downhill, in place."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch.optim.sgd import sgd

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception, Tolerance
from nn_course.catalogue.part1.sgd_step_help import HELP


def reference(parameters: Iterable[torch.Tensor], lr: float) -> None:
    """One step of torch's SGD on leaf tensors, in place; their gradients are 0 afterwards.

    By the function under ``optim.SGD``, because the class imports torch's compiler first, which
    takes more than a second. Parameters without a gradient are left alone, as the class does.
    """
    known = [tensor for tensor in parameters if tensor.grad is not None]
    grads = [tensor.grad for tensor in known if tensor.grad is not None]
    with torch.no_grad():
        sgd(
            known,
            grads,
            [None for _ in known],
            foreach=False,
            weight_decay=0.0,
            momentum=0.0,
            lr=lr,
            dampening=0.0,
            nesterov=False,
            maximize=False,
        )
    for grad in grads:
        torch.nn.init.zeros_(grad)


def inputs(seed: int) -> tuple[Case, ...]:
    """One small parameter, then lists of random ones, all with gradients."""
    source = draw.generator(seed, "sgd_step")

    def random(*shape: int) -> torch.Tensor:
        return draw.leaf(draw.uniform(source, *shape), draw.uniform(source, *shape, limit=2.0))

    small = draw.leaf(torch.tensor([1.0, 2.0]), torch.tensor([0.5, -3.0]))
    return (
        Case(
            "one parameter of 2 numbers",
            ([small], 0.1),
            numbers="parameters [[1, 2]] with gradient [0.5, -3], lr 0.1",
        ),
        Case("weights (6, 4) and bias (4,), lr = 0.5", ([random(6, 4), random(4)], 0.5)),
        Case("weights (3, 5) and bias (5,), lr = 0.01", ([random(3, 5), random(5)], 0.01)),
        Case("three parameters, lr = 2", ([random(3), random(2, 2), random(1)], 2.0)),
    )


MISCONCEPTIONS = (
    Misconception(
        "uphill",
        "Your step goes the wrong way: the gradient points *uphill*, so it has to be subtracted.",
        """
        def sgd_step(parameters, lr):
            with torch.no_grad():
                for p in parameters:
                    p += lr * p.grad
                    p.grad.zero_()
        """,
    ),
    Misconception(
        "not_cleared",
        "The step is right, but the gradients are still there. backward() *adds* to them, so the "
        "next step would follow the old ones too: clear them.",
        """
        def sgd_step(parameters, lr):
            with torch.no_grad():
                for p in parameters:
                    p -= lr * p.grad
        """,
    ),
    Misconception(
        "cleared_first",
        "The parameters did not move: you cleared the gradients before you used them. First the "
        "step, then clear.",
        """
        def sgd_step(parameters, lr):
            with torch.no_grad():
                for p in parameters:
                    p.grad.zero_()
                    p -= lr * p.grad
        """,
    ),
    Misconception(
        "not_in_place",
        "The parameters did not move: `p = p - ...` makes a new tensor and leaves the old one as "
        "it was. Change the tensor itself.",
        """
        def sgd_step(parameters, lr):
            with torch.no_grad():
                for p in parameters:
                    p = p - lr * p.grad
        """,
    ),
    Misconception(
        "no_learning_rate",
        "You subtracted the whole gradient. The step is lr times the gradient.",
        """
        def sgd_step(parameters, lr):
            with torch.no_grad():
                for p in parameters:
                    p -= p.grad
                    p.grad.zero_()
        """,
    ),
    Misconception(
        "first_parameter_only",
        "Only the first parameter moved: something ends your loop in its first round, a `return` "
        "perhaps.",
        """
        def sgd_step(parameters, lr):
            with torch.no_grad():
                for p in parameters:
                    p -= lr * p.grad
                    p.grad.zero_()
                    return
        """,
    ),
    Misconception(
        "last_gradient_cleared_only",
        "All parameters moved, but only the gradient of the last one is cleared: that line stands "
        "behind the loop and not in it.",
        """
        def sgd_step(parameters, lr):
            with torch.no_grad():
                for p in parameters:
                    p -= lr * p.grad
                p.grad.zero_()
        """,
    ),
    Misconception(
        "recorded_by_autograd",
        "torch refuses to change a leaf in place while it records for gradients. The step is not "
        "part of the model: take it where nothing is recorded.",
        """
        def sgd_step(parameters, lr):
            for p in parameters:
                p -= lr * p.grad
                p.grad.zero_()
        """,
    ),
    Misconception(
        "gradients_switched_off",
        "The step is right, but the parameters no longer ask for gradients, so there would be no "
        "second step. Leave requires_grad as it was.",
        """
        def sgd_step(parameters, lr):
            for p in parameters:
                p.requires_grad_(False)
                p -= lr * p.grad
                p.grad.zero_()
        """,
    ),
    Misconception(
        "overwritten",
        "Each parameter *became* the step. The step has to be added to what was there.",
        """
        def sgd_step(parameters, lr):
            with torch.no_grad():
                for p in parameters:
                    p.copy_(-lr * p.grad)
                    p.grad.zero_()
        """,
    ),
    Misconception(
        "sign_only",
        "All your steps have the same size, lr: you used only the sign of the gradient. Where the "
        "slope is steeper the step is longer.",
        """
        def sgd_step(parameters, lr):
            with torch.no_grad():
                for p in parameters:
                    p -= lr * p.grad.sign()
                    p.grad.zero_()
        """,
    ),
    Misconception(
        "parameters_cleared",
        "Your parameters are 0 and the gradients are still there: you cleared the wrong one of "
        "the two.",
        """
        def sgd_step(parameters, lr):
            with torch.no_grad():
                for p in parameters:
                    p -= lr * p.grad
                    p.zero_()
        """,
    ),
)

EXERCISE = Exercise(
    part="part1",
    name="sgd_step",
    parameters=("parameters", "lr"),
    tests={"test_sgd_step": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    help=HELP,
    hints=(
        "You need a loop over the parameters, and around it something that keeps PyTorch from "
        "taking notes.",
        "The loop stands inside `with torch.no_grad():`, and nothing is returned. For each "
        "parameter there are two lines: one changes it in place, one clears its gradient. "
        "`p = p - …` makes a *new* tensor and leaves the old one as it was. `p -= …` changes it.",
        "`p -= lr * …` is the step. Then `p.grad.zero_()` or `p.grad = None` clears the gradient.",
    ),
    result="ignored",
    in_place=("parameters",),
    clears_gradients=True,
    tolerance=Tolerance(absolute=1e-6, relative=1e-5),
)
