"""What a test holds is never what the answer was given; and one comparison that no junk passes."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nbjudge.exam import apart, close
from nn_course.checks import part1 as check

NUMBERS = st.floats(-1e6, 1e6, width=32)


def vandal(value: Any) -> None:
    """Change `value` in place wherever it can be changed."""
    if isinstance(value, torch.Tensor):
        with torch.no_grad():
            value.fill_(-100)
        if value.is_leaf and value.is_floating_point():
            value.grad = torch.ones_like(value)
    elif isinstance(value, np.ndarray):
        value[...] = 77
    elif isinstance(value, list | tuple):
        for each in value:
            vandal(each)
        if isinstance(value, list):
            value.append("more")
    elif isinstance(value, dict):
        vandal(list(value.values()))
        value.clear()
    elif isinstance(value, set | bytearray):
        value.clear()


def test_nothing_of_the_tests_is_changed() -> None:
    """Tensors, their gradients, arrays, containers and what is in them stay; changes are named."""
    leaf = torch.randn(3, requires_grad=True)
    leaf.grad = torch.full((3,), 2.0)
    inner = torch.arange(4)
    arguments = (leaf, inner, [inner, np.ones(2)], {"a": inner}, {1, 2}, bytearray(b"ab"), 5, "x")
    before = leaf.detach().clone()
    outcome = apart(lambda *given: [vandal(one) for one in given], arguments)
    assert outcome.error is None, outcome.error
    assert torch.equal(leaf, before) and torch.equal(leaf.grad, torch.full((3,), 2.0))
    assert torch.equal(inner, torch.arange(4)) and len(arguments[2]) == 2
    assert (arguments[2][1] == 1).all() and list(arguments[3]) == ["a"]
    assert arguments[4] == {1, 2} and arguments[5] == b"ab"
    assert outcome.changed == (0, 1, 2, 3, 4, 5)
    assert (outcome.given[1] == -100).all()


def test_what_is_untouched_is_not_called_changed() -> None:
    """Also where numbers are not finite, or tensors have no numbers or odd types."""
    arguments = (
        torch.tensor([math.nan, math.inf]), torch.zeros(0, 3), torch.tensor([True]),
        torch.ones(2, dtype=torch.bfloat16), torch.ones(2, dtype=torch.complex64),
        torch.arange(6).reshape(2, 3).T, np.array([math.nan]), [], (1, 2),
    )  # fmt: skip
    assert apart(lambda *given: None, arguments).changed == ()


def test_a_result_is_never_the_tests_own_object() -> None:
    """An answer that destroys its argument and returns it returns what it made of it."""
    mine = torch.ones(3)

    def answer(x: torch.Tensor) -> torch.Tensor:
        return x.zero_()

    assert apart(answer, (mine,)).result is not mine
    assert torch.equal(apart(answer, (mine,)).result, torch.zeros(3)) and (mine == 1).all()


@pytest.mark.parametrize("requires", [True, False])
def test_gradients_reach_the_tests_own_tensors(requires: bool) -> None:
    """Through copies, from every tensor of a nested result, and a returned argument itself."""
    x = torch.tensor([1.0, 2.0], requires_grad=requires)
    w = torch.tensor([3.0, 5.0], requires_grad=True)
    outcome = apart(lambda a, b: ([a * b], {"b": b}), (x, w))
    ([product], named) = outcome.result
    (product.sum() + 7 * named["b"].sum()).backward()
    assert torch.equal(w.grad, torch.tensor([8.0, 9.0]))
    if requires:
        assert torch.equal(x.grad, torch.tensor([3.0, 5.0]))


def test_gradients_flow_through_a_tensor_that_is_no_leaf() -> None:
    """A test's own calculation before the call gets its gradient."""
    w = torch.tensor([3.0], requires_grad=True)
    apart(lambda x: x**2, (2 * w,)).result.backward()
    assert torch.equal(w.grad, torch.tensor([24.0]))


def test_what_was_one_object_is_one_copy() -> None:
    """An argument that stands in two places is the same object in both."""
    one = torch.zeros(1)
    assert apart(lambda a, b: a is b[0] and b[0] is b[1], (one, [one, one])).result


def test_own_arguments_are_the_tests_own() -> None:
    """The exercises whose contract is to change something in place still do."""
    p = torch.tensor([1.0], requires_grad=True)
    p.grad = torch.tensor([0.5])
    check.exam("sgd_step", lambda ps, lr: [p.data.sub_(lr * p.grad) for p in ps] and None)([p], 1.0)
    assert p.item() == 0.5


def test_exam_names_what_was_changed() -> None:
    """`changed` holds the names of the parameters that the last call changed, and no others."""

    def answer(inputs: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        if len(inputs) == 2:
            weights.zero_()
        return inputs @ weights + bias

    linear = check.exam("linear", answer)
    weights = torch.ones(3, 2)
    linear(torch.ones(2, 3), weights, torch.ones(2))
    assert linear.changed == ("weights",) and (weights == 1).all()
    linear(torch.ones(4, 3), weights, torch.ones(2))
    assert linear.changed == ()


# -- close -----------------------------------------------------------------------------------------

JUNK = [
    None, "1.0", math.nan, math.inf, -math.inf, True, 1j, object(), [], [1.0], {}, iter(()),
    torch.tensor([1.0]), torch.tensor(math.nan), torch.tensor(1 + 0j), torch.tensor(True),
    np.array([1.0]), np.float64("nan"), np.array("1.0"), np.array(1.0, dtype=object),
    torch.ones((), device="meta"), 10**400, b"1", range(1),
]  # fmt: skip


@pytest.mark.parametrize("junk", JUNK, ids=lambda one: type(one).__name__)
def test_no_junk_is_close_to_a_number(junk: Any) -> None:
    """Whatever is no finite real number of the right shape is not close, and raises nothing."""
    assert not close(junk, 1.0, 1e9)
    assert not close(1.0, junk, 1e9)
    assert not close([junk, 1.0], [1.0, 1.0], 1e9)


@given(st.lists(NUMBERS, min_size=1, max_size=6), st.integers(0, 5), st.floats(1e-3, 1e3))
def test_close_is_what_it_says(numbers: list[float], place: int, within: float) -> None:
    """Up to the bound it is close, beyond it is not, in every place and of every kind."""
    place %= len(numbers)
    for kind in (list, tuple, np.array, torch.tensor):
        right = kind(numbers)
        for factor, wanted in ((0.0, True), (0.5, True), (2.5, False), (-2.5, False)):
            moved = [float(one) for one in np.asarray(numbers, dtype="float64")]
            moved[place] += factor * within
            slack = 1e-6 * max(1.0, *map(abs, numbers))
            if abs(factor) * within > slack and abs(abs(factor) - 1) * within > slack:
                assert close(np.array(moved), right, within) is wanted
        spoiled = torch.tensor(numbers, dtype=torch.float64)
        spoiled[place] = math.nan
        assert not close(spoiled, right, math.inf) and not close(spoiled, spoiled, 1e9)


@pytest.mark.parametrize("shape", [(3,), (1, 3), (3, 1), (2, 3, 1), (6,), ()])
def test_nothing_is_broadcast(shape: tuple[int, ...]) -> None:
    """Numbers of another shape are not close, however alike."""
    assert not close(torch.ones(shape), torch.ones(2, 3), 1e9)


def test_bounds_can_differ_by_place() -> None:
    """A tensor of bounds broadcasts; a bound that is none lets nothing pass."""
    got, right = torch.tensor([[1.0, 2.0]]), torch.tensor([[1.1, 2.0]])
    assert close(got, right, torch.tensor([[0.2, 0.0]]))
    assert not close(got, right, torch.tensor([[0.05, 1.0]]))
    assert not close(got, got, math.nan) and not close(got, got, -1.0)


def test_numbers_of_all_kinds() -> None:
    """Python's, numpy's and torch's numbers are numbers, and whole ones stay exact."""
    for one in (1, 1.0, Fraction(1), np.int8(1), np.float32(1), torch.tensor(1), torch.ones(())):
        assert close(one, 1.0, 1e-9) and close(1.0, one, 1e-9)
    assert not close(torch.tensor(2**53 + 1), torch.tensor(2**53))
    assert not close(torch.tensor(-(2**63)), torch.tensor(0), 1e9)
    assert close(torch.tensor([True]), torch.tensor([True]))
    assert close(torch.tensor(1.0, requires_grad=True), 1.0)
