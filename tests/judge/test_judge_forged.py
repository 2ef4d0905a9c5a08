"""A submission that takes over the conversation, in the real sandbox: it costs its exercises."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest

from nbjudge.verdicts import to_json
from tests.judge.lessons import Judged, Lesson, outputs, verdict
from tests.redteam.attack import code
from tests.redteam.attacks.replies import ATTACKS

LESSON = Lesson("import torch", cell_timeout=3.0)
LESSON.exercise("first", "assert first() == 1", 2, solution="def first():\n    return 1")
LESSON.exercise(
    "linear",
    """
    x = torch.ones(2, 3, requires_grad=True)
    y = linear(x, torch.ones(3, 1), torch.zeros(1))
    y.sum().backward()
    assert (x.grad - 1).abs().max() < 1e-6 and (y - 3).abs().max() < 1e-6, f"{y}"
    """,
    3,
    solution="def linear(x, w, b):\n    return x @ w + b",
)
LESSON.exercise("last", "assert last() == 1", 4, solution="def last():\n    return 1")
RIGHT = {"first": "def first():\n    return 1", "last": "def last():\n    return 1"}


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_the_judge_goes_on(judged: Judged, attack: Any) -> None:
    """There is a verdict on every test, no fault of the judge's, and the template is as it was."""
    template = judged._judge.generation
    answer = code(attack.first) + "\n" + code(attack.answers.get("linear", "linear = None"))
    graded = judged.grade(**{**RIGHT, "linear": answer})
    assert verdict(graded, "first").points == 2
    assert verdict(graded, "linear").points == 0
    faults = {one.fault for one in (*graded.verdicts, *graded.faults)}
    assert faults <= {None, "crash", "memory", "output"}, graded
    assert judged._judge.generation == template
    assert json.loads(to_json(graded))["points"] == graded.points
    nbformat.validate(graded.notebook)


def test_no_picture_without_a_size(judged: Judged) -> None:
    """What cannot be a picture, or would fill any page, is left out of the graded notebook."""
    (attack,) = [one for one in ATTACKS if one.name == "picture-without-a-size"]
    graded = judged.grade(**{**RIGHT, "linear": code(attack.first) + "\nprint('x')"})
    assert graded.faults == () and outputs(graded, "linear") == []


def test_the_next_submission_is_graded(judged: Judged) -> None:
    """After all these a right submission keeps every mark."""
    graded = judged.grade(**RIGHT, linear="def linear(x, w, b):\n    return x @ w + b")
    assert graded.points == graded.max == 9 and graded.faults == ()
