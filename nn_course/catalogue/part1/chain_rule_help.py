"""Hints for chain_rule, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("swapped", "the_product", "of_the_square"),
        steps=(
            "Look at one product, 3.14 · 2. Raise 3.14 by 0.01. By how much does the product "
            "rise, and how many times 0.01 is that?",
            "It rises by 0.02, which is 2 times 0.01. So the gradient of a number is the number "
            "that it is multiplied with. In which tensor do you find that for the numbers of "
            "`a`?",
            "The gradient for `a` comes first: `return b, …`.",
        ),
    ),
    Help(
        after=("ones",),
        steps=(
            "On the way back there are two links: from the sum to each product, and from a "
            "product to its two numbers. The first link passes on a 1. What does the second one "
            "multiply it by?",
            "For a number of `a` it is `1 · …`, and the dots are the other factor of its "
            "product. For all numbers of `a` at once, these factors are a tensor that you were "
            "given.",
        ),
    ),
    Help(
        after=("summed", "averaged", "of_the_total"),
        steps=(
            "Change the first number of `a` a little, and nothing else. How many of the "
            "products in `(a * b).sum()` change?",
            "Only one, so only one number of `b` matters for it: the one in the same place. You "
            "need no `sum` and no division, and the shape stays that of `a`.",
            "The whole gradient for `a` is a tensor that you were given: `return b, …`.",
        ),
    ),
    Help(
        after=("only_a",),
        steps=(
            "In the lesson, `total.backward()` is followed by two lines that print. What does "
            "each of them show?",
            "Two gradients, so two tensors, separated by a comma: `return …, …`. The one for "
            "`a` comes first.",
        ),
    ),
    Help(
        after=("by_autograd",),
        steps=(
            "In a new cell print `a`, `b` and the gradients that torch found, one below the "
            "other. Where have you seen the numbers of the gradients before?",
            "No calculation is needed. One line is enough, `return …, …`, and it hands back the "
            "two tensors that came in. In which order?",
        ),
    ),
)
