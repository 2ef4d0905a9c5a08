"""What can be seen of a function on one input, as a flat mapping.

The learner's answer, the reference and every misconception are looked at in the same way;
`nn_course.checks.compare` tells two such observations apart. Values are float64 arrays, all
else is text, a shape or a truth value.
"""

from __future__ import annotations

import contextlib
import types
from collections.abc import Callable, Iterator, Mapping
from numbers import Real
from typing import Any

import numpy as np
import torch

from nbjudge.exam import call, through
from nbjudge.exam.outcome import described
from nn_course.catalogue import Case, Exercise
from nn_course.checks import words_seen as words
from nn_course.checks.isolation import conditions

Observation = Mapping[str, Any]


def observe(
    exercise: Exercise,
    function: Callable[..., Any],
    case: Case,
    *,
    trusted: bool = False,
    quiet: bool = True,
) -> Observation:
    """Everything that the contract of `exercise` looks at when `function` meets `case`.

    The keys stand in the order in which a learner should hear of them: "raised" or "ready-made"
    (then alone), "result…", "<parameter> afterwards…", "gradient of <parameter>". A `trusted`
    function, which is a reference, gets float64 arguments and may use what is banned; `quiet`
    swallows prints. The random generators are seeded, and as they were afterwards.
    """
    if exercise.look is not None:
        return _looked(exercise, function, case, trusted, quiet)
    arguments = fresh(case.arguments, trusted)
    tensors = list(tensors_of(exercise, arguments))  # a list may hold others after the call
    with torch.enable_grad():
        outcome = call(
            function, arguments, conditions=conditions(exercise, trusted), quiet=quiet, seed=0
        )
    if outcome.used is not None:
        return {"ready-made": outcome.used}
    if outcome.raised is not None:
        return {"raised": outcome.raised}
    result = outcome.result
    seen: dict[str, Any] = {}
    if exercise.features is not None:
        seen.update(_features(exercise, result, arguments))
    elif exercise.result != "ignored":
        seen.update(_described("result", result, exercise))
    seen.update(_afterwards(exercise, tensors))
    if exercise.gradients:
        seen.update(_gradients(exercise, function, case, trusted))
    return seen


def _looked(
    exercise: Exercise, function: Callable[..., Any], case: Case, trusted: bool, quiet: bool
) -> Observation:
    """What the exercise's `look`, running beside `function`, sees of it."""
    assert exercise.look is not None
    outcome = through(
        exercise.look,
        function,
        fresh(case.arguments),
        conditions=conditions(exercise, trusted),
        quiet=quiet,
        seed=0,
    )
    if outcome.used is not None:
        return {"ready-made": outcome.used}
    if outcome.raised is not None:
        return {"raised": outcome.raised}
    return {
        f"result: {label}": _array(value)
        if isinstance(value, torch.Tensor | np.ndarray) or _is_number(value)
        else value
        for label, value in outcome.result.items()
    }


def fresh(value: Any, double: bool = False) -> Any:
    """A copy of `value` and what it holds: tensors with their `.grad` and `requires_grad`."""
    if isinstance(value, torch.Tensor):
        wide = double and value.is_floating_point()
        copy = value.detach().clone().to(torch.float64 if wide else value.dtype)
        if value.grad is not None:
            copy.grad = value.grad.detach().clone().to(copy.dtype)
        return copy.requires_grad_(value.requires_grad)
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (list, tuple)):
        return type(value)(fresh(item, double) for item in value)
    return value


def _described(key: str, value: Any, exercise: Exercise) -> Iterator[tuple[str, Any]]:
    """`value` under `key`: its kind, then what tells two values of that kind apart."""
    if exercise.result in ("number", "numbers") and _is_number(value):
        yield key, words.NUMBER
        yield f"{key}: values", _array(value)
    elif isinstance(value, torch.Tensor):
        yield key, words.TENSOR
        yield f"{key}: dtype", _dtype(value, exercise.exact_dtypes)
        yield f"{key}: shape", tuple(value.shape)
        yield f"{key}: values", _array(value)
    elif isinstance(value, (list, tuple)) and exercise.result in ("tensors", "numbers"):
        if exercise.result == "numbers" and all(_is_number(item) for item in value):
            yield key, words.LIST_OF_NUMBERS
            yield f"{key}: length", len(value)
            yield f"{key}: values", np.asarray([float(_array(item)) for item in value])
            return
        yield key, words.VALUES.format(count=len(value))
        for index, item in enumerate(value):
            yield from _described(f"{key}[{index}]", item, exercise)
    elif isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        yield key, words.ARRAY
        yield f"{key}: shape", value.shape
        yield f"{key}: values", _array(value)
    elif _is_number(value):
        yield key, words.PYTHON_NUMBER
        yield f"{key}: values", _array(value)
    else:
        yield key, _kind(value)
        yield f"{key}: text", repr(value)[:1000]


def _is_number(value: Any) -> bool:
    """Whether `value` is a real number: Python's, numpy's or a tensor without dimensions."""
    if isinstance(value, (torch.Tensor, np.ndarray)):
        plain = value.ndim == 0 and str(value.dtype) not in ("torch.bool", "bool")
        return plain and not torch.is_complex(torch.as_tensor(value))
    return isinstance(value, Real) and not isinstance(value, (bool, np.bool_))


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, (list, tuple)):
        return words.HOLDING.format(type=type(value).__name__, count=len(value))
    if isinstance(value, types.GeneratorType):
        return words.GENERATOR
    return words.OF_TYPE.format(type=type(value).__name__)


def _dtype(value: torch.Tensor, exact: bool) -> str:
    if exact:
        return str(value.dtype).removeprefix("torch.")
    if value.is_floating_point():
        return words.FLOATING_POINT
    if value.is_complex():
        return words.COMPLEX
    return words.BOOLEAN if value.dtype == torch.bool else words.INTEGER


def _array(value: Any) -> np.ndarray:
    """The numbers of a tensor or array as float64 (of complex ones the real part)."""
    if isinstance(value, torch.Tensor):
        value = value.detach()
        value = value.real if value.is_complex() else value
        return value.to_dense().to(torch.float64).resolve_neg().numpy().copy()
    return np.asarray(value, dtype=np.float64)


def _features(
    exercise: Exercise, result: Any, arguments: tuple[Any, ...]
) -> Iterator[tuple[str, Any]]:
    """For random results: everything but the values, and features in their place."""
    assert exercise.features is not None
    described = dict(_described("result", result, exercise))
    yield from ((key, seen) for key, seen in described.items() if not key.endswith(": values"))
    with contextlib.suppress(Exception):  # a result of another kind has no such features
        for key, number in exercise.features(result, arguments).items():
            yield f"result: {key}", number if isinstance(number, bool) else np.asarray(number)


def tensors_of(
    exercise: Exercise, arguments: tuple[Any, ...]
) -> Iterator[tuple[str, torch.Tensor | np.ndarray]]:
    """The tensors and arrays among `arguments`, also those in a list, by their names."""
    for name, argument in zip(exercise.parameters, arguments, strict=True):
        if isinstance(argument, (torch.Tensor, np.ndarray)):
            yield name, argument
        elif isinstance(argument, (list, tuple)):
            for index, item in enumerate(argument):
                yield f"{name}[{index}]", item


def _afterwards(
    exercise: Exercise, tensors: list[tuple[str, torch.Tensor | np.ndarray]]
) -> Iterator[tuple[str, Any]]:
    """The arguments as the call left them."""
    for label, tensor in tensors:
        yield f"{label} afterwards: shape", tuple(tensor.shape)
        yield f"{label} afterwards: values", _array(tensor)
        if isinstance(tensor, torch.Tensor) and label.partition("[")[0] in exercise.in_place:
            yield f"{label} afterwards: leaf", tensor.is_leaf and tensor.requires_grad
            if exercise.clears_gradients and tensor.is_leaf:
                grad = torch.zeros(()) if tensor.grad is None else tensor.grad
                yield f"{label} afterwards: gradient", float(grad.abs().sum()) == 0.0


def _gradients(
    exercise: Exercise, function: Callable[..., Any], case: Case, trusted: bool
) -> Iterator[tuple[str, Any]]:
    """What flows back through a fixed random weighting of the result, in a second call."""
    arguments = fresh(case.arguments, trusted)
    leaves = {
        name: argument.requires_grad_()
        for name, argument in zip(exercise.parameters, arguments, strict=True)
        if name in exercise.gradients
    }
    with torch.enable_grad():
        outcome = call(
            function, arguments, conditions=conditions(exercise, True), quiet=True, seed=0
        )
        stopped, result = outcome.raised, outcome.result
        if isinstance(result, torch.Tensor) and result.requires_grad:
            source = torch.Generator().manual_seed(0)
            weights = torch.randn(result.shape, dtype=torch.float64, generator=source)
            try:
                (result * weights).sum().backward()
            except Exception as error:
                stopped = described(error)
    if stopped is not None:
        yield "raised with gradients", stopped
        return
    for name, leaf in leaves.items():
        grad = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
        yield f"gradient of {name}", _array(grad)
