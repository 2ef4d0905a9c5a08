"""A difference between an answer and the reference, in the words of `words`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch

from nbjudge.exam import Raised, hidden_by, unseen
from nbjudge.language import matched
from nn_course.catalogue import Case, Exercise
from nn_course.checks import words_seen
from nn_course.checks.compare import MISSING, Difference
from nn_course.checks.mishaps import Names, meaning
from nn_course.checks.numbers import told_apart
from nn_course.checks.observe import Observation, tensors_of
from nn_course.checks.said import seen as kind
from nn_course.checks.said import words, words_errors
from nn_course.language import phrase

_LONGEST = 160
_LONGEST_EXPLAINED = 100


def looked_at(exercise: Exercise, right: Observation) -> str:
    """What was compared and found right, for example "values, gradient, input unchanged"."""
    if exercise.look is not None:
        return str(phrase(exercise.part, exercise.seen))
    parts = []
    if exercise.features is not None:
        parts.append(words.KIND_SHAPE_STATISTICS)
    elif exercise.result != "ignored":
        shaped = any(key.endswith("shape") and key.startswith("result") for key in right)
        parts.append(words.SHAPE_AND_VALUES if shaped else words.VALUE)
    if exercise.in_place:
        parts.append(words.CHANGED_IN_PLACE)
    if exercise.clears_gradients:
        parts.append(words.GRADIENTS_CLEARED)
    if exercise.gradients:
        parts.append(words.GRADIENTS if len(exercise.gradients) > 1 else words.GRADIENT)
    if any("afterwards" in key and key.split(" ")[0] not in exercise.in_place for key in right):
        parts.append(words.INPUT_LEFT_ALONE)
    return ", ".join(parts)


def _no_names() -> Iterable[str]:
    return ()


def say(
    exercise: Exercise,
    case: Case,
    seen: Observation,
    found: Difference,
    names: Names = _no_names,
    brief: bool = False,
) -> str:
    """`found` in one sentence for the learner whose answer showed `seen` on `case`.

    `names` gives what the answer can see, for a name that is not defined; `brief` leaves out the
    message of an exception that the sentence explains.
    """
    for key in ("raised", "raised with gradients"):
        stopped = seen.get(key)
        if isinstance(stopped, Raised) and (found.key == key or found.got is MISSING):
            sentence = _stopped(exercise, stopped, names, brief)
            if key == "raised":
                return sentence
            return words_errors.WITH_GRADIENTS.format(sentence=sentence)
    if found.key == "ready-made":
        return _used(str(found.got))
    if found.key.startswith("gradient of "):
        return _gradient(seen, found)
    if " afterwards" in found.key:
        return _afterwards(exercise, case, seen, found)
    return _result(exercise, found)


def _used(operation: str) -> str:
    """What earns nothing: `operation` is what `nbjudge.exam` saw."""
    if (name := hidden_by(operation)) is not None:
        return str(words.HIDES.format(name=name))
    if unseen(operation) is not None:
        return str(words.OUTSIDE)
    return str(words.READY_MADE.format(operation=operation))


def _stopped(exercise: Exercise, stopped: Raised, names: Names, brief: bool) -> str:
    if not stopped.line:
        where = words_errors.CALLING.format(signature=exercise.signature)
    elif stopped.text:
        where = words_errors.LINE.format(line=stopped.line, code=stopped.text)
    else:
        where = words_errors.LINE_ONLY.format(line=stopped.line)
    sentence = meaning(exercise, stopped, where, names)
    if sentence is None:
        return words_errors.STOPPED.format(where=where, error=_cut(str(stopped), _LONGEST))
    if brief:
        return sentence
    error = _cut(str(stopped), _LONGEST_EXPLAINED)
    return words_errors.EXPLAINED.format(sentence=sentence, error=error)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _result(exercise: Exercise, found: Difference) -> str:
    what, _, aspect = found.key.partition(": ")
    subject = _subject(what)
    got = found.got
    both = {"subject": subject, "expected": kind(found.expected), "got": kind(got)}
    if not aspect:
        if what != "result":
            return (words.IS_NONE if got == "None" else words.IS).format(**both)
        if got == "None":
            return words.RETURNED_NONE
        if (named := matched(words_seen.OF_TYPE, got)) is not None:
            return words.RETURNED_TYPE.format(**both, **named)
        return words.RETURNED.format(**both)
    if aspect == "shape":
        return words.HAS_SHAPE.format(**both)
    if aspect == "length":
        return (words.RETURNED_ONE_NUMBER if got == 1 else words.RETURNED_NUMBERS).format(**both)
    if aspect == "dtype":
        return words.IS.format(**both)
    if aspect == "values":
        numbers = _numbers(found)
        return numbers if what == "result" else words.OF.format(label=subject, sentence=numbers)
    return _labelled(exercise, aspect, found)


def _labelled(exercise: Exercise, key: str, found: Difference) -> str:
    """A difference that has words of its own: a feature, or what a look saw."""
    label = phrase(exercise.part, key)
    expected, got = (phrase(exercise.part, one) for one in (found.expected, found.got))
    if isinstance(expected, bool) and isinstance(got, bool):
        sentence = words.SHOULD_BE.format(got=_yes_or_no(got), expected=_yes_or_no(expected))
    elif got is MISSING:
        return words.NOT_TO_BE_HAD.format(label=label)
    elif expected is MISSING:
        sentence = str(got)
    elif isinstance(got, tuple) and "shape" not in key:
        sentence = words.SHAPES.format(got=got, expected=expected)
    else:
        sentence = _numbers(found, exercise.part)
    return words.OF.format(label=label, sentence=sentence)


def _yes_or_no(value: bool) -> str:
    return words.YES if value else words.NO


def _afterwards(exercise: Exercise, case: Case, seen: Observation, found: Difference) -> str:
    label, _, aspect = found.key.partition(" afterwards: ")
    if label.partition("[")[0] not in exercise.in_place:
        if aspect == "shape":
            return words.INPUT_SHAPE_CHANGED.format(label=label)
        before, after = told_apart(found.expected, found.got)
        change = _placed(found, words.WAS_AND_IS.format(before=before, after=after))
        return words.INPUT_CHANGED.format(label=label, change=change)
    if aspect == "leaf":
        return words.NO_LEAF.format(label=label)
    if aspect == "gradient":
        return words.NOT_CLEARED.format(label=label)
    unchanged = False
    if aspect == "values":
        argument = dict(tensors_of(exercise, case.arguments)).get(label)
        unchanged = isinstance(argument, torch.Tensor) and np.array_equal(
            argument.detach().double().numpy(), seen[found.key]
        )
    sentence = words.DID_NOT_CHANGE if unchanged else words.AFTERWARDS
    return sentence.format(label=label, sentence=_numbers(found))


def _gradient(seen: Observation, found: Difference) -> str:
    name = found.key.removeprefix("gradient of ")
    flowed = seen.get(found.key)
    if isinstance(flowed, np.ndarray) and not flowed.any():
        return words.NO_GRADIENT.format(name=name)
    return words.GRADIENT_OF.format(name=name, sentence=_numbers(found))


def _subject(what: str) -> str:
    """What the learner returned under the key `what`: "result", "result[1]"."""
    if what == "result":
        return words.RESULT
    index = int(what.removeprefix("result[").split("]")[0])
    if index < len(words.ORDINALS):
        ordinal = words.ORDINALS[index]
    else:
        ordinal = words.ORDINAL.format(number=index + 1)
    return words.VALUE_RETURNED.format(ordinal=ordinal)


def _numbers(found: Difference, part: str = "") -> str:
    """Yours and right; of a look also as words, in those of the catalogue of `part`."""
    if found.index is None:
        got, right = (phrase(part, one) if part else one for one in (found.got, found.expected))
        return words.YOURS_AND_RIGHT.format(got=got, expected=right)
    expected, got = told_apart(found.expected, found.got)
    return _placed(found, words.YOURS_AND_RIGHT.format(got=got, expected=expected))


def _placed(found: Difference, sentence: str) -> str:
    """`sentence`, which is about a single number, with the place of that number in front."""
    index: tuple[Any, ...] = found.index or ()
    if len(index) == 0:
        return sentence
    if len(index) == 1:
        return words.AT_INDEX.format(index=index[0], sentence=sentence)
    if len(index) == 2:
        return words.AT_ROW_COLUMN.format(row=index[0], column=index[1], sentence=sentence)
    return words.AT_PLACE.format(place=list(index), sentence=sentence)
