"""Trainings that are right, and a history that is not."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

_TRAINED = {"test_fit": 2.0}


def _function(
    *,
    before: str = 'history = {"train": [], "valid": []}',
    epoch: str = "total, count = 0.0, 0",
    batch: str = "total += loss * n\ncount += n",
    after: str = (
        'history["train"].append(total / count)\n'
        'history["valid"].append(evaluate(model, valid_loader, loss_func))'
    ),
    end: str = "return history",
) -> str:
    """The text of the function, with other lines in the named places."""
    parts = (
        ("def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):", 0),
        (before, 1),
        ("for epoch in range(epochs):", 1),
        (epoch, 2),
        ("model.train()\nfor xb, yb in train_loader:", 2),
        ("loss, n = loss_batch(model, loss_func, xb, yb, optimizer)", 3),
        (batch, 3),
        (after, 2),
        (end, 1),
    )
    lines = [("    " * depth) + line for text, depth in parts for line in text.split("\n") if line]
    return "\n".join(lines) + "\n"


MISCONCEPTIONS = (
    Misconception(
        "batch_means_averaged",
        "The training is right, but in the training losses you averaged the means of the batches, as "
        "if all had the same size. Weigh each by its rows.",
        _function(batch="total += loss\ncount += 1"),
        earns=_TRAINED,
    ),
    Misconception(
        "last_epoch_only",
        "The training is right, but only the last epoch is in the history: your lists are made anew "
        "in each epoch. Make them once, before the loop.",
        _function(before="", epoch='history = {"train": [], "valid": []}\ntotal, count = 0.0, 0'),
        earns=_TRAINED,
    ),
    Misconception(
        "names_swapped",
        "The training is right, but the two lists have changed names: the training losses stand "
        'under "valid", and the others under "train".',
        _function(
            after='history["valid"].append(total / count)\n'
            'history["train"].append(evaluate(model, valid_loader, loss_func))'
        ),
        earns=_TRAINED,
    ),
    Misconception(
        "measured_before_the_epoch",
        "The training is right, but you measured the validation loss *before* each epoch, when the "
        "model had not seen its batches yet. Measure after the loop over them.",
        _function(
            epoch='history["valid"].append(evaluate(model, valid_loader, loss_func))\n'
            "total, count = 0.0, 0",
            after='history["train"].append(total / count)',
        ),
        earns=_TRAINED,
    ),
    Misconception(
        "training_loss_afterwards",
        "The training is right, but you measured the training loss anew after each epoch. Wanted are "
        "the losses that the batches had before their steps: you have them already.",
        _function(
            after='history["train"].append(evaluate(model, train_loader, loss_func))\n'
            'history["valid"].append(evaluate(model, valid_loader, loss_func))'
        ),
        earns=_TRAINED,
    ),
    Misconception(
        "loss_of_the_last_batch",
        "The training is right, but as the training loss you noted down that of the *last batch* of "
        "each epoch. Average over all of its samples.",
        _function(
            after='history["train"].append(loss)\n'
            'history["valid"].append(evaluate(model, valid_loader, loss_func))'
        ),
        earns=_TRAINED,
    ),
    Misconception(
        "running_total",
        "The training is right, but your running totals are never set back to 0: each epoch also "
        "counts the ones before. Start every epoch afresh.",
        _function(before='history = {"train": [], "valid": []}\ntotal, count = 0.0, 0', epoch=""),
        earns=_TRAINED,
    ),
    Misconception(
        "not_divided",
        "The training is right, but as the training loss you noted down a *sum* over the samples. "
        "Divide by their number.",
        _function(
            after='history["train"].append(total)\n'
            'history["valid"].append(evaluate(model, valid_loader, loss_func))'
        ),
        earns=_TRAINED,
    ),
    Misconception(
        "pairs_in_a_list",
        "The training is right, but you returned a list with a pair for each epoch. Return a dict "
        'with two lists, "train" and "valid": then each can be drawn as a curve.',
        _function(
            before="history = []",
            after="history.append((total / count, evaluate(model, valid_loader, loss_func)))",
        ),
        earns=_TRAINED,
    ),
    Misconception(
        "nothing_returned",
        "The training is right, but fit returns None. Return the history at the end.",
        _function(end=""),
        earns=_TRAINED,
    ),
)
