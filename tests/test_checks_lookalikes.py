"""Wrong answers that look like a known mistake from afar, and must not be told that sentence."""

from __future__ import annotations

import textwrap

import pytest

from nn_course.catalogue import exercise
from nn_course.checks import examine
from nn_course.checks.answers import answer_of

LOOKALIKES = {
    "loss_batch, the size alone": (
        "part3",
        "loss_batch",
        """
        def loss_batch(model, loss_func, xb, yb, optimizer=None):
            return len(xb)
        """,
    ),
    "fit, a list of the training losses": (
        "part3",
        "fit",
        """
        def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
            losses = []
            for epoch in range(epochs):
                model.train()
                total, count = 0.0, 0
                for xb, yb in train_loader:
                    loss, n = loss_batch(model, loss_func, xb, yb, optimizer)
                    total += loss * n
                    count += n
                losses.append(total / count)
                evaluate(model, valid_loader, loss_func)
            return losses
        """,
    ),
    "get_data, lists of batches": (
        "part3",
        "get_data",
        """
        def get_data(train_set, valid_set, batch_size):
            return list(loader(train_set, batch_size, True)), list(
                loader(valid_set, batch_size, False)
            )
        """,
    ),
    "Lambda, no module and wrong": (
        "part4",
        "Lambda",
        """
        class Lambda:
            def __init__(self, function):
                self.function = function

            def __call__(self, x):
                return 3 * x
        """,
    ),
    "best_model, steps too small to learn from": (
        "part4",
        "best_model",
        """
        def best_model(x, y):
            model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
            optimizer = torch.optim.SGD(model.parameters(), lr=1e-5)
            for step in range(20):
                picked = torch.randint(len(x), (64,))
                optimizer.zero_grad()
                F.cross_entropy(model(x[picked]), y[picked]).backward()
                optimizer.step()
            return model
        """,
    ),
    "best_model, the last loss returned": (
        "part4",
        "best_model",
        """
        def best_model(x, y):
            model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for step in range(20):
                picked = torch.randint(len(x), (64,))
                loss = F.cross_entropy(model(x[picked]), y[picked])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            return loss
        """,
    ),
}


@pytest.mark.parametrize(("part", "name", "source"), LOOKALIKES.values(), ids=LOOKALIKES)
def test_a_lookalike_is_wrong_and_not_taken_for_another_mistake(
    part: str, name: str, source: str
) -> None:
    """The check finds it wrong, and says nothing of what its author did not do."""
    report = examine(exercise(part, name), answer_of(part, name, textwrap.dedent(source)))
    assert not report.passed
    assert report.misconception is None, report.misconception


FORGOTTEN = {
    "CNN": """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()

            def forward(self, x):
                x.mean((2, 3))
        """,
    "Lambda": """
        class Lambda(nn.Module):
            def __init__(self, function):
                super().__init__()

            def forward(self, x):
                2 * x
        """,
    "confusion": """
        def confusion(model, loader, n_classes):
            torch.zeros(n_classes, n_classes)
        """,
    "best_model": """
        def best_model(x, y):
            nn.Linear(784, 10)
        """,
}


@pytest.mark.parametrize("name", FORGOTTEN)
def test_a_forgotten_return_is_said_to_give_none(name: str) -> None:
    """Not an error of what looks at the result, which the learner has not written."""
    answer = answer_of("part4", name, textwrap.dedent(FORGOTTEN[name]))
    seen = examine(exercise("part4", name), answer).lines[0].observation
    assert "raised" not in seen and "None" in seen.values()
