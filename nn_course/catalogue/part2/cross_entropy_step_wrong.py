"""Wrong answers to cross_entropy_step."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "softmax_first",
        "You took a softmax before cross_entropy, which takes one itself. Twice is too much: "
        "the gradients shrink, and the loss cannot come near 0. It wants raw scores.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(F.softmax(xb @ weights + bias, dim=-1), yb)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
            return loss.detach()
        """,
    ),
    Misconception(
        "sigmoid_first",
        "You squeezed the scores between 0 and 1 before cross_entropy. It wants them raw, of "
        "any size and sign.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(torch.sigmoid(xb @ weights + bias), yb)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
            return loss.detach()
        """,
    ),
    Misconception(
        "nll_of_raw_scores",
        "You gave raw scores to nll_loss, which wants log-probabilities. It is cross_entropy "
        "that takes scores.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.nll_loss(xb @ weights + bias, yb)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
            return loss.detach()
        """,
    ),
    Misconception(
        "minus_sign",
        "You put a minus before the loss, and so walk uphill. The minus of the log-likelihood "
        "is in cross_entropy already.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = -F.cross_entropy(xb @ weights + bias, yb)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
            return loss.detach()
        """,
    ),
    Misconception(
        "summed",
        "Your loss is the sum over the batch. Leave it at the mean, which cross_entropy gives "
        "by itself, or steps grow with the batch.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(xb @ weights + bias, yb, reduction="sum")
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
            return loss.detach()
        """,
    ),
    Misconception(
        "never_cleared",
        "The first step is right, the second one is not: it followed the gradients of the "
        "first as well. Clear them after each step.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(xb @ weights + bias, yb)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
            return loss.detach()
        """,
    ),
    Misconception(
        "cleared_before_the_step",
        "The parameters never change: you cleared the gradients between backward() and the "
        "step. First the step, then clear.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(xb @ weights + bias, yb)
            loss.backward()
            with torch.no_grad():
                weights.grad.zero_()
                bias.grad.zero_()
                weights -= lr * weights.grad
                bias -= lr * bias.grad
            return loss.detach()
        """,
    ),
    Misconception(
        "not_in_place",
        "You made new tensors with = in place of changing the given ones with -=. The new "
        "ones are no leaves, so there is no gradient to clear.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(xb @ weights + bias, yb)
            loss.backward()
            with torch.no_grad():
                weights = weights - lr * weights.grad
                bias = bias - lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
            return loss.detach()
        """,
    ),
    Misconception(
        "recorded_by_autograd",
        "Torch refuses to change parameters in place while it takes notes. The step is no "
        "part of the model: take it where nothing is recorded.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(xb @ weights + bias, yb)
            loss.backward()
            weights -= lr * weights.grad
            bias -= lr * bias.grad
            weights.grad.zero_()
            bias.grad.zero_()
            return loss.detach()
        """,
    ),
    Misconception(
        "loss_after_the_step",
        "The step is right, but you returned the loss that the batch has after it. Return the "
        "one that you went backward from.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(xb @ weights + bias, yb)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
            return F.cross_entropy(xb @ weights + bias, yb).detach()
        """,
    ),
    Misconception(
        "nothing_returned",
        "The step is right, but nothing is returned. The loss from before the step should be.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(xb @ weights + bias, yb)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
        """,
    ),
    Misconception(
        "parameters_returned",
        "The step is right, but you returned the parameters. They are changed in place, so "
        "nobody needs them: return the loss.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(xb @ weights + bias, yb)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
            return weights, bias
        """,
    ),
    Misconception(
        "labels_first",
        "You gave cross_entropy the labels first. Scores come first, then the labels, as with "
        "nll_loss.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(yb, xb @ weights + bias)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
            return loss.detach()
        """,
    ),
    Misconception(
        "bias_left_out",
        "Your scores lack the bias. The model is the old one: product and sum.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(xb @ weights, yb)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                weights.grad.zero_()
            return loss.detach()
        """,
    ),
    Misconception(
        "graph_cut",
        "Nothing reaches the weights: .item() makes the loss a plain number, without "
        "backward(). Take the number at the end.",
        """
        def cross_entropy_step(xb, yb, weights, bias, lr):
            loss = F.cross_entropy(xb @ weights + bias, yb).item()
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
                weights.grad.zero_()
                bias.grad.zero_()
            return loss
        """,
    ),
)
