"""Wrong answers to get_model."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "another_model",
        "Your optimizer moves tensors that are not your model's: those of another model, or "
        "copies. Hand it the parameters of the very model you return.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_in, n_out)
            optimizer = optimizer_class(LinearLogistic(n_in, n_out).parameters(), lr=lr)
            return model, optimizer
        """,
    ),
    Misconception(
        "always_sgd",
        "You always make the same kind of optimizer. Make one of the class you were given.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_in, n_out)
            optimizer = optim.SGD(model.parameters(), lr=lr)
            return model, optimizer
        """,
    ),
    Misconception(
        "lr_forgotten",
        "Your optimizer has a learning rate that nobody asked for: its own, or a fixed one. "
        "Hand lr on.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_in, n_out)
            optimizer = optimizer_class(model.parameters())
            return model, optimizer
        """,
    ),
    Misconception(
        "the_wrong_way_round",
        "You returned the optimizer first. The model comes first.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_in, n_out)
            optimizer = optimizer_class(model.parameters(), lr=lr)
            return optimizer, model
        """,
    ),
    Misconception(
        "first_parameter_only",
        "Your optimizer knows one parameter only, so the bias would never move. Hand it all "
        "that the model has.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_in, n_out)
            optimizer = optimizer_class([next(model.parameters())], lr=lr)
            return model, optimizer
        """,
    ),
    Misconception(
        "class_returned",
        "You returned the class in place of an optimizer. Call it first, with the parameters "
        "and the learning rate.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_in, n_out)
            optimizer = optimizer_class
            return model, optimizer
        """,
    ),
    Misconception(
        "model_only",
        "You returned the model alone. Whoever trains it needs the optimizer as well.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_in, n_out)
            optimizer = optimizer_class(model.parameters(), lr=lr)
            return model
        """,
    ),
    Misconception(
        "optimizer_only",
        "You returned the optimizer alone. Whoever trains needs the model as well.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_in, n_out)
            optimizer = optimizer_class(model.parameters(), lr=lr)
            return optimizer
        """,
    ),
    Misconception(
        "the_model_itself",
        "You handed the whole model to the optimizer. It wants the parameters, and a model "
        "can name them.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_in, n_out)
            optimizer = optimizer_class(model, lr=lr)
            return model, optimizer
        """,
    ),
    Misconception(
        "method_not_called",
        "You handed over the method that names the parameters. Call it.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_in, n_out)
            optimizer = optimizer_class(model.parameters, lr=lr)
            return model, optimizer
        """,
    ),
    Misconception(
        "sizes_swapped",
        "Your model has inputs and scores the wrong way round. The number of inputs comes first.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(n_out, n_in)
            optimizer = optimizer_class(model.parameters(), lr=lr)
            return model, optimizer
        """,
    ),
    Misconception(
        "fixed_size",
        "Your model has 784 inputs and 10 scores whatever is asked for. Use n_in and n_out.",
        """
        def get_model(n_in, n_out, optimizer_class, lr):
            model = LinearLogistic(784, 10)
            optimizer = optimizer_class(model.parameters(), lr=lr)
            return model, optimizer
        """,
    ),
)
