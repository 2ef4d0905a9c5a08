"""Wrong answers to train_steps: neither the parameters nor the losses come out right."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "never_cleared",
        "Your gradients pile up from step to step: nothing clears them. The loss may even "
        "fall faster for a while, but along the wrong steps.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
                loss.backward()
                with torch.no_grad():
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "cleared_before_the_step",
        "The weights never change: you cleared the gradients between backward() and the step. "
        "First the step, then clear.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
                loss.backward()
                with torch.no_grad():
                    weights.grad.zero_()
                    bias.grad.zero_()
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "only_the_weights_cleared",
        "You clear one gradient of the two, so that of the bias piles up. Each parameter has "
        "its own.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
                loss.backward()
                with torch.no_grad():
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                    weights.grad.zero_()
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "one_batch_for_all",
        "You drew one batch, before the loop, and trained on it again and again. Draw a new "
        "one for each step.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            xb, yb = random_batch(x, y, batch_size, generator)
            for step in range(steps):
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
                loss.backward()
                with torch.no_grad():
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                    weights.grad.zero_()
                    bias.grad.zero_()
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "not_in_place",
        "You made new tensors with = in place of changing the given ones with -=. The new "
        "ones ask for no gradients, so there was no second step.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
                loss.backward()
                with torch.no_grad():
                    weights = weights - lr * weights.grad
                    bias = bias - lr * bias.grad
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "recorded_by_autograd",
        "Torch refuses to change parameters in place while it takes notes. The step is no "
        "part of the model: take it where nothing is recorded.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
                loss.backward()
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "graph_cut",
        "Nothing reaches the weights: .item() makes the loss a plain number, without "
        "backward(). Take the number only for the list.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb).item()
                loss.backward()
                with torch.no_grad():
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                    weights.grad.zero_()
                    bias.grad.zero_()
                if step % every == 0:
                    losses.append(loss)
            return losses
        """,
    ),
    Misconception(
        "raw_scores",
        "You gave nll_loss the raw scores. It needs log-probabilities: log_softmax belongs in "
        "between.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(xb @ weights + bias, yb)
                loss.backward()
                with torch.no_grad():
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                    weights.grad.zero_()
                    bias.grad.zero_()
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "softmax_for_log_softmax",
        "You gave nll_loss probabilities. It wants their logarithms, and takes whatever it "
        "gets without a word.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.softmax(xb @ weights + bias, dim=-1), yb)
                loss.backward()
                with torch.no_grad():
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                    weights.grad.zero_()
                    bias.grad.zero_()
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "down_the_rows",
        "Your probabilities add up to 1 down each column. Each image is a row, so log_softmax "
        "has to run along the last axis.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=0), yb)
                loss.backward()
                with torch.no_grad():
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                    weights.grad.zero_()
                    bias.grad.zero_()
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "summed",
        "Your steps grow with the batch size: you took the sum of the losses. The loss of a "
        "batch is their mean, which nll_loss gives by itself.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb, reduction="sum")
                loss.backward()
                with torch.no_grad():
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                    weights.grad.zero_()
                    bias.grad.zero_()
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "bias_forgotten",
        "The bias never changes: only the weights take steps. Both are parameters.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
                loss.backward()
                with torch.no_grad():
                    weights -= lr * weights.grad
                    weights.grad.zero_()
                    bias.grad.zero_()
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
    Misconception(
        "uphill",
        "Your loss rises: the steps go along the gradient. It points uphill, so they have to "
        "go against it.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
                loss.backward()
                with torch.no_grad():
                    weights += lr * weights.grad
                    bias += lr * bias.grad
                    weights.grad.zero_()
                    bias.grad.zero_()
                if step % every == 0:
                    losses.append(loss.item())
            return losses
        """,
    ),
)
