"""Hints for sgd_step, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("uphill", "no_learning_rate", "overwritten", "sign_only"),
        steps=(
            "Work it out for a single number: the parameter is 2, its gradient is -3, `lr` is "
            "0.1. The formula above the exercise gives 2.3. What does your line give?",
            "2 - 0.1 · (-3) = 2.3. So the old value stays in the calculation, and the learning "
            "rate is multiplied by the gradient, with its sign and its size.",
            "`p -= lr * …`, and the dots are the gradient that lies beside this `p`.",
        ),
    ),
    Help(
        after=("not_cleared", "cleared_first", "last_gradient_cleared_only", "parameters_cleared"),
        steps=(
            "With each parameter two things happen: the step *uses* its gradient, then its "
            "gradient is *cleared*. Which of your lines does the second? Where does it stand, "
            "and what does it clear?",
            "Both lines belong into the loop, the step first. What becomes 0 is the gradient "
            "beside the parameter, not the parameter.",
            "`p.grad.zero_()`, in the line below the step, and indented just as far.",
        ),
    ),
    Help(
        after=("not_in_place",),
        steps=(
            "`p` is only a name. After `p = …` the name stands for another tensor, and the list "
            "still holds the first one. Which sign changes the tensor that a name stands for?",
            "It is the sign that the lesson uses for its step on `weights`: `p -= …`. In the "
            "line below it, clear the gradient of `p`.",
        ),
    ),
    Help(
        after=("recorded_by_autograd", "gradients_switched_off"),
        steps=(
            "Nobody should take notes of the step, and yet the parameters should go on asking "
            "for gradients. The lesson names a way to pause the note-taking for a few lines. "
            "Find it above the exercise.",
            "`with torch.no_grad():` opens a block. What is indented below it goes unnoticed, "
            "and afterwards everything is as before.",
            "First the line `with torch.no_grad():`, in it the loop, in the loop the step and "
            "the clearing. `requires_grad` is not touched.",
        ),
    ),
    Help(
        after=("first_parameter_only",),
        steps=(
            "The parameters change in place, so this function has nothing to hand back. Is "
            "there a line in your loop that it could do without?",
            "In the loop stand the step and the clearing, both indented equally far. There is "
            "no `return`, no `break`, and nothing below the loop.",
        ),
    ),
)
