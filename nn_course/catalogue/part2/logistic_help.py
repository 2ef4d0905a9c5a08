"""Hints for Logistic, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("plain_tensors", "plain_list", "bias_missing", "frozen"),
        steps=(
            "In a new cell: `for name, p in Logistic(3, 2).named_parameters(): print(name, "
            "tuple(p.shape), p.requires_grad)`. Two lines should come out, and `True` in both. "
            "What is missing?",
            "A module notes down what is an `nn.Parameter` *and* directly an attribute of "
            "`self`. It finds no plain tensor, and nothing in a list.",
            "`self.bias = nn.Parameter(torch.zeros(…))`, with nothing more between the "
            "parentheses. `self.weights` is made in the same way.",
        ),
    ),
    Help(
        after=("no_super", "made_in_forward", "shared"),
        steps=(
            "When does each of your lines run: once for the class, once for each model, or at "
            "each call? Parameters have to be made once for each model.",
            "`__init__` runs once for each model. So everything is *made* there, after "
            "`nn.Module` has prepared itself. `forward` runs at each call, and only *uses* what "
            "is there.",
            "`__init__` begins with `super().__init__()`. Then comes `self.weights = "
            "nn.Parameter(…)`, and one more line like it.",
        ),
    ),
    Help(
        after=("log_softmax_inside", "softmax_inside", "nothing_returned", "call_overridden"),
        steps=(
            "In a new cell: `print(Logistic(3, 2)(torch.ones(1, 3)))`. Two numbers should come "
            "out, of any size and sign. And which name does `nn.Module` want for your second "
            "method?",
            "The method is called `forward`. Its last line returns the scores, product and sum, "
            "and does nothing more to them.",
            "In `forward`: `return xb @ … + …`.",
        ),
    ),
    Help(
        after=(
            "zero_weights",
            "unscaled",
            "divided_by_n_in",
            "scaled_by_outputs",
            "only_positive",
            "random_bias",
        ),
        steps=(
            "Measure it in a new cell: `for p in Logistic(784, 10).parameters(): print(28 * "
            "p.mean().item(), 28 * p.std().item())`. The weights should give about 0 and 1, the "
            "bias 0 and 0. What do you get?",
            "It is the start of part 1. The weights come from the bell curve around 0, divided "
            "by the square root of a number: how many products are added up in one score? The "
            "bias is all zeros.",
            "`torch.randn(n_in, n_out) / math.sqrt(…)` is what goes into the parameter of the "
            "weights, `torch.zeros(n_out)` into that of the bias.",
        ),
    ),
    Help(
        after=("fixed_size",),
        steps=(
            "Where does your class use `n_in` and `n_out`? And where do you find a 784, a 10 or "
            "a 28 in it?",
            "Each of these numbers has a name here: 784 is `n_in`, 10 is `n_out`, and 28 is "
            "`math.sqrt(n_in)`.",
        ),
    ),
)
