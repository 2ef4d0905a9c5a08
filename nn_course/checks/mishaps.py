"""What an exception means: torch's, numpy's and Python's usual messages as sentences."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import torch

from nbjudge.exam import Raised
from nn_course.catalogue import Exercise
from nn_course.checks.rules import RULES
from nn_course.checks.said import words_errors as say
from nn_course.language import _

Names = Callable[[], Iterable[str]]
"""Gives the names that an answer can see, for those that are looked for in vain."""

_AXIS = re.compile(
    r"Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)"
)
_NAME = re.compile(r"name '(\w+)' is not defined")
_ATTRIBUTE = re.compile(r"(?:module |type object )?'([\w.]+)' (?:object )?has no attribute '(\w+)'")
_TOO_MANY = re.compile(
    r"([\w.<>]+)\(\) takes (?:from \d+ to )?(\d+) positional arguments? but (\d+)"
)
_MISSING = re.compile(r"([\w.<>]+)\(\) missing \d+ required \S+ arguments?: (.+)")
_METHODS = ("forward", "__init__", "__call__", "__getitem__", "__len__", "__iter__")
# Where names are looked for that torch, numpy and lists do not have.
_KNOWN: dict[str, Any] = {
    "Tensor": torch.Tensor,
    "numpy.ndarray": np.ndarray,
    "torch": torch,
    "torch.nn.functional": torch.nn.functional,
    "torch.nn": torch.nn,
    "torch.optim": torch.optim,
    "numpy": np,
    "list": list,
    "tuple": tuple,
    "dict": dict,
    "Linear": torch.nn.Linear,
}


def meaning(exercise: Exercise, raised: Raised, where: str, names: Names) -> str | None:
    """The exception in a sentence that begins with `where`; None if it is no usual one."""
    message = raised.message
    for pattern, sentence in RULES:
        found = re.match(pattern, message)
        if found is not None:
            places = {key: value for key, value in found.groupdict().items() if value is not None}
            places.setdefault("given", places.get("other", ""))
            return _(sentence).format(where=where, **{k: _plain(v) for k, v in places.items()})
    if raised.kind == "StopIteration":
        return say.ENDED.format(where=where)
    if raised.kind == "KeyError" and message:
        return say.NO_KEY.format(where=where, key=message)
    for special in (_axis, _name, _attribute, _arguments):
        said = special(exercise, raised, where, names)
        if said is not None:
            return said
    return None


def _plain(found: str) -> str:
    """Types as the lesson calls them; shapes with a space after each comma."""
    if found.replace(",", "").isdigit() and "," in found:
        return ", ".join(found.split(","))
    return {"Long": "int64", "Float": "float32", "Double": "float64", "NoneType": "None"}.get(
        found, found
    )


def _axis(exercise: Exercise, raised: Raised, where: str, names: Names) -> str | None:
    found = _AXIS.match(raised.message)
    if found is None:
        return None
    low, high, axis = map(int, found.groups())
    range_ = ", ".join(map(str, range(high + 1))) if high < 4 else f"0 … {high}"
    return say.NO_SUCH_AXIS.format(where=where, axis=axis, count=-low, range=range_)


def _name(exercise: Exercise, raised: Raised, where: str, names: Names) -> str | None:
    found = _NAME.match(raised.message)
    if found is None:
        return None
    near = _nearest(found[1], names())
    if near is None:
        return say.NOT_DEFINED.format(where=where, name=found[1])
    return say.NOT_DEFINED_NEAR.format(where=where, name=found[1], near=near)


def _attribute(exercise: Exercise, raised: Raised, where: str, names: Names) -> str | None:
    found = _ATTRIBUTE.match(raised.message)
    if found is None:
        return None
    kind, name = found.groups()
    places = {"where": where, "name": name, "kind": kind}
    if kind in _KNOWN:
        own = [one for one in dir(_KNOWN[kind]) if not one.startswith("_")]
        if kind == "Linear":
            own += ["weight", "bias"]
        near = _nearest(name, own)
        if near is not None:
            return say.NO_ATTRIBUTE_NEAR.format(near=near, **places)
        return say.NO_ATTRIBUTE.format(**places)
    if f"self.{name}" in raised.text:
        near = _nearest(name, names())
        if near is not None:
            return say.NO_ATTRIBUTE_NEAR.format(near=near, **places)
        return say.NO_ATTRIBUTE_SELF.format(**places)
    return say.NO_ATTRIBUTE.format(**places)


def _arguments(exercise: Exercise, raised: Raised, where: str, names: Names) -> str | None:
    """A call with too few or too many arguments, by the learner's code or by the check."""
    many, missing = _TOO_MANY.match(raised.message), _MISSING.match(raised.message)
    if many is None and missing is None:
        return None
    function, *counts = (many or missing).groups()  # type: ignore[union-attr]
    function = function.rpartition("<locals>.")[2]
    if function == "<lambda>" and not raised.line:
        function = exercise.name
    places = {"where": where, "function": function, "signature": exercise.signature}
    if missing is not None:
        own = not raised.line and function == exercise.name
        sentence = say.OWN_MISSING if own else say.MISSING_ARGUMENTS
        return sentence.format(missing=missing[2].replace('"', "'"), **places)
    takes, given = (int(count) for count in counts)
    if function.rpartition(".")[2] in _METHODS and given == takes + 1:
        return say.NO_SELF.format(takes=takes, given=given, **places)
    sentence = say.OWN_TOO_MANY if not raised.line else say.TOO_MANY_ARGUMENTS
    return sentence.format(takes=takes, given=given, **places)


def _nearest(name: str, known: Iterable[str]) -> str | None:
    near = difflib.get_close_matches(name, sorted(set(known) - {name}), n=1, cutoff=0.6)
    return near[0] if near else None
