"""The references of part 1 agree with closed forms in float64 and behave as honest answers do."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_course.catalogue import exercise, exercises
from nn_course.catalogue.part1.stable_log_softmax import unstable_log_softmax
from nn_course.checks.observe import fresh

REFERENCES = {known.name: known.reference for known in exercises("part1")}

shapes = st.lists(st.integers(1, 6), min_size=1, max_size=4).map(tuple)
rows = st.integers(1, 9)
columns = st.integers(1, 9)
seeds = st.integers(0, 2**31)


def _random(seed: int, *shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def _log_softmax(x: torch.Tensor) -> np.ndarray:
    """In numpy and with exact sums."""
    flat = x.detach().numpy().reshape(-1, x.shape[-1])
    top = flat.max(-1, keepdims=True)
    sums = [math.fsum(math.exp(value) for value in row) for row in flat - top]
    return (flat - top - np.log(sums)[:, None]).reshape(x.shape)


@settings(deadline=None, max_examples=40)
@given(shapes, seeds, st.sampled_from([1.0, 10.0, 1e4]))
def test_log_softmax_references(shape: tuple[int, ...], seed: int, scale: float) -> None:
    """Both references give x - log(sum(exp(x))) over the last axis, of any shape."""
    x = _random(seed, *shape) * scale
    for name in ("log_softmax", "stable_log_softmax"):
        np.testing.assert_allclose(REFERENCES[name](x), _log_softmax(x), atol=1e-9 * scale)


@settings(deadline=None, max_examples=40)
@given(rows, columns, seeds)
def test_nll_and_accuracy_references(n: int, c: int, seed: int) -> None:
    """nll is the mean of -log_probs[i, target[i]], accuracy the fraction of right argmaxes."""
    log_probs = torch.from_numpy(_log_softmax(_random(seed, n, c)))
    target = torch.randint(c, (n,), generator=torch.Generator().manual_seed(seed))
    picked = [log_probs[i, target[i]].item() for i in range(n)]
    right = [int(np.argmax(log_probs[i].numpy())) == target[i].item() for i in range(n)]
    assert REFERENCES["nll"](log_probs, target).item() == pytest.approx(-math.fsum(picked) / n)
    assert float(REFERENCES["accuracy"](log_probs, target)) == pytest.approx(sum(right) / n)


@settings(deadline=None, max_examples=40)
@given(rows, columns, st.integers(1, 9), seeds)
def test_linear_reference(n: int, n_in: int, n_out: int, seed: int) -> None:
    """linear is numpy's product plus the bias."""
    x, w, b = _random(seed, n, n_in), _random(seed + 1, n_in, n_out), _random(seed + 2, n_out)
    expected = x.numpy() @ w.numpy() + b.numpy()
    np.testing.assert_allclose(REFERENCES["linear"](x, w, b), expected, atol=1e-12)


@settings(deadline=None, max_examples=20)
@given(shapes, seeds)
def test_chain_rule_reference(shape: tuple[int, ...], seed: int) -> None:
    """The gradient for each tensor is the other one, and no input is changed."""
    a, b = _random(seed, *shape), _random(seed + 1, *shape)
    grad_a, grad_b = REFERENCES["chain_rule"](a, b)
    assert torch.equal(grad_a, b) and torch.equal(grad_b, a)
    assert not a.requires_grad and not b.requires_grad


def test_preprocess_reference() -> None:
    """Pixels become k / 255 in float32 rows, labels int64, and the arrays stay as they were."""
    images = np.arange(2 * 28 * 28).reshape(2, 28, 28).astype(np.uint8)
    labels = np.array([3, 9], dtype=np.uint8)
    x, y = REFERENCES["preprocess"](images, labels)
    np.testing.assert_allclose(x, images.reshape(2, 784).astype(np.float32) / 255, atol=1e-7)
    assert (x.dtype, y.dtype) == (torch.float32, torch.int64)
    assert y.tolist() == [3, 9]
    assert (images.dtype, images.max()) == (np.uint8, 255)


def test_init_parameters_reference() -> None:
    """Leaves that require grad: weights of spread 1/√n_in around 0, bias 0."""
    weights, bias = REFERENCES["init_parameters"](400, 300)
    assert weights.shape == (400, 300) and bias.shape == (300,)
    assert weights.is_leaf and weights.requires_grad and bias.is_leaf and bias.requires_grad
    assert weights.std().item() * 20 == pytest.approx(1, abs=0.02)
    assert weights.mean().item() == pytest.approx(0, abs=0.002)
    assert not bias.any()


def test_sgd_step_reference_leaves_gradients_of_zero() -> None:
    """The step is in place, skips what has no gradient, and `.grad.zero_()` works afterwards."""
    p = torch.tensor([1.0, 2.0], requires_grad=True)
    unused = torch.tensor([5.0], requires_grad=True)
    p.grad = torch.tensor([0.5, -3.0])
    REFERENCES["sgd_step"]((p, unused), 0.1)
    assert p.tolist() == pytest.approx([0.95, 2.3])
    assert p.grad is not None and p.grad.tolist() == [0, 0]
    assert p.is_leaf and p.requires_grad
    assert unused.tolist() == [5.0] and unused.grad is None


def test_sgd_step_reference_is_torchs_optimizer() -> None:
    """Five steps end where optim.SGD does."""
    ours, theirs = (_random(1, 3, 2).requires_grad_() for _ in range(2))
    optimizer = torch.optim.SGD([theirs], lr=0.3)
    for _ in range(5):
        for tensor in (ours, theirs):
            tensor.pow(3).sum().backward()
        REFERENCES["sgd_step"]([ours], 0.3)
        optimizer.step()
        optimizer.zero_grad()
    assert torch.equal(ours, theirs)


@settings(deadline=None, max_examples=15)
@given(rows, st.integers(1, 4), st.integers(2, 4), st.integers(1, 3), st.integers(1, 12), seeds)
def test_fit_reference(
    n: int, n_in: int, n_out: int, epochs: int, batch_size: int, seed: int
) -> None:
    """fit's parameters and losses are those of the gradient written out by hand."""
    x, w, b = _random(seed, n, n_in), _random(seed + 1, n_in, n_out), _random(seed + 2, n_out)
    y = torch.randint(n_out, (n,), generator=torch.Generator().manual_seed(seed))
    weights, bias = w.clone().requires_grad_(), b.clone().requires_grad_()
    losses = REFERENCES["fit"](x, y, weights, bias, 0.5, epochs, batch_size)

    expected = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, n, batch_size):
            rows, classes = x[start : start + batch_size], y[start : start + batch_size]
            log_probs = torch.from_numpy(_log_softmax(rows @ w + b))
            total -= log_probs[range(len(rows)), classes].sum().item()
            delta = log_probs.exp()
            delta[range(len(rows)), classes] -= 1
            w, b = w - 0.5 * rows.T @ delta / len(rows), b - 0.5 * delta.mean(0)
        expected.append(total / n)
    assert losses == pytest.approx(expected)
    torch.testing.assert_close(weights.detach(), w)
    torch.testing.assert_close(bias.detach(), b)


@pytest.mark.parametrize("name", ["linear", "log_softmax", "stable_log_softmax", "nll"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_references_keep_dtype_and_gradients(name: str, dtype: torch.dtype) -> None:
    """A stand-in returns the precision it was given, and gradients flow through it."""
    known = exercise("part1", name)
    for case in known.inputs(1):
        arguments = [
            value.to(dtype).requires_grad_() if value.is_floating_point() else value
            for value in fresh(case.arguments)
        ]
        result = known.reference(*arguments)
        assert result.dtype == dtype
        result.sum().backward()
        for parameter, value in zip(known.parameters, arguments, strict=True):
            assert parameter not in known.gradients or value.grad is not None


def test_unstable_stand_in_is_exact_for_shifted_rows() -> None:
    """The log_softmax under stable_log_softmax is right for rows whose maximum is 0."""
    x = torch.tensor([[0.0, -1e4, -3.0], [0.0, 0.0, 0.0], [5.0, -80.0, 60.0]])
    np.testing.assert_allclose(unstable_log_softmax(x), _log_softmax(x.double()), atol=2e-5)


@pytest.mark.parametrize("row", [[1000.0, 0.0], [-1000.0, -1001.0], [90.0, 0.0], [-95.0, -100.0]])
def test_unstable_stand_in_fails_where_the_formula_does(row: list[float]) -> None:
    """It gives nothing finite where exp over- or underflows, and only in those rows."""
    result = unstable_log_softmax(torch.tensor([row, [1.0, 2.0]]))
    assert not result[0].isfinite().any()
    assert result[1].isfinite().all()
