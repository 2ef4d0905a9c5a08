"""Ways to handle one batch that return something else, or do not take the step."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

_VALUES = "test_loss_batch"
_STEP = "test_loss_batch_step"


def _function(*lines: str) -> str:
    """The text of the function with these lines after the loss."""
    body = "\n".join(f"    {line}" for line in lines)
    return (
        "def loss_batch(model, loss_func, xb, yb, optimizer=None):\n"
        f"    loss = loss_func(model(xb), yb)\n{body}\n"
    )


_STEP_LINES = (
    "if optimizer is not None:",
    "    loss.backward()",
    "    optimizer.step()",
    "    optimizer.zero_grad()",
)

MISCONCEPTIONS = (
    Misconception(
        "no_backward",
        "There is a step, but nothing to step along: nobody computed the gradients. Go backward "
        "first.",
        _function(
            "if optimizer is not None:",
            "    optimizer.step()",
            "    optimizer.zero_grad()",
            "return loss.item(), len(xb)",
        ),
        earns={_VALUES: 2},
    ),
    Misconception(
        "cleared_before_the_step",
        "You cleared the gradients between backward and the step, so that the step has nothing to go "
        "by. Clear them after it.",
        _function(
            "if optimizer is not None:",
            "    loss.backward()",
            "    optimizer.zero_grad()",
            "    optimizer.step()",
            "return loss.item(), len(xb)",
        ),
        earns={_VALUES: 2},
    ),
    Misconception(
        "never_cleared",
        "The gradients are never cleared. backward() *adds* to them, so the second step follows those "
        "of the first batch too.",
        _function(
            "if optimizer is not None:",
            "    loss.backward()",
            "    optimizer.step()",
            "return loss.item(), len(xb)",
        ),
        earns={_VALUES: 2},
    ),
    Misconception(
        "cleared_at_the_beginning",
        "The training is right, but the last gradients are left behind, since you clear them at the "
        "beginning. The exercise asks to leave none: clear after the step.",
        _function(
            "if optimizer is not None:",
            "    optimizer.zero_grad()",
            "    loss.backward()",
            "    optimizer.step()",
            "return loss.item(), len(xb)",
        ),
        earns={_VALUES: 2},
    ),
    Misconception(
        "always_trains",
        "Without an optimizer there is nobody to take a step: `None` has no such method. Go backward "
        "and step only where an optimizer was handed over.",
        _function(
            "loss.backward()",
            "optimizer.step()",
            "optimizer.zero_grad()",
            "return loss.item(), len(xb)",
        ),
        earns={_STEP: 2},
    ),
    Misconception(
        "never_trains",
        "The parameters never move, because you don't use the optimizer. Where there is one, go "
        "backward, step, and clear.",
        _function("return loss.item(), len(xb)"),
        earns={_VALUES: 2},
    ),
    Misconception(
        "always_goes_backward",
        "Without an optimizer you go backward all the same, and leave gradients behind. That belongs "
        "into the block of the optimizer too.",
        _function(
            "loss.backward()",
            "if optimizer is not None:",
            "    optimizer.step()",
            "    optimizer.zero_grad()",
            "return loss.item(), len(xb)",
        ),
        earns={_STEP: 2},
    ),
    Misconception(
        "loss_after_the_step",
        "You measured the loss again after the step, where it looks better. Return the loss that the "
        "step was computed from.",
        _function(*_STEP_LINES, "return loss_func(model(xb), yb).item(), len(xb)"),
        earns={_STEP: 2},
    ),
    Misconception(
        "features_counted",
        "The second number is that of the columns. The size of a batch is the number of its rows: "
        "its samples.",
        _function(*_STEP_LINES, "return loss.item(), xb.shape[1]"),
        earns={_STEP: 2},
    ),
    Misconception(
        "loss_times_rows",
        "You multiplied the loss by the number of rows already. Return the loss of the batch as it "
        "is: whoever averages will do the multiplying.",
        _function(*_STEP_LINES, "return loss.item() * len(xb), len(xb)"),
        earns={_STEP: 2},
    ),
    Misconception(
        "loss_only",
        "You returned the loss alone. Whoever averages has to know how many samples it stands for: "
        "return two things.",
        _function(*_STEP_LINES, "return loss.item()"),
        earns={_STEP: 2},
    ),
    Misconception(
        "size_first",
        "The two results have changed places: the loss comes first, then the number of samples.",
        _function(*_STEP_LINES, "return len(xb), loss.item()"),
        earns={_STEP: 2},
    ),
    Misconception(
        "step_by_hand",
        "You took the step yourself, with a learning rate of your own. The rule is the optimizer's: "
        "it may have momentum, or a rate that you don't know.",
        _function(
            "if optimizer is not None:",
            "    loss.backward()",
            "    with torch.no_grad():",
            "        for p in model.parameters():",
            "            p -= 0.1 * p.grad",
            "    model.zero_grad()",
            "return loss.item(), len(xb)",
        ),
        earns={_VALUES: 2},
    ),
)
