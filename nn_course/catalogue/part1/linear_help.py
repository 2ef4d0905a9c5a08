"""Hints for linear, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("no_bias", "bias_subtracted"),
        steps=(
            "Work out the first score of the small example by hand. The inputs are `[1, 2]`, "
            "the first column of the weights is `[1, 2]`, the first bias is 10. You should get "
            "15.",
            "1 · 1 + 2 · 2 is 5, and with the bias it is 15. So after the product one more "
            "thing happens: `… + bias`.",
        ),
    ),
    Help(
        after=("bias_down_the_rows", "bias_summed", "bias_to_the_weights"),
        steps=(
            "Write the shape of `inputs @ weights` and below it the shape of `bias`, aligned on "
            "the right. Which axis of the scores does the bias meet?",
            "`(N, n_out)` above `(n_out,)`: the two fit as they are, and broadcasting gives "
            "every row the same bias. So the bias needs no `sum` and no `unsqueeze`.",
            "First the whole product. Then `… + bias`, with the bias as you got it.",
        ),
    ),
    Help(
        after=("weights_transposed", "elementwise", "result_transposed"),
        steps=(
            "Write down the two shapes, `(N, n_in)` and `(n_in, n_out)`. Which sign between "
            "them gives `(N, n_out)`, without turning anything around?",
            "The inner sizes agree already. So no `.T` is needed, neither on the weights nor on "
            "the result, and the sign is `@`: `inputs @ …`.",
        ),
    ),
    Help(
        after=("averaged", "negatives_cut_off"),
        steps=(
            "The formula of section 3 has two operations. Count those in your answer. Which one "
            "is too many?",
            "`@` multiplies and adds up, and after it only the bias is added. There is no "
            "division, no `clamp` and no `relu`.",
        ),
    ),
    Help(
        after=("cut_graph",),
        steps=(
            "In a new cell print `linear(torch.ones(1, 2), torch.ones(2, 3, "
            "requires_grad=True), torch.zeros(3))`. Does the output end in a `grad_fn`?",
            "The notes are lost in `.detach()`, `.item()`, `.tolist()`, `.numpy()`, "
            "`torch.tensor(…)` and `with torch.no_grad():`. Which of them is in your function? "
            "`@` and `+` alone are enough.",
        ),
    ),
)
