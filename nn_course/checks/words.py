"""A difference between an answer and the reference, in words.

All text that a check of any exercise can say stands here; what belongs to one exercise (the
titles of its inputs, its misconceptions' sentences, its hints) stands in its catalogue file.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nbjudge.exam import Raised, unseen
from nn_course.catalogue import Case, Exercise
from nn_course.checks.compare import MISSING, Difference
from nn_course.checks.observe import Observation, tensors_of

_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_LONGEST = 160

AGAIN = "as above"


def looked_at(exercise: Exercise, right: Observation) -> str:
    """What was compared and found right, for example "values, gradient, input unchanged"."""
    if exercise.look is not None:
        return exercise.seen
    parts = []
    if exercise.features is not None:
        parts.append("kind, shape, statistics")
    elif exercise.result != "ignored":
        shaped = any(key.endswith("shape") and key.startswith("result") for key in right)
        parts.append("shape and values" if shaped else "value")
    if exercise.in_place:
        parts.append("changed in place")
    if exercise.clears_gradients:
        parts.append("gradients cleared")
    if exercise.gradients:
        parts.append("gradients" if len(exercise.gradients) > 1 else "gradient")
    if any("afterwards" in key and key.split(" ")[0] not in exercise.in_place for key in right):
        parts.append("input left alone")
    return ", ".join(parts)


def say(exercise: Exercise, case: Case, seen: Observation, found: Difference) -> str:
    """`found` in one sentence for the learner whose answer showed `seen` on `case`."""
    for key, before in (
        ("raised", ""),
        ("raised with gradients", "when gradients are asked for, "),
    ):
        stopped = seen.get(key)
        if isinstance(stopped, Raised) and (found.key == key or found.got is MISSING):
            return before + _stopped(exercise, stopped)
    if found.key == "ready-made" and (why := unseen(str(found.got))) is not None:
        return f"this {why}"
    if found.key == "ready-made":
        return f"this ran torch's ready-made {found.got}, which you are asked to write yourself"
    if found.key.startswith("gradient of "):
        return _gradient(seen, found)
    if " afterwards" in found.key:
        return _afterwards(exercise, case, seen, found)
    return _result(exercise, found)


def _stopped(exercise: Exercise, stopped: Raised) -> str:
    error = f"{stopped.kind}: {stopped.message}" if stopped.message else stopped.kind
    if len(error) > _LONGEST:
        error = error[: _LONGEST - 1] + "…"
    if not stopped.line:
        return f"calling {exercise.signature} stopped with {error}"
    code = f", `{stopped.text}`," if stopped.text else ""
    return f"line {stopped.line}{code} stopped with {error}"


def _result(exercise: Exercise, found: Difference) -> str:
    what, _, aspect = found.key.partition(": ")
    subject = _subject(what)
    if not aspect and found.got == "None":
        if what == "result":
            return "you returned None: is the `return` missing?"
        return f"{subject} is None, it should be {found.expected}"
    if not aspect and what == "result":
        wrong = f"you returned something {found.got}" if "type" in found.got else ""
        return f"{wrong or f'you returned {found.got}'}, it should be {found.expected}"
    if not aspect:
        return f"{subject} is {found.got}, it should be {found.expected}"
    if aspect == "shape":
        return f"{subject} has shape {found.got}, it should be {found.expected}"
    if aspect == "length":
        return f"you returned {_count(found.got)}, it should be {found.expected}"
    if aspect == "dtype":
        return f"{subject} is {found.got}, it should be {found.expected}"
    if aspect == "values":
        of = "" if what == "result" else f"{subject}: "
        return of + _numbers(found)
    if isinstance(found.expected, bool) and isinstance(found.got, bool):
        return f"{aspect}: {_yes_or_no(found.got)}, it should be {_yes_or_no(found.expected)}"
    if found.got is MISSING:
        return f"{aspect} cannot be worked out from what you returned"
    if found.expected is MISSING:
        return f"{aspect}: {found.got}"
    if isinstance(found.got, tuple) and "shape" not in aspect:
        return f"{aspect}: you have shape {found.got}, right is {found.expected}"
    return f"{aspect}: {_numbers(found)}"


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _afterwards(exercise: Exercise, case: Case, seen: Observation, found: Difference) -> str:
    label, _, aspect = found.key.partition(" afterwards: ")
    if label.partition("[")[0] not in exercise.in_place:
        if aspect == "shape":
            return f"you changed the shape of the input {label}"
        return (
            f"you changed the input {label}: {_place(found)}it was {_shown(found)[0]} "
            f"and is now {_shown(found)[1]}"
        )
    if aspect == "leaf":
        return f"{label} is no longer a leaf tensor that requires grad"
    if aspect == "gradient":
        return f"{label}.grad is not cleared afterwards"
    if aspect == "values":
        before = dict(tensors_of(exercise, case.arguments)).get(label)
        if isinstance(before, torch.Tensor) and np.array_equal(
            before.detach().double().numpy(), seen[found.key]
        ):
            return f"{label} did not change: {_place(found)}{_numbers(found, placed=False)}"
    return f"{label} afterwards: {_numbers(found)}"


def _gradient(seen: Observation, found: Difference) -> str:
    name = found.key.removeprefix("gradient of ")
    flowed = seen.get(found.key)
    if isinstance(flowed, np.ndarray) and not flowed.any():
        return f"no gradient flows back to {name}: something cuts the graph on the way"
    return f"the gradient of {name}: {_numbers(found)}"


def _subject(what: str) -> str:
    """What the learner returned under the key `what`: "result", "result[1]"."""
    if what == "result":
        return "your result"
    index = int(what.removeprefix("result[").split("]")[0])
    ordinal = _ORDINALS[index] if index < len(_ORDINALS) else f"{index + 1}th"
    return f"the {ordinal} value you returned"


def _numbers(found: Difference, placed: bool = True) -> str:
    if found.index is None:
        return f"you have {found.got}, right is {found.expected}"
    right, yours = _shown(found)
    return f"{_place(found) if placed else ''}you have {yours}, right is {right}"


def _shown(found: Difference) -> tuple[str, str]:
    """Expected and got with as many digits as it takes to see that they differ."""
    for digits in range(4, 18):
        right, yours = f"{found.expected:.{digits}g}", f"{found.got:.{digits}g}"
        if right != yours:
            break
    return right, yours


def _place(found: Difference) -> str:
    index = found.index or ()
    if len(index) == 0:
        return ""
    if len(index) == 1:
        return f"at index {index[0]} "
    if len(index) == 2:
        return f"at row {index[0]}, column {index[1]} "
    return f"at {list(index)} "


def _count(number: Any) -> str:
    return "1 number" if number == 1 else f"{number} numbers"
