"""Wrong training loops for fit: neither the parameters nor the losses come out right."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "gradients_not_cleared",
        "Your gradients pile up from batch to batch: nothing clears them. The loss may even "
        "fall faster for a while, but along the wrong steps.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    with torch.no_grad():
                        weights -= lr * weights.grad
                        bias -= lr * bias.grad
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "cleared_before_the_step",
        "The weights never change: the gradients are cleared between backward() and the step. "
        "First the step, then clear.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    weights.grad.zero_()
                    bias.grad.zero_()
                    sgd_step([weights, bias], lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "last_batch_dropped",
        "You leave out the last rows when they do not fill a batch. They belong to the epoch "
        "as well: a shorter batch is fine.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs) - batch_size + 1, batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    sgd_step([weights, bias], lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "returned_too_early",
        "Only the first epoch ran: the `return` stands inside the loop over the epochs. Move "
        "it to the left.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    sgd_step([weights, bias], lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
                return losses
        """,
    ),
    Misconception(
        "bias_forgotten",
        "The bias never changes: only the weights take steps. Both are parameters.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    sgd_step([weights], lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "one_batch_per_epoch",
        "You took one step an epoch, on all rows at once. Cut the rows into batches of "
        "batch_size and step after each.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in [0]:
                    x, y = inputs, labels
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    sgd_step([weights, bias], lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "step_per_epoch",
        "You added up the gradients of all batches and took one step at the end of the epoch. "
        "Step after each batch.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    total += loss.item() * len(x)
                sgd_step([weights, bias], lr)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "uphill",
        "Your loss rises: the steps go along the gradient. It points uphill, so they have to "
        "go against it.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    sgd_step([weights, bias], -lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "sum_for_the_step",
        "Your steps grow with the batch size: you differentiated the *sum* of the losses of a "
        "batch. The loss of a batch is the mean over its rows.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    (loss * len(x)).backward()
                    sgd_step([weights, bias], lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "raw_scores",
        "You gave nll the raw scores. It needs log-probabilities: log_softmax belongs in between.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(linear(x, weights, bias), y)
                    loss.backward()
                    sgd_step([weights, bias], lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "recorded_by_autograd",
        "torch refuses to change weights in place while it records for gradients. The step is "
        "not part of the model: take it where nothing is recorded.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                    weights.grad.zero_()
                    bias.grad.zero_()
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "graph_cut",
        "Nothing reaches the weights: .item() makes the loss a plain number, without backward().",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y).item()
                    loss.backward()
                    sgd_step([weights, bias], lr)
                    total += loss * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "ready_made",
        "You used torch's own loss, and in this part you build it yourself, so it earns "
        "nothing. You have linear, log_softmax and nll.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = torch.nn.functional.cross_entropy(linear(x, weights, bias), y)
                    loss.backward()
                    sgd_step([weights, bias], lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
    Misconception(
        "shuffled",
        "You shuffled the rows. A good idea for later, but here they stay in order, so that "
        "everybody's numbers agree.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                total = 0.0
                order = torch.randperm(len(inputs))
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[order][start:start + batch_size], labels[order][start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    sgd_step([weights, bias], lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
    ),
)
