"""Answers to manual_fit that are half right: the parameters or the losses."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "forward_directly",
        "The numbers are right, but you called model.forward. Call the model itself, as a "
        "function: it runs its hooks and then forward.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model.forward(xb), yb)
                    loss.backward()
                    with torch.no_grad():
                        for p in model.parameters():
                            p -= lr * p.grad
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
        earns={"test_manual_fit_losses": 2},
    ),
    Misconception(
        "trained_a_copy",
        "The losses are right, but the model you were given has not changed: you trained a copy.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            import copy

            model = copy.deepcopy(model)
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
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
        earns={"test_manual_fit_losses": 2},
    ),
    Misconception(
        "mean_of_the_batches",
        "The training is right, but each of your batches counts the same in the average. A "
        "smaller last one has to count less: average over the samples.",
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
                    model.zero_grad()
                    total += loss.item()
                losses.append(total / math.ceil(len(x) / batch_size))
            return losses
        """,
        earns={"test_manual_fit": 2},
    ),
    Misconception(
        "last_batch_only",
        "The training is right, but you kept the loss of each epoch's last batch. Average "
        "over all samples of the epoch.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    with torch.no_grad():
                        for p in model.parameters():
                            p -= lr * p.grad
                    model.zero_grad()
                losses.append(loss.item())
            return losses
        """,
        earns={"test_manual_fit": 2},
    ),
    Misconception(
        "loss_per_batch",
        "The training is right, but your list has a loss for each batch. It should have one "
        "for each epoch: the average over its samples.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    with torch.no_grad():
                        for p in model.parameters():
                            p -= lr * p.grad
                    model.zero_grad()
                    losses.append(loss.item())
            return losses
        """,
        earns={"test_manual_fit": 2},
    ),
    Misconception(
        "measured_at_the_end",
        "The training is right, but you measured each loss after the epoch. Count what each "
        "batch had before its step.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    with torch.no_grad():
                        for p in model.parameters():
                            p -= lr * p.grad
                    model.zero_grad()
                losses.append(F.cross_entropy(model(x), y).item())
            return losses
        """,
        earns={"test_manual_fit": 2},
    ),
    Misconception(
        "running_total",
        "The training is right, but your total is never set back to 0, so every epoch also "
        "counts the ones before.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            total = 0.0
            for epoch in range(epochs):
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    with torch.no_grad():
                        for p in model.parameters():
                            p -= lr * p.grad
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
        earns={"test_manual_fit": 2},
    ),
    Misconception(
        "not_divided",
        "The training is right, but you returned sums. Divide each by the number of all samples.",
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
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total)
            return losses
        """,
        earns={"test_manual_fit": 2},
    ),
    Misconception(
        "nothing_returned",
        "The training is right, but manual_fit returns None. Return the list of losses at the end.",
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
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
        """,
        earns={"test_manual_fit": 2},
    ),
)
