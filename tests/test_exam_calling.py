"""Calling an answer in one process, as test cells do in a learner's own notebook."""

from __future__ import annotations

import functools
import random
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from nbjudge.exam import Banned, Conditions, Raised, call, probe, recognise, under
from nbjudge.exam.session import Session, judging

SOURCE = """
def increment(x):
    return x - 1

plus_one = increment

def twice(x):
    return increment(increment(x))

def by_alias(x):
    return plus_one(x)

def fails(x):
    y = x
    return y / 0

class Callable:
    def __call__(self, x):
        return increment(x)
"""


def learner(source: str = SOURCE) -> dict[str, Any]:
    """The namespace of a learner's notebook in which `source` ran."""
    namespace: dict[str, Any] = {"torch": torch}
    exec(compile(source, "<notebook>", "exec", dont_inherit=True), namespace)
    return namespace


def reference(x: float) -> float:
    return x + 1


BEFORE = Conditions({"increment": reference})


def test_a_result() -> None:
    """What a call returned is its outcome's result, and nothing was raised or used."""
    outcome = call(lambda a, *, b: a + b, [1], {"b": 2})
    assert (outcome.result, outcome.error, outcome.raised, outcome.used) == (3, None, None, None)
    assert outcome.unwrap() == 3


def test_an_exception() -> None:
    """What a call raised is in its outcome, with the learner's line, and unwrap raises it."""
    outcome = call(learner()["fails"], [1])
    assert outcome.raised == Raised("ZeroDivisionError", "division by zero")
    assert outcome.raised is not None and outcome.raised.line == 15
    with pytest.raises(ZeroDivisionError):
        outcome.unwrap()


def test_system_exit_is_an_outcome() -> None:
    """An answer that calls sys.exit does not end the notebook."""
    outcome = call(sys.exit, [3])
    assert outcome.raised == Raised("SystemExit", "3")


def test_an_interrupt_passes() -> None:
    """Ctrl+C in a learner's notebook stops the check, too."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(interrupted)


def test_a_blank_is_told() -> None:
    """NotImplementedError, which a blank raises, is marked as such."""

    def blank() -> None:
        raise NotImplementedError("write your answer here")

    raised = call(blank).raised
    assert raised is not None and raised.unwritten


def test_an_operation_that_torch_lacks_is_no_blank() -> None:
    """torch raises NotImplementedError as well, for an operation that it has for other types."""

    def mistaken() -> None:
        F.cross_entropy(torch.tensor([0, 1]), torch.tensor([0.5, 0.5]))

    raised = call(mistaken).raised
    assert raised is not None and raised.kind == "NotImplementedError" and not raised.unwritten


def test_quiet_calls_print_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """What a quiet call prints is dropped; stderr and warnings are in any case."""

    def loud() -> None:
        print("out")
        print("error", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call(loud, quiet=True)
        assert capsys.readouterr() == ("", "")
        call(loud)
    assert capsys.readouterr() == ("out\n", "") and caught == []


def draws() -> tuple[float, ...]:
    return random.random(), float(np.random.rand()), torch.rand(1).item()


def test_a_seed_repeats_what_is_drawn() -> None:
    """Calls with the same seed draw the same numbers, from all three generators."""
    same = [call(draws, seed=3).result for _ in range(2)]
    assert same[0] == same[1]
    other = call(draws, seed=4).result
    assert all(one != two for one, two in zip(same[0], other, strict=True))


def test_a_seed_is_undone() -> None:
    """After a call with a seed the generators are where they were."""
    random.seed(1), np.random.seed(1), torch.manual_seed(1)
    expected = draws()
    random.seed(1), np.random.seed(1), torch.manual_seed(1)
    call(draws, seed=3)
    assert draws() == expected


@pytest.mark.parametrize("name", ["twice", "by_alias"])
def test_earlier_answers_are_references(name: str) -> None:
    """Under conditions the names of earlier answers, aliases too, are their references."""
    mine = learner()
    assert mine[name](1) < 1 < under(mine[name], BEFORE)(1)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda mine: functools.partial(mine["twice"]),
        lambda mine: (lambda inner: lambda x: inner(x))(mine["twice"]),
        lambda mine: mine["Callable"](),
        lambda mine: mine["Callable"]().__call__,
    ],
    ids=["partial", "closure", "object", "method"],
)
def test_references_behind_wrappers(wrap: Callable[[dict[str, Any]], Callable[..., Any]]) -> None:
    """References are bound wherever the learner's function hides."""
    assert call(wrap(learner()), [1], conditions=BEFORE).result > 1


def test_references_are_undone() -> None:
    """After the call, and after one that raised, every name is as it was, absent ones absent."""
    mine = learner()
    before = dict(mine)
    both = Conditions({"increment": reference, "absent": reference})
    call(mine["twice"], [1], conditions=both)
    call(mine["fails"], [1], conditions=both)
    assert mine == before


def test_settings_are_undone() -> None:
    """A gradient mode and a default dtype that an answer sets hold no longer than its call."""

    def careless() -> None:
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)

    call(careless)
    assert torch.is_grad_enabled() and torch.get_default_dtype() is torch.float32


@pytest.mark.parametrize(
    ("expression", "operation"),
    [
        ("torch.softmax(x, 0)", "softmax"),
        ("x.softmax(0)", "softmax"),
        ("torch.nn.LogSoftmax(0)(x)", "log_softmax"),
        ("x.exp() / x.exp().sum()", None),
    ],
)
def test_banned_operations(expression: str, operation: str | None) -> None:
    """A banned operation is named in the outcome, whatever it was called by."""
    answer = learner(f"def answer(x):\n    return {expression}")["answer"]
    outcome = call(answer, [torch.ones(3)], conditions=Conditions(bans=("*softmax*",)))
    assert outcome.used == operation


def test_a_ban_raises_when_unwrapped() -> None:
    """`under` raises Banned, an AssertionError, that names the operation."""
    banned = under(torch.nn.Softmax(0), Conditions(bans=("*softmax*",)))
    with pytest.raises(Banned, match="softmax") as caught:
        banned(torch.ones(3))
    assert isinstance(caught.value, AssertionError) and caught.value.operation == "softmax"


def test_references_may_use_what_is_banned() -> None:
    """A ban does not hold inside a reference."""
    conditions = Conditions({"increment": lambda x: torch.softmax(x, 0)}, ("*softmax*",))
    assert call(learner()["by_alias"], [torch.ones(3)], conditions=conditions).used is None


def test_probes_and_misconceptions_without_a_judge() -> None:
    """In a notebook a probe is the function itself, and recognising has no effect."""
    assert probe(reference) is reference
    recognise("name", "sentence")


def test_the_first_misconception_counts() -> None:
    """Under a judge the first one recognised is left for it, and no context sees another's."""
    with judging(Session(lambda function: function)) as outer:
        with judging(Session(lambda function: function)) as inner:
            recognise("one", "first")
            recognise("two", "second")
        assert (inner.misconception, inner.hint) == ("one", "first")
        assert outer.misconception is None
