"""Wrong answers to Logistic."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "plain_tensors",
        "Your model has no parameters: the tensors are plain ones, which nobody notes down. "
        "Wrap each in nn.Parameter.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = (torch.randn(n_in, n_out) / math.sqrt(n_in)).requires_grad_()
                self.bias = torch.zeros(n_out, requires_grad=True)

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "plain_list",
        "Your parameters are in a plain list, and torch does not look into lists. Give each "
        "an attribute of its own, or take an nn.ParameterList.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.both = [
                    nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in)),
                    nn.Parameter(torch.zeros(n_out)),
                ]

            def forward(self, xb):
                return xb @ self.both[0] + self.both[1]
        """,
    ),
    Misconception(
        "no_super",
        "You did not run nn.Module's own constructor, so nothing is ready to note parameters "
        "down. It comes first, before any attribute.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in))
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "made_in_forward",
        "Every call makes new parameters, so nothing that is learned lasts. Make them once, "
        "in the constructor, and only use them in forward.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.n_in, self.n_out = n_in, n_out

            def forward(self, xb):
                self.weights = nn.Parameter(torch.randn(self.n_in, self.n_out) / math.sqrt(self.n_in))
                self.bias = nn.Parameter(torch.zeros(self.n_out))
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "log_softmax_inside",
        "Your model answers with log-probabilities. It should give raw scores: cross_entropy "
        "has the log_softmax inside.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in))
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                return F.log_softmax(xb @ self.weights + self.bias, dim=-1)
        """,
    ),
    Misconception(
        "softmax_inside",
        "Your model answers with probabilities. It should give raw scores: cross_entropy "
        "takes the softmax itself, and twice is too much.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in))
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                return F.softmax(xb @ self.weights + self.bias, dim=-1)
        """,
    ),
    Misconception(
        "bias_missing",
        "The bias is missing among your parameters: it is left out, or a plain tensor that "
        "nobody notes down.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in))

            def forward(self, xb):
                return xb @ self.weights
        """,
    ),
    Misconception(
        "frozen",
        "Your parameters do not ask for gradients. nn.Parameter does so by itself, if nobody "
        "tells it otherwise.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in), requires_grad=False)
                self.bias = nn.Parameter(torch.zeros(n_out), requires_grad=False)

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "zero_weights",
        "All your weights start at the same number. Draw them at random. It is the bias that "
        "starts at zero.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.zeros(n_in, n_out))
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "unscaled",
        "Your weights have a spread of 1, so the scores start far apart. Divide by the square "
        "root of n_in.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(n_in, n_out))
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "divided_by_n_in",
        "Your weights start too small: you divided by n_in, or even more. It is the square "
        "root of n_in.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(n_in, n_out) / n_in)
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "scaled_by_outputs",
        "Your weights are scaled by the number of scores. What adds up in a score are the "
        "n_in inputs, so that is the number to take.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_out))
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "only_positive",
        "Your weights are spread out as far as they should, but around a mean that is not 0. "
        "Draw with randn: rand knows no negative numbers.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.rand(n_in, n_out) * math.sqrt(12 / n_in))
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "random_bias",
        "Your bias starts at random numbers. Let it start at zero, so that no class is preferred.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in))
                self.bias = nn.Parameter(torch.randn(n_out))

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "call_overridden",
        "You wrote __call__ in place of forward. nn.Module has one already: it runs the "
        "model's hooks and then forward, and yours pushes that aside.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in))
                self.bias = nn.Parameter(torch.zeros(n_out))

            def __call__(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "fixed_size",
        "Your model has 784 inputs and 10 scores whatever it is asked for. Use n_in and n_out.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(784, 10) / 28)
                self.bias = nn.Parameter(torch.zeros(10))

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "nothing_returned",
        "Calling your model gives None. What forward computes, it has to return.",
        """
        class Logistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in))
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                scores = xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "shared",
        "All models of your class share the same parameters: they belong to the class. Make "
        "new ones in the constructor, for each model.",
        """
        class Logistic(nn.Module):
            made = {}

            def __init__(self, n_in, n_out):
                super().__init__()
                if Logistic.made.get((n_in, n_out)) is None:
                    weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in))
                    Logistic.made[n_in, n_out] = weights, nn.Parameter(torch.zeros(n_out))
                self.weights, self.bias = Logistic.made[n_in, n_out]

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
)
