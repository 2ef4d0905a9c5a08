"""Loops for fit that get one half right, the parameters or the losses."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "loss_of_the_last_batch",
        "The training is right, but each epoch reports the loss of its *last batch* only. "
        "Average over all samples of the epoch.",
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
                losses.append(loss.item())
            return losses
        """,
        earns={"test_fit": 2},
    ),
    Misconception(
        "batch_means_averaged",
        "The training is right, but you averaged the means of the batches as if all were "
        "equally long. The short last batch must count less: weigh each by its rows.",
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
                    total += loss.item()
                losses.append(total / len(range(0, len(inputs), batch_size)))
            return losses
        """,
        earns={"test_fit": 2},
    ),
    Misconception(
        "batch_means_summed",
        "The training is right, but you *summed* the losses of the batches, so that the "
        "number grows with their count. Average over the samples.",
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
                    total += loss.item()
                losses.append(total)
            return losses
        """,
        earns={"test_fit": 2},
    ),
    Misconception(
        "not_divided",
        "The training is right, but each epoch reports the *sum* of the losses of its "
        "samples. Divide by the number of samples.",
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
                losses.append(total)
            return losses
        """,
        earns={"test_fit": 2},
    ),
    Misconception(
        "loss_after_the_step",
        "The training is right, but you measured each batch's loss again *after* its step, "
        "where it looks better. Use the loss the step was computed from.",
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
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
        earns={"test_fit": 2},
    ),
    Misconception(
        "loss_after_the_epoch",
        "The training is right, but you measured the loss at the *end* of each epoch, on all "
        "rows. Collect the loss of each batch before its step.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    sgd_step([weights, bias], lr)
                with torch.no_grad():
                    losses.append(nll(log_softmax(linear(inputs, weights, bias)), labels).item())
            return losses
        """,
        earns={"test_fit": 2},
    ),
    Misconception(
        "one_number",
        "The training is right, but you returned a single number. Return a list with one loss "
        "for each epoch.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            for epoch in range(epochs):
                total = 0.0
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    sgd_step([weights, bias], lr)
                    total += loss.item() * len(x)
            return total / len(inputs)
        """,
        earns={"test_fit": 2},
    ),
    Misconception(
        "loss_of_every_batch",
        "The training is right, but your list has an entry for each *batch*. One for each "
        "epoch is wanted: the average over its samples.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            for epoch in range(epochs):
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    sgd_step([weights, bias], lr)
                    losses.append(loss.item())
            return losses
        """,
        earns={"test_fit": 2},
    ),
    Misconception(
        "nothing_returned",
        "The training is right, but fit returns None. Return the list of losses at the end.",
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
        """,
        earns={"test_fit": 2},
    ),
    Misconception(
        "running_total",
        "The training is right, but your total is never set back to 0, so every epoch also "
        "counts the ones before. Start each epoch afresh.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            total = 0.0
            for epoch in range(epochs):
                for start in range(0, len(inputs), batch_size):
                    x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
                    loss = nll(log_softmax(linear(x, weights, bias)), y)
                    loss.backward()
                    sgd_step([weights, bias], lr)
                    total += loss.item() * len(x)
                losses.append(total / len(inputs))
            return losses
        """,
        earns={"test_fit": 2},
    ),
    Misconception(
        "trained_a_copy",
        "The losses are right, but the weights you were given have not changed: you trained "
        "new tensors. Change weights and bias themselves, in place.",
        """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            losses = []
            weights = weights.detach().clone().requires_grad_()
            bias = bias.detach().clone().requires_grad_()
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
        earns={"test_fit_losses": 2},
    ),
)
