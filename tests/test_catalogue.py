"""What the catalogue says about part 1 holds together."""

from __future__ import annotations

import ast
import builtins
import re
from typing import Any

import numpy as np
import pytest
import torch

from nn_course.catalogue import PARTS, Exercise, Misconception, earlier, exercise, exercises
from nn_course.errors import UnknownExercise

EXERCISES = exercises("part1")
KNOWN = [(one, wrong) for one in EXERCISES for wrong in one.misconceptions]

each_exercise = pytest.mark.parametrize("known", EXERCISES, ids=lambda known: known.name)
each_misconception = pytest.mark.parametrize(
    ("known", "wrong"), KNOWN, ids=[f"{one.name}-{wrong.name}" for one, wrong in KNOWN]
)


def test_lesson_order_and_marks() -> None:
    """The exercises stand in the order of the lesson and are worth what it says."""
    assert {known.name: known.points for known in EXERCISES} == {
        "preprocess": 2,
        "linear": 2,
        "chain_rule": 2,
        "init_parameters": 2,
        "log_softmax": 3,
        "stable_log_softmax": 3,
        "nll": 3,
        "accuracy": 2,
        "sgd_step": 2,
        "fit": 4,
    }
    assert tuple(known.name for known in EXERCISES) == PARTS["part1"]


def test_test_cells_are_named_after_their_exercise() -> None:
    """Each exercise has a test cell of its name; only fit has another."""
    cells = {cell for known in EXERCISES for cell in known.tests}
    assert cells == {f"test_{known.name}" for known in EXERCISES} | {"test_fit_losses"}


def test_earlier_exercises_are_those_before_in_the_lesson() -> None:
    """`earlier` gives the exercises before the one asked for, in order."""
    names = [known.name for known in earlier(exercise("part1", "init_parameters"))]
    assert names == ["preprocess", "linear", "chain_rule"]
    assert earlier(exercise("part1", "preprocess")) == ()


@each_exercise
def test_enough_misconceptions(known: Exercise) -> None:
    """Eight wrong answers for the three central exercises, four for every other."""
    central = known.name in ("log_softmax", "nll", "accuracy")
    assert len(known.misconceptions) >= (8 if central else 4)


@each_exercise
def test_names_and_sentences_differ(known: Exercise) -> None:
    """No two misconceptions of an exercise share a name, a sentence or a source."""
    for part in ("name", "sentence", "source"):
        values = [getattr(wrong, part) for wrong in known.misconceptions]
        assert len(set(values)) == len(values), part


@each_misconception
def test_marks_are_at_most_half(known: Exercise, wrong: Misconception) -> None:
    """A wrong answer earns at most half, in test cells that exist, each whole or not at all."""
    assert 0 <= wrong.marks <= known.points / 2
    assert all(known.tests[cell] == marks for cell, marks in wrong.earns.items())


@each_misconception
def test_sentence_is_short_prose(known: Exercise, wrong: Misconception) -> None:
    """One to three sentences, to the learner, that begin and end as sentences do."""
    text = wrong.sentence
    assert 40 <= len(text) <= 240
    assert text[0].isupper() or text.startswith(
        ("exp", "log_softmax", "argmax", "log_probs", "torch")
    )
    assert text.endswith((".", "?"))
    assert "  " not in text and "\n" not in text


@each_misconception
def test_source_is_a_whole_blank(known: Exercise, wrong: Misconception) -> None:
    """The source defines the exercise's function with its parameters, and nothing else."""
    (function,) = ast.parse(wrong.source).body
    assert isinstance(function, ast.FunctionDef)
    assert function.name == known.name
    assert tuple(argument.arg for argument in function.args.args) == known.parameters


@each_misconception
def test_source_uses_only_what_the_lesson_imports(known: Exercise, wrong: Misconception) -> None:
    """Free names are math, np, torch, builtins and the exercises before."""
    function = ast.parse(wrong.source).body[0]
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    free = {node.id for node in names} - stored - set(known.parameters)
    allowed = {"math", "np", "torch", *vars(builtins)}
    assert free <= allowed | {one.name for one in earlier(known)}


@each_exercise
def test_three_hints(known: Exercise) -> None:
    """A nudge, the shape of the answer, and nearly the code: each longer than a few words."""
    assert len(known.hints) == 3
    assert all(len(hint) > 40 and hint.endswith((".", "?")) for hint in known.hints)
    assert len(set(known.hints)) == 3


@each_exercise
def test_inputs_come_from_the_seed(known: Exercise) -> None:
    """The same seed gives the same cases, another seed others of the same titles and shapes."""
    first, again, other = (known.inputs(seed) for seed in (3, 3, 4))
    assert _flat(first) == _flat(again)
    assert _flat(first) != _flat(other)
    assert len(first) == len(other) >= 4  # the friendly one and at least three random ones


TAKE_NO_ROWS = ("chain_rule", "init_parameters", "sgd_step")


@pytest.mark.parametrize(
    "known", [e for e in exercises("part1") if e.name not in TAKE_NO_ROWS], ids=lambda e: e.name
)
def test_a_single_row_is_among_the_inputs(known: Exercise) -> None:
    """Where an exercise takes rows, one case has a single row, and one is not square."""
    shapes = [case.arguments[0].shape for case in known.inputs(0)]
    single = any(shape[0] == 1 for shape in shapes)
    assert single or any(case.arguments[-1] == 1 for case in known.inputs(0))  # batches of one
    assert any(shape[0] != shape[-1] and len(shape) > 1 for shape in shapes)


def test_unknown_exercise_names_the_nearest() -> None:
    """A name that does not exist is an error that says which one was meant."""
    with pytest.raises(UnknownExercise, match="did you mean log_softmax"):
        exercise("part1", "logsoftmax")
    with pytest.raises(UnknownExercise, match=r"there are preprocess, linear.*, fit\."):
        exercise("part1", "zzz")
    with pytest.raises(UnknownExercise, match="no part called part9"):
        exercises("part9")


def test_unknown_misconception() -> None:
    """Asking for a misconception that an exercise does not have is a KeyError that says so."""
    assert exercise("part1", "nll").misconception("no_minus").name == "no_minus"
    with pytest.raises(KeyError, match="nll has no misconception 'no_plus'"):
        exercise("part1", "nll").misconception("no_plus")


@each_misconception
def test_sentence_does_not_give_the_code(known: Exercise, wrong: Misconception) -> None:
    """No sentence holds an assignment, or a call with the answer's arguments spelled out."""
    code = re.findall(r"`([^`]*)`", wrong.sentence)
    assert all(part in ("p = p - ...", "return", "inputs @ weights") for part in code)


def _flat(value: Any) -> str:
    """All that a case holds, as text."""
    if isinstance(value, torch.Tensor):
        return f"{value.tolist()} {None if value.grad is None else value.grad.tolist()}"
    if isinstance(value, np.ndarray):
        return str(value.tolist())
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flat(item) for item in value) + "]"
    return _flat(value.arguments) if hasattr(value, "arguments") else str(value)
