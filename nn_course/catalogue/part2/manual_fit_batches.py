"""Wrong answers to manual_fit whose batches or losses go wrong: they earn nothing."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "labels_not_sliced",
        "Your batches have the wrong labels: x moves on, and y stays at its beginning. Cut "
        "both at the same places.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[:len(x[start:start + batch_size])]
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
    ),
    Misconception(
        "last_batch_dropped",
        "You leave out the last rows when they do not fill a batch. They belong to the epoch "
        "as well: a shorter batch is fine.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x) - batch_size + 1, batch_size):
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
    ),
    Misconception(
        "one_batch_per_epoch",
        "You took one step an epoch, on all rows at once. Cut the rows into batches of "
        "batch_size and step after each.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in [0]:
                    xb, yb = x, y
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
    ),
    Misconception(
        "step_per_epoch",
        "You added up the gradients of all batches and took one step at the end of the epoch. "
        "Step after each batch.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(model(xb), yb)
                    loss.backward()
                    total += loss.item() * len(yb)
                with torch.no_grad():
                    for p in model.parameters():
                        p -= lr * p.grad
                model.zero_grad()
                losses.append(total / len(x))
            return losses
        """,
    ),
    Misconception(
        "softmax_first",
        "You took a softmax of the scores first. cross_entropy does that itself, so hand it "
        "what the model gives, as it is.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.cross_entropy(F.softmax(model(xb), dim=-1), yb)
                    loss.backward()
                    with torch.no_grad():
                        for p in model.parameters():
                            p -= lr * p.grad
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
    ),
    Misconception(
        "nll_of_raw_scores",
        "You gave the model's raw scores to nll_loss, which wants log-probabilities. It is "
        "cross_entropy that takes scores.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(x), batch_size):
                    xb, yb = x[start:start + batch_size], y[start:start + batch_size]
                    loss = F.nll_loss(model(xb), yb)
                    loss.backward()
                    with torch.no_grad():
                        for p in model.parameters():
                            p -= lr * p.grad
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
    ),
    Misconception(
        "uphill",
        "Your loss rises: the steps go along the gradient. It points uphill, so they have to "
        "go against it.",
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
                            p += lr * p.grad
                    model.zero_grad()
                    total += loss.item() * len(yb)
                losses.append(total / len(x))
            return losses
        """,
    ),
    Misconception(
        "shuffled",
        "You shuffled the rows. A good idea for later, but here they stay in order, so that "
        "everybody's numbers agree.",
        """
        def manual_fit(model, x, y, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                order = torch.randperm(len(x))
                for start in range(0, len(x), batch_size):
                    xb, yb = x[order[start:start + batch_size]], y[order[start:start + batch_size]]
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
    ),
    Misconception(
        "returned_too_early",
        "Only the first epoch ran: the `return` stands inside the loop over the epochs. Move "
        "it to the left.",
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
                return losses
        """,
    ),
)
