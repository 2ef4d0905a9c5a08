"""Answers to train_steps that are half right: the parameters or the losses."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "trained_a_copy",
        "The losses are right, but the weights you were given have not changed: you trained "
        "copies. Change weights and bias themselves.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            weights = weights.detach().clone().requires_grad_()
            bias = bias.detach().clone().requires_grad_()
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
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
        earns={"test_train_steps_losses": 2},
    ),
    Misconception(
        "loss_after_the_step",
        "The training is right, but you kept the loss that the batch has after its step. Keep "
        "the one that you went backward from.",
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
                    bias.grad.zero_()
                if step % every == 0:
                    after = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
                    losses.append(after.item())
            return losses
        """,
        earns={"test_train_steps": 2},
    ),
    Misconception(
        "every_loss",
        "The training is right, but you kept the loss of each step. Keep only those of steps "
        "0, every, 2 * every and so on.",
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
                    bias.grad.zero_()
                losses.append(loss.item())
            return losses
        """,
        earns={"test_train_steps": 2},
    ),
    Misconception(
        "one_step_off",
        "The training is right, but you kept the losses of steps every - 1, 2 * every - 1 … "
        "Steps count from 0, and step 0 is the first to be kept.",
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
                    bias.grad.zero_()
                if (step + 1) % every == 0:
                    losses.append(loss.item())
            return losses
        """,
        earns={"test_train_steps": 2},
    ),
    Misconception(
        "nothing_returned",
        "The training is right, but nothing is returned. Return the list of losses at the end.",
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
                    bias.grad.zero_()
                if step % every == 0:
                    losses.append(loss.item())
        """,
        earns={"test_train_steps": 2},
    ),
    Misconception(
        "last_loss_only",
        "The training is right, but you returned a single loss. Collect those that are asked "
        "for in a list.",
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
                    bias.grad.zero_()
            return loss.item()
        """,
        earns={"test_train_steps": 2},
    ),
    Misconception(
        "averaged",
        "The training is right, but your entries are averages over the last losses. Keep the "
        "loss of the one step itself.",
        """
        def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
            losses = []
            recent = []
            for step in range(steps):
                xb, yb = random_batch(x, y, batch_size, generator)
                loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
                loss.backward()
                with torch.no_grad():
                    weights -= lr * weights.grad
                    bias -= lr * bias.grad
                    weights.grad.zero_()
                    bias.grad.zero_()
                recent.append(loss.item())
                if step % every == 0:
                    losses.append(sum(recent) / len(recent))
                    recent = []
            return losses
        """,
        earns={"test_train_steps": 2},
    ),
)
