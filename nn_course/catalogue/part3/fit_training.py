"""Trainings that end with other parameters than they should."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "training_mode_once",
        "Only the first epoch is trained in training mode. `evaluate` switches to eval mode, and "
        "nobody switches back: do it at the start of *every* epoch.",
        """
        def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
            history = {"train": [], "valid": []}
            model.train()
            for epoch in range(epochs):
                total, count = 0.0, 0
                for xb, yb in train_loader:
                    loss, n = loss_batch(model, loss_func, xb, yb, optimizer)
                    total += loss * n
                    count += n
                history["train"].append(total / count)
                model.eval()
                history["valid"].append(evaluate(model, valid_loader, loss_func))
            return history
        """,
    ),
    Misconception(
        "training_mode_never",
        "You never switch the model to training mode. It trains in whatever mode it comes, and after "
        "the first epoch that is eval mode.",
        """
        def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
            history = {"train": [], "valid": []}
            for epoch in range(epochs):
                total, count = 0.0, 0
                for xb, yb in train_loader:
                    loss, n = loss_batch(model, loss_func, xb, yb, optimizer)
                    total += loss * n
                    count += n
                history["train"].append(total / count)
                model.eval()
                history["valid"].append(evaluate(model, valid_loader, loss_func))
            return history
        """,
    ),
    Misconception(
        "validation_trains",
        "The model learns from the validation samples, too: you handed the optimizer on for them. "
        "They are there to be measured.",
        """
        def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
            history = {"train": [], "valid": []}
            for epoch in range(epochs):
                for name, loader in (("train", train_loader), ("valid", valid_loader)):
                    model.train(name == "train")
                    total, count = 0.0, 0
                    for xb, yb in loader:
                        loss, n = loss_batch(model, loss_func, xb, yb, optimizer)
                        total += loss * n
                        count += n
                    history[name].append(total / count)
            return history
        """,
    ),
    Misconception(
        "validation_in_training_mode",
        "The validation samples are measured in training mode, and with notes. Batch normalisation "
        "even learns from them. `evaluate` sees to both.",
        """
        def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
            history = {"train": [], "valid": []}
            for epoch in range(epochs):
                model.train()
                for name, loader, rule in (
                    ("train", train_loader, optimizer),
                    ("valid", valid_loader, None),
                ):
                    total, count = 0.0, 0
                    for xb, yb in loader:
                        loss, n = loss_batch(model, loss_func, xb, yb, rule)
                        total += loss * n
                        count += n
                    history[name].append(total / count)
            return history
        """,
    ),
    Misconception(
        "optimizer_left_out",
        "The parameters never move: you did not hand the optimizer on to loss_batch, and without one "
        "it only measures.",
        """
        def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
            history = {"train": [], "valid": []}
            for epoch in range(epochs):
                model.train()
                total, count = 0.0, 0
                for xb, yb in train_loader:
                    loss, n = loss_batch(model, loss_func, xb, yb)
                    total += loss * n
                    count += n
                history["train"].append(total / count)
                history["valid"].append(evaluate(model, valid_loader, loss_func))
            return history
        """,
    ),
    Misconception(
        "one_epoch",
        "There is only one epoch: your `return` stands inside the loop. Move it to the left, so "
        "that it comes after the last epoch.",
        """
        def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
            history = {"train": [], "valid": []}
            for epoch in range(epochs):
                model.train()
                total, count = 0.0, 0
                for xb, yb in train_loader:
                    loss, n = loss_batch(model, loss_func, xb, yb, optimizer)
                    total += loss * n
                    count += n
                history["train"].append(total / count)
                history["valid"].append(evaluate(model, valid_loader, loss_func))
                return history
        """,
    ),
    Misconception(
        "sets_swapped",
        "You trained on the validation samples and measured on those for training. It should be the "
        "other way round.",
        """
        def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
            history = {"train": [], "valid": []}
            for epoch in range(epochs):
                model.train()
                total, count = 0.0, 0
                for xb, yb in valid_loader:
                    loss, n = loss_batch(model, loss_func, xb, yb, optimizer)
                    total += loss * n
                    count += n
                history["train"].append(total / count)
                history["valid"].append(evaluate(model, train_loader, loss_func))
            return history
        """,
    ),
    Misconception(
        "validated_after_every_batch",
        "You measured the validation loss after each *batch*. From the second batch on the model is in "
        "eval mode, and the list has an entry too many for each. Measure once, after the epoch.",
        """
        def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
            history = {"train": [], "valid": []}
            for epoch in range(epochs):
                model.train()
                total, count = 0.0, 0
                for xb, yb in train_loader:
                    loss, n = loss_batch(model, loss_func, xb, yb, optimizer)
                    total += loss * n
                    count += n
                    model.eval()
                    history["valid"].append(evaluate(model, valid_loader, loss_func))
                history["train"].append(total / count)
            return history
        """,
    ),
)
