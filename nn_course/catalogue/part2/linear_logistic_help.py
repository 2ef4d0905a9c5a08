"""Hints for LinearLogistic, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("sizes_swapped", "by_hand", "no_bias", "two_biases", "fixed_size", "two_layers"),
        steps=(
            "In a new cell print `LinearLogistic(5, 3)`, and then `sum(p.numel() for p in "
            "LinearLogistic(5, 3).parameters())`. You should see one `Linear` from 5 to 3, and "
            "18 numbers: 15 weights, 3 biases. What do you see?",
            "One `nn.Linear` is all that the model needs, since it brings weights and bias "
            "along. It wants two sizes. You were given both, and in the right order.",
            "`self.layer = nn.Linear(…, …)`, and no other layer and no other parameter.",
        ),
    ),
    Help(
        after=("made_in_forward", "plain_list", "no_super"),
        steps=(
            "Does the model know its layer? In a new cell: `print(list(LinearLogistic(5, "
            "3).parameters()))`. There should be two parameters.",
            "For that three things are needed: `nn.Module` prepares itself first, the layer is "
            "made in the constructor, and it is directly an attribute of `self`.",
            "In `__init__` first `super().__init__()`, below it `self.layer = nn.Linear(…, …)`.",
        ),
    ),
    Help(
        after=(
            "log_softmax_inside",
            "softmax_inside",
            "relu_after",
            "nothing_returned",
            "layer_returned",
        ),
        steps=(
            "In a new cell: `print(LinearLogistic(5, 3)(torch.ones(2, 5)))`. Two rows of three "
            "scores should come out, of any size and sign. What comes out?",
            "`forward` has a single thing to do: it hands `xb` to the layer, as to a function, "
            "and gives back what comes out, as it is.",
            "If your attribute is called `layer`: `return self.layer(…)`.",
        ),
    ),
)
