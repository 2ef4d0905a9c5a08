"""Wrong answers to LinearLogistic."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "sizes_swapped",
        "Your layer has inputs and scores the wrong way round. The number of inputs comes first.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.layer = nn.Linear(n_out, n_in)

            def forward(self, xb):
                return self.layer(xb)
        """,
    ),
    Misconception(
        "made_in_forward",
        "Every call makes a new layer with new random weights, so nothing that is learned "
        "lasts. Make it once, in the constructor.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.n_in, self.n_out = n_in, n_out

            def forward(self, xb):
                return nn.Linear(self.n_in, self.n_out)(xb)
        """,
    ),
    Misconception(
        "plain_list",
        "Your layer is in a plain list, and torch does not look into lists, so your model has "
        "no parameters. Make it an attribute of its own.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.layers = [nn.Linear(n_in, n_out)]

            def forward(self, xb):
                return self.layers[0](xb)
        """,
    ),
    Misconception(
        "no_super",
        "You did not run nn.Module's own constructor, so nothing is ready to note layers "
        "down. It comes first, before any attribute.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                self.layer = nn.Linear(n_in, n_out)

            def forward(self, xb):
                return self.layer(xb)
        """,
    ),
    Misconception(
        "by_hand",
        "The scores are right, but there is no nn.Linear in your model: its tensors are still "
        "made by hand. Let the layer keep them.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                limit = 1 / math.sqrt(n_in)
                self.weights = nn.Parameter(torch.empty(n_in, n_out).uniform_(-limit, limit))
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                return xb @ self.weights + self.bias
        """,
    ),
    Misconception(
        "no_bias",
        "Your layer has no bias, or does not add it. Leave nn.Linear as it comes.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.layer = nn.Linear(n_in, n_out, bias=False)

            def forward(self, xb):
                return self.layer(xb)
        """,
    ),
    Misconception(
        "two_biases",
        "Your model has two biases: nn.Linear brings one of its own, so none has to be added.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.layer = nn.Linear(n_in, n_out)
                self.bias = nn.Parameter(torch.zeros(n_out))

            def forward(self, xb):
                return self.layer(xb) + self.bias
        """,
    ),
    Misconception(
        "log_softmax_inside",
        "Your model answers with log-probabilities. It should give raw scores: cross_entropy "
        "has the log_softmax inside.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.layer = nn.Linear(n_in, n_out)

            def forward(self, xb):
                return F.log_softmax(self.layer(xb), dim=-1)
        """,
    ),
    Misconception(
        "softmax_inside",
        "Your model answers with probabilities. It should give raw scores: cross_entropy "
        "takes the softmax itself, and twice is too much.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.layer = nn.Linear(n_in, n_out)

            def forward(self, xb):
                return F.softmax(self.layer(xb), dim=-1)
        """,
    ),
    Misconception(
        "relu_after",
        "Your negative scores have become 0. Scores may have either sign: give them as the "
        "layer does.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.layer = nn.Linear(n_in, n_out)

            def forward(self, xb):
                return F.relu(self.layer(xb))
        """,
    ),
    Misconception(
        "fixed_size",
        "Your model has 784 inputs and 10 scores whatever it is asked for. Use n_in and n_out.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.layer = nn.Linear(784, 10)

            def forward(self, xb):
                return self.layer(xb)
        """,
    ),
    Misconception(
        "nothing_returned",
        "Calling your model gives None. What forward computes, it has to return.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.layer = nn.Linear(n_in, n_out)

            def forward(self, xb):
                self.layer(xb)
        """,
    ),
    Misconception(
        "layer_returned",
        "Calling your model gives the layer itself. Call the layer with the batch, and return "
        "its scores.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.layer = nn.Linear(n_in, n_out)

            def forward(self, xb):
                return self.layer
        """,
    ),
    Misconception(
        "two_layers",
        "Your model has one layer too many: the scores come straight from the pixels here.",
        """
        class LinearLogistic(nn.Module):
            def __init__(self, n_in, n_out):
                super().__init__()
                self.first = nn.Linear(n_in, n_out)
                self.second = nn.Linear(n_out, n_out)

            def forward(self, xb):
                return self.second(self.first(xb))
        """,
    ),
)
