"""A call over the wire changes its caller's arguments as a call at home does."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nbjudge.wire import (
    Arguments,
    Change,
    apply_changes,
    kinds,
    pack_answer,
    pack_arguments,
    unpack_arguments,
)
from nbjudge.wire.errors import WireError


def call(function: Callable[..., Any], *values: Any) -> tuple[Any, tuple[Change, ...]]:
    """`function` as if it ran in the other process."""
    data, arguments = pack_arguments(values)
    theirs = unpack_arguments(data)
    return apply_changes(arguments, pack_answer(theirs, function(*theirs.values)))


def test_a_call_that_changes_nothing_says_so() -> None:
    """The result arrives, no argument is touched: a tensor's version stays, nan included."""
    inputs = torch.tensor([1.0, float("nan")])
    result, changes = call(lambda x, y: [x.sum(), len(y)], inputs, [1, 2])
    assert result[1] == 2
    assert changes == ()
    assert inputs._version == 0


def test_a_step_of_gradient_descent_comes_back() -> None:
    """Values change in place, gradients are cleared, leaves stay leaves."""

    def step(parameters: list[torch.Tensor], lr: float) -> None:
        with torch.no_grad():
            for parameter in parameters:
                assert parameter.grad is not None
                parameter -= lr * parameter.grad
                parameter.grad = None

    weights: Any = torch.nn.Parameter(torch.ones(3))
    weights.grad = torch.full((3,), 2.0)
    gradient = weights.grad
    _, changes = call(step, [weights], 0.5)
    assert weights.tolist() == [0.0, 0.0, 0.0]
    assert weights.grad is None
    assert gradient.tolist() == [2.0] * 3
    assert weights.requires_grad and weights.is_leaf
    assert changes == (Change(1, requires_grad=True, is_leaf=True),)


def test_a_gradient_zeroed_in_place_stays_the_same_object() -> None:
    """grad.zero_() keeps the tensor that the caller may hold."""
    weights = torch.ones(2, requires_grad=True)
    weights.grad = gradient = torch.ones(2)
    call(lambda w: w.grad.zero_(), weights)
    assert weights.grad is gradient
    assert gradient.tolist() == [0.0, 0.0]


def test_a_gradient_made_there_arrives() -> None:
    """backward() in the other process fills .grad here."""
    weights = torch.ones(2, requires_grad=True)
    call(lambda w: (w * 3).sum().backward(), weights)
    assert weights.grad is not None
    assert weights.grad.tolist() == [3.0, 3.0]


def test_requires_grad_set_there_is_set_here() -> None:
    """A learner's requires_grad_() on an argument is seen."""
    inputs = torch.ones(2)
    _, (change,) = call(lambda x: x.requires_grad_(), inputs)
    assert inputs.requires_grad
    assert change.requires_grad


def test_a_result_that_is_an_argument_is_that_object() -> None:
    """Alone, nested, and where the arguments hold it too."""
    inputs, rows, shared = torch.ones(2), np.ones(2), [1]
    result, _ = call(lambda x, r, s: (x, [r], s[1]), inputs, rows, [shared, shared])
    assert result[0] is inputs
    assert result[1][0] is rows
    assert result[2] is shared


def test_one_tensor_passed_twice_is_changed_once() -> None:
    """The learner's code sees one object, and so does the caller."""
    inputs = torch.zeros(2)

    def both(one: torch.Tensor, other: torch.Tensor) -> bool:
        one += 1
        other += 1
        return one is other

    result, changes = call(both, inputs, inputs)
    assert result is True
    assert inputs.tolist() == [2.0, 2.0]
    assert len(changes) == 1


def test_arrays_lists_dicts_and_sets_change_in_place() -> None:
    """Also with new objects that both share."""

    def change(a: Any, b: list[Any], c: dict[str, Any], d: set[int]) -> None:
        a[0] = 5
        b.append([7])
        c["new"] = b[-1]
        del c["old"]
        d.add(2)

    array, items, table, crowd = np.zeros(2), [1], {"old": 1}, {1}
    call(change, array, items, table, crowd)
    assert array.tolist() == [5, 0]
    assert items == [1, [7]]
    assert table == {"new": [7]}
    assert table["new"] is items[1]
    assert crowd == {1, 2}


@given(st.lists(st.integers()), st.permutations(range(6)))
def test_lists_end_as_they_would_at_home(values: list[int], order: list[int]) -> None:
    """Sorting, extending and clearing have the effect of a local call."""

    def shuffle(items: list[int]) -> list[int]:
        items.extend(order)
        items.sort()
        del items[::2]
        return items

    here = list(values)
    expected = shuffle(list(values))
    result, _ = call(shuffle, here)
    assert result is here
    assert here == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda x, a, log: x.resize_(5),
        lambda x, a, log: setattr(x, "data", torch.ones(2, dtype=torch.float64)),
        lambda x, a, log: a.resize((3,), refcheck=False),
        lambda x, a, log: log.append(log),
    ],
    ids=["shape", "dtype", "array", "cycle"],
)
def test_an_impossible_change_leaves_all_arguments_alone(change: Callable[..., Any]) -> None:
    """A changed shape or dtype, or a list put into itself, is a sentence; nothing is applied."""

    def function(x: torch.Tensor, a: Any, log: list[Any]) -> None:
        log.append(1)
        change(x, a, log)

    x, a, log = torch.ones(2), np.ones(2), [0]
    with pytest.raises(WireError, match=r"\.$"):
        call(function, x, a, log)
    assert (x.tolist(), a.tolist(), log) == ([1, 1], [1, 1], [0])


def test_arguments_that_may_not_change_are_protected() -> None:
    """A read-only array and an expanded tensor cannot take new values."""
    array = np.ones(2)
    array.flags.writeable = False
    for value in (array, torch.ones(1).expand(3)):
        with pytest.raises(WireError, match="read-only"):
            call(lambda x: x.__setitem__(0, 5), value)


def tokens(*parts: Any) -> bytes:
    return b"".join(msgpack.packb(part) for part in parts)


ROWS = st.lists(
    st.integers(-2, 15) | st.none() | st.sampled_from(["float32", bytes(8)]), max_size=20
)


@given(ROWS)
def test_a_hostile_answer_raises_nothing_but_wire_errors(row: list[Any]) -> None:
    """Whatever the other process answers, kinds and shapes of the arguments stay."""
    tensor, items = torch.ones(2), [1]
    _, arguments = pack_arguments([tensor, items])
    try:
        apply_changes(arguments, tokens(*row))
    except WireError:
        assert items == [1]
    assert tensor.shape == (2,)
    assert type(items) is list


@pytest.mark.parametrize(
    "row",
    [
        (0, 1, 0, 0, kinds.DICT, 0, None),  # a list that became a dict
        (0, 2, 0, 0, kinds.LIST, 0, 0, 0, kinds.LIST, 0, None),  # changed twice
        (0, 1, 0, 5, kinds.LIST, 0, None),  # no such argument
        (0, 0, None, None),  # more than an answer
    ],
    ids=repr,
)
def test_a_lying_answer_is_refused(row: tuple[Any, ...]) -> None:
    """Nothing is applied of an answer that does not fit the arguments."""
    items = [1]
    with pytest.raises(WireError):
        apply_changes(Arguments((items,), (items,)), tokens(*row))
    assert items == [1]


ONE_IN_ITSELF = (0, 1, 0, 0, kinds.LIST, 1, kinds.SHARED, 0, None)
IN_EACH_OTHER = (
    *(0, 2, 0, 0, kinds.LIST, 1, kinds.SHARED, 1),
    *(0, 1, kinds.LIST, 1, kinds.SHARED, 0, None),
)


@pytest.mark.parametrize("row", [ONE_IN_ITSELF, IN_EACH_OTHER], ids=["one", "two"])
def test_a_forged_answer_cannot_tie_arguments_into_a_circle(row: tuple[Any, ...]) -> None:
    """No sender of ours would say it: lists that hold the caller's own lists, and so themselves."""
    first, second = [1], [2]
    with pytest.raises(WireError, match="contains itself"):
        apply_changes(Arguments((first, second), (first, second)), tokens(*row))
    assert (first, second) == ([1], [2])


def test_a_forged_answer_cannot_change_one_argument_twice() -> None:
    """Though there are as many changes as arguments."""
    first, second = [1], [2]
    row = (0, 2, 0, 0, kinds.LIST, 0, 0, 0, kinds.LIST, 0, None)
    with pytest.raises(WireError, match="twice"):
        apply_changes(Arguments((first, second), (first, second)), tokens(*row))
    assert (first, second) == ([1], [2])


@given(ROWS)
def test_hostile_arguments_raise_nothing_but_wire_errors(row: list[Any]) -> None:
    """The learner's side reads as carefully."""
    with contextlib.suppress(WireError):
        assert type(unpack_arguments(tokens(*row)).values) is tuple
