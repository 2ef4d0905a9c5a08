"""Hints for get_model, by what its check has found."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("another_model", "first_parameter_only", "the_model_itself", "method_not_called"),
        steps=(
            "An optimizer is told once what it may move. In the lesson, what does `optim.SGD` "
            "get for `stretch`? What does yours get?",
            "It has to be all parameters of the one model that you return. So make the model "
            "once, keep it in a variable, and ask this variable for its parameters.",
            "If the variable is called `model`: `optimizer_class(model.parameters(), …)`, with "
            "both pairs of parentheses.",
        ),
    ),
    Help(
        after=("always_sgd", "lr_forgotten", "class_returned"),
        steps=(
            "Two arguments of your function are meant for the optimizer: its class and its "
            "learning rate. Where do you use each of them?",
            "`optimizer_class` takes the place that `optim.SGD` has in the lesson. It is called "
            "in the same way, and what it gives is the optimizer.",
            "`optimizer_class(…, lr=lr)`, with the parameters for the dots.",
        ),
    ),
    Help(
        after=("the_wrong_way_round", "model_only", "optimizer_only"),
        steps=(
            "Whoever calls writes `model, optimizer = get_model(…)`. What ends up under each of "
            "the two names?",
            "Two values come back, separated by a comma, in the order of these names: `return "
            "model, …`.",
        ),
    ),
    Help(
        after=("sizes_swapped", "fixed_size"),
        steps=(
            "In a new cell: `print(get_model(5, 3, optim.SGD, 0.1)[0])`. Is it a model from 5 "
            "numbers to 3 scores?",
            "`LinearLogistic` wants its two sizes in the order in which you got them: "
            "`LinearLogistic(n_in, …)`.",
        ),
    ),
)
