"""What the catalogue says about part 1 holds together."""

from __future__ import annotations

import ast
import builtins
import dis
import re
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from nbjudge.authoring.gate import exercise_of
from nn_course.catalogue import PARTS, Exercise, Misconception, earlier, exercise, exercises
from nn_course.checks.answers import NAMES
from nn_course.errors import UnknownExercise

EXERCISES = [known for part in PARTS for known in exercises(part)]
KNOWN = [(one, wrong) for one in EXERCISES for wrong in one.misconceptions]

each_exercise = pytest.mark.parametrize(
    "known", EXERCISES, ids=lambda known: f"{known.part}-{known.name}"
)
each_misconception = pytest.mark.parametrize(
    ("known", "wrong"),
    KNOWN,
    ids=[f"{one.part}-{one.name}-{wrong.name}" for one, wrong in KNOWN],
)


def test_lesson_order_and_marks() -> None:
    """The exercises stand in the order of the lesson and are worth what it says."""
    assert {known.name: known.points for known in exercises("part1")} == {
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
    assert tuple(known.name for known in exercises("part1")) == PARTS["part1"]


@pytest.mark.parametrize("part", PARTS)
def test_test_cells_are_named_after_their_exercise(part: str) -> None:
    """Each exercise has a test cell of its name; any other is one of an aspect of it."""
    for known in exercises(part):
        first, *others = known.tests
        assert first == f"test_{known.name}"
        assert all(exercise_of(cell, PARTS[part]) == known.name for cell in others)


def test_earlier_exercises_are_those_before_in_the_lesson() -> None:
    """`earlier` gives the exercises before the one asked for, in order."""
    names = [known.name for known in earlier(exercise("part1", "init_parameters"))]
    assert names == ["preprocess", "linear", "chain_rule"]
    assert earlier(exercise("part1", "preprocess")) == ()


@each_exercise
def test_enough_misconceptions(known: Exercise) -> None:
    """In part 1 eight wrong answers for the central exercises, four for others; then five."""
    central = known.name in ("log_softmax", "nll", "accuracy")
    least = 5 if known.part != "part1" else 8 if central else 4
    assert len(known.misconceptions) >= least


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
    """The source defines the exercise's function or class, called as agreed, and nothing else."""
    (definition,) = ast.parse(wrong.source).body
    called: ast.stmt | None = definition
    if known.base is not None:
        assert isinstance(definition, ast.ClassDef)
        called = next((one for one in definition.body if _is_constructor(one)), None)
    assert definition.name == known.name  # type: ignore[union-attr]
    if isinstance(called, ast.FunctionDef):
        names = [argument.arg for argument in called.args.args]
        agreed = tuple(parameter.partition("=")[0] for parameter in known.parameters)
        assert tuple(names[known.base is not None :]) == agreed


def _is_constructor(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == "__init__"


@each_misconception
def test_source_uses_only_what_the_lesson_imports(known: Exercise, wrong: Misconception) -> None:
    """Names that are looked up outside are imports of the lesson, builtins, earlier exercises.

    In a class its own name is one as well: ``super(Logistic, self)``.
    """
    allowed = {*NAMES[known.part], *vars(builtins), known.name}
    assert looked_up(wrong.source) <= allowed | {one.name for one in earlier(known)}


def looked_up(source: str) -> set[str]:
    """The names that the definitions in `source` look up as globals."""
    waiting, found = [compile(source, "<answer>", "exec")], set()
    while waiting:
        code = waiting.pop()
        found |= {
            one.argval
            for one in dis.get_instructions(code)
            if one.opname in ("LOAD_GLOBAL", "LOAD_NAME")
        }
        found -= {one.argval for one in dis.get_instructions(code) if one.opname == "STORE_NAME"}
        waiting += [each for each in code.co_consts if isinstance(each, types.CodeType)]
    return found - {"__name__"}


@pytest.mark.parametrize("part", PARTS)
def test_answers_see_what_the_lesson_imports(part: str) -> None:
    """The names that checks give to misconceptions are those of the master's imports."""
    (master,) = (Path(__file__).parents[1] / "source" / part).glob("*.py")
    lesson: dict[str, object] = {}
    for statement in ast.parse(master.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            modules = ast.unparse(statement)
            if "tensorflow" not in modules and "nn_course" not in modules:
                exec(modules, lesson)
    given = NAMES[part]
    assert {name: lesson[name] for name in given} == given


@each_exercise
def test_three_hints(known: Exercise) -> None:
    """A nudge, the shape of the answer, and nearly the code: each longer than a few words."""
    assert len(known.hints) == 3
    assert all(len(hint) > 40 and hint.endswith((".", "?")) for hint in known.hints)
    assert len(set(known.hints)) == 3


@each_exercise
def test_inputs_come_from_the_seed(known: Exercise) -> None:
    """The same seed gives the same cases, another seed at least three others."""
    first, again, other = (known.inputs(seed) for seed in (3, 3, 4))
    assert _flat(first) == _flat(again)
    assert len(first) == len(other) >= 4
    drawn = [_flat(one) != _flat(two) for one, two in zip(first, other, strict=True)]
    assert sum(drawn) >= 3, "too few inputs are random"


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
    assert not [part for part in code if "=" in part.replace("p = p - ...", "")]
    assert not [part for part in code if re.search(r"\w\((?!\))", part)]


def _flat(value: Any) -> str:
    """All that a case holds, as text."""
    if isinstance(value, torch.Tensor):
        grad = "" if value.grad is None else _flat(value.grad)
        return f"{_flat(value.detach().numpy())} {grad}"
    if isinstance(value, np.ndarray):
        return f"{value.shape} {value.dtype} {value.tobytes()!r}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flat(item) for item in value) + "]"
    return _flat(value.arguments) if hasattr(value, "arguments") else str(value)
