"""Wrong answers to manual_fit whose steps go wrong: they earn nothing."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "never_cleared",
        "Your gradients pile up from batch to batch: nothing clears them. The loss may even "
        "fall faster for a while, but along the wrong steps.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    with torch.no_grad():
                        for p in model.parameters():
                            p -= lr * p.grad
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
    ),
    Misconception(
        "cleared_before_the_step",
        "There is no gradient left when you take the step: you cleared between backward() and "
        "the step. First the step, then clear.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    model.zero_grad()
                    with torch.no_grad():
                        for p in model.parameters():
                            p -= lr * p.grad
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
    ),
    Misconception(
        "cleared_once_an_epoch",
        "You clear the gradients once an epoch, so within it they pile up from batch to "
        "batch. Clear after each step.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    with torch.no_grad():
                        for p in model.parameters():
                            p -= lr * p.grad
                    total += loss.item() * len(yb)
                model.zero_grad()
                losses.append(total / len(x))
            return losses
        """,
    ),
    Misconception(
        "not_in_place",
        "No parameter moved: `p = p - ...` makes a new tensor, and the model keeps the old "
        "one. Change the parameter itself, in place.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    with torch.no_grad():
                        for p in model.parameters():
                            p = p - lr * p.grad
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
    ),
    Misconception(
        "first_parameter_only",
        "Only the first parameter moves: next() takes one out, or the loop ends in its first "
        "round. Step with each that the model has.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    with torch.no_grad():
                        p = next(model.parameters())
                        p -= lr * p.grad
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
    ),
    Misconception(
        "two_parameters",
        "You took the model to have two parameters. One with two layers has more, so loop "
        "over them, however many there are.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    weights, bias = model.parameters()
                    with torch.no_grad():
                        weights -= lr * weights.grad
                        bias -= lr * bias.grad
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
    ),
    Misconception(
        "recorded_by_autograd",
        "Torch refuses to change parameters in place while it takes notes. The step is no "
        "part of the model: take it where nothing is recorded.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    for p in model.parameters():
                        p -= lr * p.grad
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
    ),
)
