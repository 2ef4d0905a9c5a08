"""Ways to measure a model that give another number, or leave something behind."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "batch_means_averaged",
        "You averaged the losses of the *batches*. The samples of a small last batch then count more "
        "than the others: weigh each loss by the rows of its batch.",
        """
        def evaluate(model, loader, loss_func):
            model.eval()
            with torch.no_grad():
                losses = [loss_func(model(xb), yb).item() for xb, yb in loader]
            return sum(losses) / len(losses)
        """,
    ),
    Misconception(
        "left_in_training_mode",
        "The model is still in training mode: its dropout draws, its batch normalisation uses the "
        "batch. Switch it to eval mode before you measure.",
        """
        def evaluate(model, loader, loss_func):
            total, count = 0.0, 0
            with torch.no_grad():
                for xb, yb in loader:
                    total += loss_func(model(xb), yb).item() * len(xb)
                    count += len(xb)
            return total / count
        """,
    ),
    Misconception(
        "switched_to_training_mode",
        "You switched the model *to* training mode in order to measure it, and without a pause in the "
        "notes. Measuring needs eval mode, under no_grad.",
        """
        def evaluate(model, loader, loss_func):
            model.train()
            total, count = 0.0, 0
            for xb, yb in loader:
                total += loss_func(model(xb), yb).item() * len(xb)
                count += len(xb)
            return total / count
        """,
    ),
    Misconception(
        "notes_taken",
        "The number is right, but torch takes notes for gradients all the time, which costs memory "
        "and time. Eval mode does not stop that: torch.no_grad() does.",
        """
        def evaluate(model, loader, loss_func):
            model.eval()
            total, count = 0.0, 0
            for xb, yb in loader:
                total += loss_func(model(xb), yb).item() * len(xb)
                count += len(xb)
            return total / count
        """,
    ),
    Misconception(
        "trains",
        "Your parameters move while you measure. A validation digit that the model learns from is "
        "none any more: no gradients, no steps.",
        """
        def evaluate(model, loader, loss_func):
            model.eval()
            total, count = 0.0, 0
            for xb, yb in loader:
                loss = loss_func(model(xb), yb)
                loss.backward()
                with torch.no_grad():
                    for p in model.parameters():
                        p -= 0.1 * p.grad
                model.zero_grad()
                total += loss.item() * len(xb)
                count += len(xb)
            return total / count
        """,
    ),
    Misconception(
        "goes_backward",
        "You call backward() although no step will follow. It leaves gradients behind, which the next "
        "step of the training would follow too.",
        """
        def evaluate(model, loader, loss_func):
            model.eval()
            total, count = 0.0, 0
            for xb, yb in loader:
                loss = loss_func(model(xb), yb)
                loss.backward()
                total += loss.item() * len(xb)
                count += len(xb)
            return total / count
        """,
    ),
    Misconception(
        "last_batch_only",
        "You returned the loss of the *last batch*. Collect all of them and average over the samples.",
        """
        def evaluate(model, loader, loss_func):
            model.eval()
            with torch.no_grad():
                for xb, yb in loader:
                    loss = loss_func(model(xb), yb).item()
            return loss
        """,
    ),
    Misconception(
        "first_batch_only",
        "You returned the loss of the *first batch*: the `return` stands inside the loop.",
        """
        def evaluate(model, loader, loss_func):
            model.eval()
            with torch.no_grad():
                for xb, yb in loader:
                    return loss_func(model(xb), yb).item()
        """,
    ),
    Misconception(
        "not_divided",
        "You returned the *sum* of the losses of all samples. It grows with their number: divide by "
        "that.",
        """
        def evaluate(model, loader, loss_func):
            model.eval()
            total = 0.0
            with torch.no_grad():
                for xb, yb in loader:
                    total += loss_func(model(xb), yb).item() * len(xb)
            return total
        """,
    ),
    Misconception(
        "means_over_samples",
        "You added up the means of the batches, and divided by the number of *samples*. Each mean "
        "stands for all rows of its batch: multiply first.",
        """
        def evaluate(model, loader, loss_func):
            model.eval()
            total, count = 0.0, 0
            with torch.no_grad():
                for xb, yb in loader:
                    total += loss_func(model(xb), yb).item()
                    count += len(xb)
            return total / count
        """,
    ),
    Misconception(
        "accuracy_instead",
        "You counted how many samples are right. That is the accuracy. Here the average loss is "
        "wanted.",
        """
        def evaluate(model, loader, loss_func):
            model.eval()
            right, count = 0, 0
            with torch.no_grad():
                for xb, yb in loader:
                    right += (model(xb).argmax(1) == yb).sum().item()
                    count += len(xb)
            return right / count
        """,
    ),
    Misconception(
        "always_cross_entropy",
        "You always measure with cross-entropy, whatever loss function was handed over. Call the one "
        "that you are given.",
        """
        def evaluate(model, loader, loss_func):
            model.eval()
            total, count = 0.0, 0
            with torch.no_grad():
                for xb, yb in loader:
                    total += F.cross_entropy(model(xb), yb).item() * len(xb)
                    count += len(xb)
            return total / count
        """,
    ),
)
