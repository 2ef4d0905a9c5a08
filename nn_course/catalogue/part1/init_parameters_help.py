"""Hints for init_parameters, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("unscaled", "divided_by_n_in", "scaled_by_n_out", "like_nn_linear", "xavier"),
        steps=(
            "Measure it in a new cell: `print(init_parameters(784, 10)[0].std() * 28)`. It "
            "should print about 1, because 28 is the square root of 784. What does yours print?",
            "`torch.randn` draws with standard deviation 1. If you divide its numbers by "
            "something, you divide their standard deviation by the same. By what, so that 1 "
            "becomes 1 / sqrt(n_in)?",
            "`torch.randn(n_in, n_out) / math.sqrt(…)`, and the dots are what the lesson takes "
            "the square root of: the number of pixels.",
        ),
    ),
    Help(
        after=("not_a_leaf", "no_gradients", "bias_without_gradient"),
        steps=(
            "In a new cell: `for p in init_parameters(784, 10): print(p.is_leaf, "
            "p.requires_grad)`. It should print `True` four times. Where does yours say `False`?",
            "There are two ways to ask for gradients. A tensor that still has to be calculated "
            "is asked *afterwards*. One that is ready at once can be asked when it is made.",
            "For the weights `weights.requires_grad_()`, on a line of its own below the "
            "division. For the bias `torch.zeros(…, requires_grad=True)`.",
        ),
    ),
    Help(
        after=("all_positive", "all_zero"),
        steps=(
            "Print the smallest and the largest of your weights. One of them should lie below "
            "0, the other above.",
            'torch has `rand` and `randn`. The `n` stands for "normal": that is the bell curve '
            "of the lesson, with its middle at 0.",
            "Begin with `torch.randn(n_in, n_out)`, and scale that.",
        ),
    ),
    Help(
        after=("weights_turned", "bias_as_row"),
        steps=(
            "Print both shapes for 784 inputs and 10 outputs. They should be `(784, 10)` and "
            "`(10,)`. What do you have?",
            "The sizes that you hand over become the axes, in the same order: "
            "`torch.randn(n_in, …)` for the weights. `torch.zeros(…)` for the bias gets a "
            "single size.",
        ),
    ),
    Help(
        after=("random_bias",),
        steps=(
            "Section 5 of the lesson tries out the start on a thousand images. What does it use "
            "for a bias there?",
            "The bias is made in one go: `torch.zeros(…, requires_grad=True)`.",
        ),
    ),
)
