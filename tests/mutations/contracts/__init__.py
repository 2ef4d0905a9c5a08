"""What the exercises ask of an answer, written apart from checks, catalogue and hidden tests.

A contract is a function of the answer and of one input, in the form of a `Case`'s arguments, that
raises `Differs` where the answer does something else than its docstring says. References are
written out by hand in float64. `edges` are inputs that a docstring allows and chance rarely gives.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import torch

from nn_course.catalogue import Case, Exercise, earlier, exercise
from nn_course.checks.answers import answer_of
from nn_course.checks.observe import fresh
from tests.mutations.contracts import part1, part2, part3, part4
from tests.mutations.contracts.common import Differs, Near
from tests.mutations.contracts.edges import edges

PARTS = {"part1": part1, "part2": part2, "part3": part3, "part4": part4}
SEEDS = range(1, 51)  # 0 is the check's own


@cache
def _cases(part: str, name: str, seed: int) -> tuple[Case, ...]:
    return exercise(part, name).inputs(seed)


def further_inputs(known: Exercise) -> Iterator[Case]:
    """Edges, then the inputs of fifty other seeds (of one where an answer trains for long)."""
    for arguments in edges(known.part, known.name):
        yield Case("an edge", arguments, scale=_magnitude(known, arguments))
    for seed in SEEDS[:1] if known.dear else SEEDS:
        yield from _cases(known.part, known.name, seed)


def _magnitude(known: Exercise, arguments: tuple[Any, ...]) -> Any:
    return arguments[0].abs().max().item() if known.name == "stable_log_softmax" else 0.0


def answer(known: Exercise, source: str) -> Callable[..., Any]:
    """What the cell `source` defines; the exercises before it stand for their references."""
    made = answer_of(known.part, known.name, source)
    names = {one.name: known.bindings.get(one.name, one.reference) for one in earlier(known)}
    if not isinstance(made, type):  # no class of this course needs what stands before it
        inspect.unwrap(made).__globals__.update(names)
    return made


def breach(known: Exercise, made: Callable[..., Any], case: Case) -> str | None:
    """What the answer does otherwise on `case`, None if nothing: an exception is otherwise, too."""
    contract = PARTS[known.part].CONTRACTS[known.name]
    near = Near(known.tolerance.absolute, known.tolerance.relative, case.scale)
    torch.manual_seed(0)
    try:
        contract(made, near, *fresh(case.arguments))
    except Differs as differs:
        return str(differs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None
