"""What an attack is: a learner's notebook, built in code, and the marks it is honestly worth."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from nbjudge.authoring.answers import blanks, fill

PART1 = "part1"
CREDIT = "credit"
"""The assignment whose test cell gives partial credit: see course.py."""

# Right in shape and kind, with a graph to follow, and wrong in every number: worth nothing, and
# worth everything as soon as a comparison can be bent.
WRONG = {
    "preprocess": """
        def preprocess(images, labels):
            return torch.zeros(len(images), 784), torch.zeros(len(images), dtype=torch.int64) - 1
        """,
    "linear": """
        def linear(inputs, weights, bias):
            return (inputs @ weights + bias) * 0
        """,
    "chain_rule": """
        def chain_rule(a, b):
            return a.detach() * 0, b.detach() * 0
        """,
    "init_parameters": """
        def init_parameters(n_in, n_out):
            return torch.zeros(n_in, n_out).requires_grad_(), torch.ones(n_out).requires_grad_()
        """,
    "log_softmax": """
        def log_softmax(x):
            return x * 0 + 1
        """,
    "stable_log_softmax": """
        def stable_log_softmax(x):
            return x * 0 + 1
        """,
    "nll": """
        def nll(log_probs, target):
            return log_probs.sum() * 0 - 1
        """,
    "accuracy": """
        def accuracy(log_probs, target):
            return 2.0
        """,
    "sgd_step": """
        def sgd_step(parameters, lr):
            pass
        """,
    "fit": """
        def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
            return [-1.0] * epochs
        """,
    "share": """
        def share(numbers):
            return 0
        """,
}
EXERCISES = tuple(name for name in WRONG if name != "share")


def code(text: str) -> str:
    """*text* without the indentation that it has in a module, and without the empty lines."""
    return textwrap.dedent(text).strip("\n") + "\n"


WRONG = {name: code(text) for name, text in WRONG.items()}


def everywhere(body: str, names: tuple[str, ...] = EXERCISES) -> dict[str, str]:
    """Answers that all do *body*, in which NAME is the exercise's name and args its arguments."""
    inner = textwrap.indent(code(body), "    ")
    return {name: f"def {name}(*args):\n{inner.replace('NAME', name)}" for name in names}


@dataclass(frozen=True)
class Attack:
    """One attack on the grading, by the learner `name`; `tries` says in a sentence what it tries.

    `first` is a cell of the learner's own behind the notebook's imports, `last` one at its end,
    `answers` are what the blanks hold where that is not WRONG, `change` may edit the notebook
    further, and `files` lie beside it. `expected` are the marks by test cell, 0 where not named.
    """

    name: str
    tries: str
    first: str = ""
    last: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    change: Callable[[NotebookNode], object] | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    expected: Mapping[str, float] = field(default_factory=dict)
    assignment: str = PART1

    def __str__(self) -> str:
        return self.name

    def notebook(self, release: NotebookNode) -> NotebookNode:
        """The submission, made from the notebook as it was released."""
        known = blanks(release)
        answers = {**{name: WRONG[name] for name in known}, **self.answers}
        submission = fill(release, {name: code(text) for name, text in answers.items()})
        if self.first:
            submission.cells.insert(imports(submission) + 1, own_cell(self.first, "first"))
        if self.last:
            submission.cells.append(own_cell(self.last, "last"))
        if self.change is not None:
            self.change(submission)
        return submission


def imports(notebook: NotebookNode) -> int:
    """The index of the notebook's first code cell, which holds its imports."""
    return next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")


def own_cell(source: str, name: str) -> NotebookNode:
    """A code cell of the learner's own."""
    cell: NotebookNode = nbformat.v4.new_code_cell(code(source), id=f"own-{name}")
    return cell


def tests(notebook: NotebookNode) -> list[NotebookNode]:
    """The test cells of a notebook."""
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
